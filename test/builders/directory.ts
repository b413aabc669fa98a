import type { WorkspaceLevel } from '#shared/domain/evidence.ts';
import type { Group } from '#shared/domain/group.ts';
import type { Principal } from '#shared/domain/principal.ts';
import { DirectoryRefused } from '#shared/errors.ts';
import type { Assignment, DirectoryReader, DirectoryWriter, SecurableKind } from '#shared/ports/directory.ts';
import type { GrantStatements } from '#shared/ports/grant-statements.ts';

export interface AccountWorkspace {
  readonly id: string;
  readonly name: string;
  readonly status?: string;
  /** Null: no identity federation. */
  assignments: Assignment[] | null;
}

export interface AccountSecurable {
  readonly kind: SecurableKind;
  readonly fullName: string;
  readonly owner?: string;
  /** The only workspaces that see it, and what lies in it. */
  readonly boundTo?: readonly string[];
  readonly grants?: readonly { readonly principal: string; readonly privileges: readonly string[] }[];
}

export interface AccountMetastore {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly workspaceIds: readonly string[];
  readonly grants?: AccountSecurable['grants'];
  readonly securables: readonly AccountSecurable[];
}

export interface Account {
  principals: Principal[];
  groups: Group[];
  workspaces: AccountWorkspace[];
  metastores: AccountMetastore[];
  /** Every text by which an owner can mean the reader. */
  readerNames: string[];
  iamV2: boolean;
  /** By group id: who owns the memberships in it, where IAM v2 says something else than `internal`. */
  origins: Record<string, 'internal' | 'external'>;
}

export interface FakeDirectory {
  readonly account: Account;
  readonly directory: DirectoryReader;
  readonly writer: DirectoryWriter;
  /** Every read in order: the method and its arguments, one text each. */
  readonly reads: string[];
  /** Group and principal id of every PATCH that was accepted, in order. */
  readonly writes: string[];
  /** Reads that were under way at once, at most. */
  readonly most: () => number;
  /** What a call fails with instead of answering; asked before every call, with the text that `reads` would get. */
  fault: (call: string) => Error | undefined;
}

/** Tests of SQL put their own in its place. */
const noWarehouse: GrantStatements = {
  start: async ({ warehouseId }) => {
    throw refused(`SQL warehouse ${warehouseId}`, 404, 'there is none');
  },
  poll: async (_workspaceId, id) => {
    throw refused(`SQL statement ${id}`, 404, 'there is none');
  },
  cancel: async () => undefined,
};

/** Few, so that small accounts have several pages. */
const GROUPS_PER_PAGE = 4;

const PARENT_DEPTH: Partial<Record<SecurableKind, number>> = { schema: 1, table: 2, volume: 2, function: 2, model: 2 };

