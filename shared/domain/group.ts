import * as z from 'zod';

export const memberSchema = z.object({
  kind: z.enum(['user', 'servicePrincipal', 'group', 'unknown']),
  id: z.string(),
});

/** An account group as one GET of SCIM gives it (list results are never trusted for members or externalId). */
export const groupSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Set when the group is synced from the identity provider. */
  externalId: z.string().nullable(),
  roles: z.array(z.string()),
  /** Direct members; a reading may keep only those that matter for it (groups, source, target). */
  members: z.array(memberSchema),
  /** Direct members in all. */
  memberCount: z.number().int().nonnegative(),
});

export type Member = z.infer<typeof memberSchema>;
export type Group = z.infer<typeof groupSchema>;

/** The group of an account that holds everybody. */
export const EVERYBODY = 'account users';

/** Groups that exist in every account and hold everybody: shown as shared, never planned, never written. */
export const BUILT_IN_GROUPS: ReadonlySet<string> = new Set([EVERYBODY, 'users', 'admins']);
