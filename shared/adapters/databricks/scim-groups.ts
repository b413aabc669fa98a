import * as z from 'zod';
import type { Group, Member } from '#shared/domain/group.ts';
import type { Reads } from './calls.ts';
import { idSchema, scimFilter, scimList, scimPath } from './scim.ts';

const memberSchema = z.object({ value: idSchema, $ref: z.string().nullish(), type: z.string().nullish() });

const groupSchema = z.object({
  id: idSchema,
  displayName: z.string(),
  externalId: z.string().nullish(),
  meta: z.object({ resourceType: z.string().nullish() }).nullish(),
  roles: z.array(z.object({ value: z.string() })).nullish(),
  members: z.array(memberSchema).nullish(),
});

const MEMBER_KINDS: readonly (readonly [RegExp, Member['kind']])[] = [
  [/^(Users\/|User$)/i, 'user'],
  [/^(ServicePrincipals\/|ServicePrincipal$)/i, 'servicePrincipal'],
  [/^(Groups\/|Group$)/i, 'group'],
];

/** Groups of account SCIM. */
export function scimGroups(reads: Reads, accountId: string) {
  return {
    /** Ids of all groups with exactly this display name; the filter alone ignores case. */
    async idsByName(name: string): Promise<readonly string[]> {
      const hits = await scimList(reads, accountId, 'Groups', scimFilter('displayName', 'eq', name));
      return hits.filter(({ displayName }) => displayName === name).map(({ id }) => id);
    },

    async listIds(): Promise<readonly string[]> {
      const entries = await scimList(reads, accountId, 'Groups');
      return entries.map(({ id }) => id);
    },

    /** Null when it is gone, or when the id is a workspace's own group: grants and account membership know those not. */
    async read(id: string): Promise<Group | null> {
      const path = scimPath(accountId, 'Groups', id);
      const group = await reads.find({ what: `group ${id}`, path }, groupSchema);
      if (!group || group.meta?.resourceType === 'WorkspaceGroup') return null;
      const members = (group.members ?? []).map(toMember);
      return {
        id: group.id,
        name: group.displayName,
        externalId: group.externalId || null,
        roles: (group.roles ?? []).map(({ value }) => value),
        members,
        memberCount: members.length,
      };
    },
  };
}

/** The kind is the prefix of `$ref`; `type` is often missing. */
function toMember({ value, $ref, type }: z.infer<typeof memberSchema>): Member {
  const hint = $ref ?? type ?? '';
  const kind = MEMBER_KINDS.find(([pattern]) => pattern.test(hint))?.[1] ?? 'unknown';
  return { kind, id: value };
}
