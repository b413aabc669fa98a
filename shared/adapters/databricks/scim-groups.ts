import * as z from 'zod';
import { EVERYBODY, type Group, type Member } from '#shared/domain/group.ts';
import { DirectoryUnavailable } from '#shared/errors.ts';
import type { GroupPage } from '#shared/ports/directory.ts';
import type { Reads } from './calls.ts';
import { idSchema, scimFilter, scimList, scimListPage, scimPath } from './scim.ts';

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
  /** Ids of all groups with exactly this display name; the filter alone ignores case. */
  async function idsByName(name: string): Promise<readonly string[]> {
    const hits = await scimList(reads, accountId, 'Groups', scimFilter('displayName', 'eq', name));
    return hits.filter(({ displayName }) => displayName === name).map(({ id }) => id);
  }

  /**
   * A GET of a group brings all its members and can end in a timeout where those are the whole account
   * (terraform-provider-databricks #1591). Of that one group the name is enough; for any other, `failure` stands.
   */
  async function everybody(id: string, failure: DirectoryUnavailable): Promise<Group> {
    if (!(await idsByName(EVERYBODY)).includes(id)) throw failure;
    return { id, name: EVERYBODY, externalId: null, roles: [], members: [], memberCount: 0 };
  }

  return {
    idsByName,

    /** See DirectoryReader.listGroupIds. */
    async listIds(startIndex: number): Promise<GroupPage> {
      const { entries, ...page } = await scimListPage(reads, accountId, 'Groups', { filter: undefined, startIndex });
      return { ids: entries.map(({ id }) => id), ...page };
    },

    /** Null when it is gone, or when the id is a workspace's own group: grants and account membership know those not. */
    async read(id: string): Promise<Group | null> {
      const path = scimPath(accountId, 'Groups', id);
      let group: z.infer<typeof groupSchema> | null;
      try {
        group = await reads.find({ what: `group ${id}`, path }, groupSchema);
      } catch (error) {
        if (error instanceof DirectoryUnavailable) return everybody(id, error);
        throw error;
      }
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
