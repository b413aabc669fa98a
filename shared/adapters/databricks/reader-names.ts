import type { iamV2 } from './iam-v2.ts';
import type { scimGroups } from './scim-groups.ts';
import type { scimPrincipals } from './scim-principals.ts';
import type { accountWorkspaces } from './workspaces.ts';

interface Parts {
  readonly principals: Pick<ReturnType<typeof scimPrincipals>, 'find'>;
  readonly groups: Pick<ReturnType<typeof scimGroups>, 'read' | 'idsByName'>;
  readonly memberships: Pick<ReturnType<typeof iamV2>, 'transitiveGroupIds'>;
  readonly workspaces: Pick<ReturnType<typeof accountWorkspaces>, 'metastoreOwners'>;
}

/**
 * Every text by which the owner of an object can mean the reader: its application id and the names of its groups.
 * Where IAM v2 does not tell the groups, only those are looked at that own a metastore; a name that is missed makes
 * the evidence weaker, never wrong.
 */
export async function readerNames(clientId: string, parts: Parts): Promise<ReadonlySet<string>> {
  const self = (await parts.principals.find(clientId)).find(({ kind }) => kind === 'servicePrincipal');
  if (!self) return new Set([clientId]);
  const own = [clientId, self.name];
  const groupIds = await parts.memberships.transitiveGroupIds(self.id);
  if (groupIds === null) return new Set([...own, ...(await owningGroups(self.id, parts))]);
  const groups = await Promise.all(groupIds.map((id) => parts.groups.read(id)));
  return new Set([...own, ...groups.flatMap((group) => group?.name ?? [])]);
}

async function owningGroups(principalId: string, { groups, workspaces }: Parts): Promise<readonly string[]> {
  const owners = await workspaces.metastoreOwners();
  const mine: string[] = [];
  for (const owner of owners) {
    const [id] = await groups.idsByName(owner);
    if (id !== undefined && (await holds(id, principalId, groups, new Set()))) mine.push(owner);
  }
  return mine;
}

/** Whether a group holds the principal, directly or through nesting. */
async function holds(
  groupId: string,
  principalId: string,
  groups: Parts['groups'],
  seen: Set<string>,
): Promise<boolean> {
  if (seen.has(groupId)) return false;
  seen.add(groupId);
  const members = (await groups.read(groupId))?.members ?? [];
  if (members.some(({ id }) => id === principalId)) return true;
  for (const { kind, id } of members) {
    if (kind === 'group' && (await holds(id, principalId, groups, seen))) return true;
  }
  return false;
}
