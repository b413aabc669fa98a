import type { iamV2 } from './iam-v2.ts';
import type { scimGroups } from './scim-groups.ts';
import type { scimPrincipals } from './scim-principals.ts';
import type { accountWorkspaces } from './workspaces.ts';

interface Parts {
  readonly principals: Pick<ReturnType<typeof scimPrincipals>, 'byApplicationId'>;
  readonly groups: Pick<ReturnType<typeof scimGroups>, 'read' | 'idsByName'>;
  readonly memberships: Pick<ReturnType<typeof iamV2>, 'transitiveGroupIds'>;
  readonly workspaces: Pick<ReturnType<typeof accountWorkspaces>, 'metastoreOwners'>;
}

/** Milliseconds for which the names are taken as known: one plan asks for every metastore, and an invocation lives on. */
const KNOWN_FOR_MS = 10 * 60_000;

interface Reader extends Parts {
  readonly credentials: () => Promise<{ readonly clientId: string }>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The reader's names, read once and again when they may have changed. */
export function namesOfReader(reader: Reader): () => Promise<ReadonlySet<string>> {
  let known: { clientId: string; until: number; names: Promise<ReadonlySet<string>> } | undefined;
  return async () => {
    const { clientId } = await reader.credentials();
    const now = reader.now();
    if (known === undefined || known.clientId !== clientId || now >= known.until) {
      const names = readNames(clientId, reader);
      known = { clientId, until: now + KNOWN_FOR_MS, names };
      names.catch(() => {
        if (known?.names === names) known = undefined;
      });
    }
    return known.names;
  };
}

/**
 * Every text by which the owner of an object can mean the reader: its application id and the names of its groups.
 * Where IAM v2 does not tell the groups, only those are looked at that own a metastore; a name that is missed makes
 * the evidence weaker, never wrong.
 */
async function readNames(clientId: string, parts: Parts): Promise<ReadonlySet<string>> {
  const self = await parts.principals.byApplicationId(clientId);
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