/** A Databricks account in memory, with both identities. It refuses what the real one refuses. */
export function anAccount(given: Partial<Account> = {}): FakeDirectory {
  const account: Account = {
    principals: [],
    groups: [],
    workspaces: [],
    metastores: [],
    readerNames: ['reader'],
    iamV2: true,
    origins: {},
    ...given,
  };
  const reads: string[] = [];
  const writes: string[] = [];
  let underWay = 0;
  let most = 0;

  /** Answers after a few turns of the event loop, differently many for different calls: answers overtake each other. */
  async function answer<T>(parts: readonly (string | undefined)[], value: () => T): Promise<T> {
    const call = parts.filter((part) => part !== undefined).join(' ');
    reads.push(call);
    underWay += 1;
    most = Math.max(most, underWay);
    const turns = Array.from(call).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 97, 7) % 5;
    for (let turn = 0; turn <= turns; turn += 1) await Promise.resolve();
    underWay -= 1;
    const failure = fake.fault(call);
    if (failure !== undefined) throw failure;
    return value();
  }

  const groupById = (id: string) => account.groups.find((group) => group.id === id);

  function closureOf(principalId: string): string[] {
    const found = new Set<string>();
    walk(principalId);
    return [...found];

    function walk(id: string): void {
      for (const group of account.groups) {
        if (found.has(group.id) || !group.members.some((member) => member.id === id)) continue;
        found.add(group.id);
        walk(group.id);
      }
    }
  }

  function openMetastore(workspaceId: string): AccountMetastore {
    const workspace = account.workspaces.find(({ id }) => id === workspaceId);
    const metastore = account.metastores.find(({ workspaceIds }) => workspaceIds.includes(workspaceId));
    if (workspace === undefined || (workspace.status ?? 'RUNNING') !== 'RUNNING' || metastore === undefined)
      throw refused(`workspace ${workspaceId}`, 404, 'no Unity Catalog answers there');
    return metastore;
  }

  function seenFrom(workspaceId: string): readonly AccountSecurable[] {
    const { securables } = openMetastore(workspaceId);
    const bound = ({ boundTo }: AccountSecurable) => boundTo?.includes(workspaceId) ?? true;
    const hidden = new Set(
      securables.filter((one) => one.kind === 'catalog' && !bound(one)).map((one) => one.fullName),
    );
    return securables.filter((one) => {
      const inCatalog = one.kind === 'catalog' || PARENT_DEPTH[one.kind] !== undefined;
      return bound(one) && !(inCatalog && hidden.has(one.fullName.split('.')[0] ?? ''));
    });
  }

  const directory: DirectoryReader = {
    findPrincipals: (name) =>
      answer(['findPrincipals', name], () => {
        const wanted = name.toLowerCase();
        const byId = account.principals.filter(
          (one) => one.id === name || one.name.toLowerCase() === wanted || one.emails.includes(wanted),
        );
        return byId.length > 0 ? byId : account.principals.filter(({ displayName }) => displayName === name);
      }),
    similarNames: (name) =>
      answer(['similarNames', name], () => account.principals.flatMap((one) => [one.name, one.displayName])),
    isGroupName: (name) => answer(['isGroupName', name], () => account.groups.some((group) => group.name === name)),
    findGroupIds: (name) =>
      answer(['findGroupIds', name], () => account.groups.filter((one) => one.name === name).map(({ id }) => id)),
    readPrincipal: (kind, id) =>
      answer(
        ['readPrincipal', kind, id],
        () => account.principals.find((principal) => principal.kind === kind && principal.id === id) ?? null,
      ),
    transitiveGroupIds: (id) => answer(['transitiveGroupIds', id], () => (account.iamV2 ? closureOf(id) : null)),
    listGroupIds: (startIndex) =>
      answer(['listGroupIds', `${startIndex}`], () => {
        const ids = account.groups.slice(startIndex - 1, startIndex - 1 + GROUPS_PER_PAGE).map(({ id }) => id);
        const next = startIndex + ids.length;
        return { ids, next: next > account.groups.length ? null : next, total: account.groups.length };
      }),
    readGroup: (id) => answer(['readGroup', id], () => structuredClone(groupById(id)) ?? null),
    membershipOrigin: (groupId, principalId) =>
      answer(['membershipOrigin', groupId, principalId], () => {
        const isMember = groupById(groupId)?.members.some(({ id }) => id === principalId) ?? false;
        return account.iamV2 && isMember ? (account.origins[groupId] ?? 'internal') : null;
      }),
    listWorkspaces: () =>
      answer(['listWorkspaces'], () =>
        account.workspaces.map(({ id, name, status = 'RUNNING' }) => ({
          id,
          name,
          status,
          running: status === 'RUNNING',
        })),
      ),
    readAssignments: (id) =>
      answer(['readAssignments', id], () => {
        const workspace = account.workspaces.find((one) => one.id === id);
        if (workspace === undefined) throw refused(`workspace ${id}`, 404, 'no such workspace');
        return workspace.assignments;
      }),
    listMetastores: () =>
      answer(['listMetastores'], () =>
        account.metastores.map(({ id, name, workspaceIds }) => ({ id, name, workspaceIds })),
      ),
    readerIdentity: () => answer(['readerIdentity'], () => ({ names: new Set(account.readerNames) })),
    readMetastoreOwner: (workspaceId) =>
      answer(['readMetastoreOwner', workspaceId], () => {
        const { id, owner } = openMetastore(workspaceId);
        return { metastoreId: id, owner };
      }),
    listSecurables: (workspaceId, kind, parent, { unbound = false } = {}) =>
      answer(['listSecurables', workspaceId, kind, parent, unbound ? 'unbound' : undefined], () => {
        const depth = parent === undefined ? 0 : parent.split('.').length;
        // Registered models are listed for a whole metastore too.
        const whole = kind === 'model' && parent === undefined;
        if (!whole && depth !== (PARENT_DEPTH[kind] ?? 0))
          throw refused(`list of ${kind}`, 400, 'another parent is needed');
        const { owner, securables } = openMetastore(workspaceId);
        const heeded = unbound && account.readerNames.includes(owner);
        const seen = heeded ? securables : seenFrom(workspaceId);
        if (parent !== undefined && !seen.some(({ fullName }) => fullName === parent))
          throw refused(`list of ${kind}`, 404, 'the parent is not visible here');
        const found = seen.filter(
          (one) => one.kind === kind && (whole || (parent ?? '') === one.fullName.split('.').slice(0, -1).join('.')),
        );
        const items = found.map(({ fullName, owner, boundTo }) => ({
          name: fullName.split('.').at(-1) ?? fullName,
          fullName,
          owner: owner ?? null,
          isolated: boundTo !== undefined,
        }));
        return { items, calls: 1 };
      }),
    readBindings: (workspaceId, kind, fullName) =>
      answer(['readBindings', workspaceId, kind, fullName], () => {
        const { owner, securables } = openMetastore(workspaceId);
        const object = securables.find((one) => one.kind === kind && one.fullName === fullName);
        if (object === undefined) throw refused(`bindings of ${kind}`, 404, 'no such object');
        if (!account.readerNames.includes(owner)) throw refused(`bindings of ${kind}`, 403, 'not the owner');
        return object.boundTo ?? [];
      }),
    readGrants: (workspaceId, kind, fullName) =>
      answer(['readGrants', workspaceId, kind, fullName], () => {
        const metastore = openMetastore(workspaceId);
        const object =
          kind === 'metastore'
            ? metastore.id === fullName && metastore
            : seenFrom(workspaceId).find((one) => one.kind === kind && one.fullName === fullName);
        if (!object) throw refused(`grants of ${kind}`, 404, 'not visible here');
        return { grants: object.grants ?? [], calls: 1 };
      }),
    grantStatements: noWarehouse,
  };

  const writer: DirectoryWriter = {
    async addMember(groupId, principalId) {
      await Promise.resolve();
      const failure = fake.fault(`addMember ${groupId} ${principalId}`);
      if (failure !== undefined) throw failure;
      const group = groupById(groupId);
      const principal = account.principals.find(({ id }) => id === principalId);
      if (group === undefined) throw refused(`adding to group ${groupId}`, 404, 'no such group');
      if (principal === undefined) throw refused(`adding to group ${groupId}`, 400, 'no such principal');
      writes.push(`${groupId} ${principalId}`);
      if (group.members.some(({ id }) => id === principalId)) return;
      group.members.push({ kind: principal.kind, id: principalId });
      group.memberCount += 1;
    },
  };

  const fake: FakeDirectory = { account, directory, writer, reads, writes, most: () => most, fault: () => undefined };
  return fake;
}

/** A group; `members` are principals and groups. */
export function aGroupOf(
  id: string,
  name: string,
  members: readonly (Principal | Group)[] = [],
  more: Partial<Group> = {},
): Group {
  return {
    id,
    name,
    externalId: null,
    roles: [],
    members: members.map((one) => ({ kind: 'kind' in one ? one.kind : 'group', id: one.id })),
    memberCount: 20,
    ...more,
  };
}

export function assignmentOf(
  principalId: string,
  level: WorkspaceLevel | null = 'USER',
  error: string | null = null,
): Assignment {
  return { principalId, level, error };
}

function refused(what: string, status: number, detail: string): DirectoryRefused {
  return new DirectoryRefused({ what, status, detail });
}
