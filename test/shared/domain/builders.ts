import type { Evidence } from '#shared/domain/evidence.ts';
import type { Findings } from '#shared/domain/findings.ts';
import type { Group, Member } from '#shared/domain/group.ts';
import type { Principal } from '#shared/domain/principal.ts';

export function aUser(id: string, given: string, family: string, more: Partial<Principal> = {}): Principal {
  const name = `${given}@company.com`.toLowerCase();
  return {
    kind: 'user',
    id,
    name,
    displayName: `${given} ${family}`,
    givenName: given,
    active: true,
    emails: [name],
    externalId: null,
    roles: [],
    ...more,
  };
}

export function aServicePrincipal(id: string, displayName: string, more: Partial<Principal> = {}): Principal {
  return {
    kind: 'servicePrincipal',
    id,
    name: `6f2c0000-0000-4000-8000-00000000${id.padStart(4, '0')}`,
    displayName,
    givenName: null,
    active: true,
    emails: [],
    externalId: null,
    roles: [],
    ...more,
  };
}

export const thomas = aUser('9001', 'Thomas', 'Müller');
export const uwe = aUser('9002', 'Uwe', 'Becker');

/** A group of 20 members; `members` are the ones that matter here. */
export function aGroup(id: string, name: string, members: readonly Member[] = [], more: Partial<Group> = {}): Group {
  return { id, name, externalId: null, roles: [], members: [...members], memberCount: 20, ...more };
}

export function asMember(one: Principal | Group): Member {
  return { kind: 'kind' in one ? one.kind : 'group', id: one.id };
}

export function byId(groups: readonly Group[]): Record<string, Group> {
  return Object.fromEntries(groups.map((group) => [group.id, group]));
}

/** Everything readable, everything read, nothing found. */
export function fullEvidence(more: Partial<Evidence> = {}): Evidence {
  return {
    assignments: {},
    grants: {},
    workspaces: { complete: true, read: 4, total: 4 },
    unityCatalog: { scanned: true, complete: true, calls: 12 },
    gaps: [],
    ...more,
  };
}

export function someFindings(groups: readonly Group[], more: Partial<Findings> = {}): Findings {
  return {
    route: 'iam-v2',
    source: thomas,
    target: uwe,
    groups: byId(groups),
    sourceMembership: {},
    evidence: fullEvidence(),
    ...more,
  };
}

export const copyAll = { scanUc: true, without: [], neverCopy: { ids: [], names: [] } };

export function assigned(groupId: string, workspaceName: string, level: 'USER' | 'ADMIN' | 'UNKNOWN' = 'USER') {
  return { [groupId]: [{ workspaceId: `ws-${workspaceName}`, workspaceName, level, viaGroupId: groupId }] };
}

export function granted(groupId: string, kind: string, name: string, ...privileges: string[]) {
  return { [groupId]: [{ metastoreId: 'm1', kind, name, privileges, viaGroupId: groupId }] };
}
