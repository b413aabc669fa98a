import * as z from 'zod';

/** A Databricks user or service principal as account SCIM knows it. Ids are strings: they can pass 2^53. */
export const principalSchema = z.object({
  kind: z.enum(['user', 'servicePrincipal']),
  id: z.string(),
  /** SCIM user name of a user, application id of a service principal: the text Unity Catalog grants name. */
  name: z.string(),
  displayName: z.string(),
  givenName: z.string().nullable(),
  active: z.boolean(),
  /** Every e-mail address SCIM gives, the user name included where it is one; lower case. */
  emails: z.array(z.string()),
  externalId: z.string().nullable(),
  roles: z.array(z.string()),
});

export type Principal = z.infer<typeof principalSchema>;
export type PrincipalKind = Principal['kind'];

/** Whose memberships can be compared: a principal, or a group, which can itself be a member of groups. */
export interface Compared extends Pick<Principal, 'id' | 'name' | 'displayName' | 'givenName'> {
  readonly kind: PrincipalKind | 'group';
}
