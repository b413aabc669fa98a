import { NOT_NEEDED } from '../domain/evidence.ts';
import { BUILT_IN_GROUPS, EVERYBODY, type Group, type Member } from '../domain/group.ts';
import { ancestorsOf, directGroups, groupsAt, readGraph, shortestPaths } from '../domain/membership.ts';
import { DirectoryRefused } from '../errors.ts';
import { wantMetastore } from './absorb-catalogs.ts';
import { gap, want } from './note.ts';
import type { Reading } from './reading.ts';
import { modelLists, notReadBelowCatalogs } from './statements.ts';

/**
 * Called when nothing is left to read: says what to read next. Each stage costs more than the one before and is
 * entered only while a group of the gap has shown no effect yet.
 */
export function enterNextStage(reading: Reading): void {
  switch (reading.stage) {
    case 'memberships':
      if (everybodyIsMissing(reading)) {
        reading.everybodyAsked = true;
        want(reading, { do: 'everybody' });
        return;
      }
      assertMembersAreShown(reading);
      settleMemberships(reading);
      reading.stage = 'evidence';
      for (const metastore of reading.metastores) wantMetastore(reading, metastore);
      for (const { id, name } of reading.workspaces.running)
        want(reading, { do: 'assignments', workspaceId: id, workspaceName: name });
      for (const groupId of membershipsOfTheGap(reading)) want(reading, { do: 'origin', groupId });
      return;
    case 'evidence':
      reading.stage = 'complete';
      if (!reading.scanUc) return;
      if (!anyUndecided(reading)) {
        sayNotRead(reading, notReadBelowCatalogs(reading));
        return;
      }
      reading.stage = 'schemas';
      for (const { metastoreId, workspaceId, name } of reading.catalogs) {
        want(reading, { do: 'list', metastoreId, workspaceId, kind: 'schema', parent: name });
      }
      for (const task of modelLists(reading)) want(reading, task);
      return;
    case 'schemas':
      reading.stage = 'complete';
      if (!anyUndecided(reading)) {
        sayNotRead(reading, 'tables and what lies beside them');
        return;
      }
      reading.stage = 'objects';
      for (const { metastoreId, workspaceId, name } of reading.schemas) {
        for (const kind of ['table', 'volume', 'function', 'model'] as const) {
          want(reading, { do: 'list', metastoreId, workspaceId, kind, parent: name });
        }
      }
      return;
    case 'objects':
    case 'complete':
      reading.stage = 'complete';
  }
}

/**
 * Whether IAM v2 names the group that holds everybody is not documented. Where it does not, the group is looked for by
 * its name, so that both routes show the same.
 */
function everybodyIsMissing({ route, everybodyAsked, groups }: Reading): boolean {
  if (route !== 'iam-v2' || everybodyAsked) return false;
  return !Object.values(groups).some(({ name }) => name === EVERYBODY);
}

/**
 * Who may not see the members of groups is shown groups without members (terraform-provider-databricks #4994): then
 * nobody would be in anything, and nothing would be missing.
 * @throws DirectoryRefused
 */
export function assertMembersAreShown({ groups }: Pick<Reading, 'groups'>): void {
  const named = Object.values(groups).filter(({ name }) => !BUILT_IN_GROUPS.has(name));
  if (named.length === 0 || named.some(({ memberCount }) => memberCount > 0)) return;
  const detail = 'no group shows any member; make the reader account admin';
  throw new DirectoryRefused({ what: 'members of groups', status: 200, detail });
}

/** Direct groups of the gap where IAM v2 has to tell who owns the source's membership: the groups themselves do not. */
function membershipsOfTheGap(reading: Reading): string[] {
  if (reading.route !== 'iam-v2') return [];
  return directGap(reading).flatMap(({ id, externalId }) => (externalId === null ? [id] : []));
}

/**
 * Drops what does not matter for this pair. The SCIM route reads every group of the account; only those around the two
 * principals go on. What IAM v2 named stays even where no member list leads to it: the plan must say that it cannot tell.
 */
function settleMemberships(reading: Reading): void {
  const { source, target } = reading;
  if (reading.route === 'scim') {
    const keep = closure(reading, source.id).union(closure(reading, target.id));
    reading.groups = Object.fromEntries(Object.entries(reading.groups).filter(([id]) => keep.has(id)));
  }
  const matters = ({ id }: Member) => id === source.id || id === target.id || reading.groups[id] !== undefined;
  for (const group of Object.values(reading.groups)) group.members = group.members.filter(matters);
}

/** Ids of the principal's groups, direct or through nesting. Built-in groups hold everybody, listed or not. */
function closure(reading: Reading, principalId: string): Set<string> {
  const groups = Object.values(reading.groups);
  const parentsOf = new Map<string, string[]>();
  for (const { id, members } of groups) {
    for (const member of members) {
      const parents = parentsOf.get(member.id);
      if (parents === undefined) parentsOf.set(member.id, [id]);
      else parents.push(id);
    }
  }
  const found = new Set(groups.filter(({ name }) => BUILT_IN_GROUPS.has(name)).map(({ id }) => id));
  const open = [principalId, ...found];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const parent of parentsOf.get(id) ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      open.push(parent);
    }
  }
  return found;
}

/** True while a Databricks-managed group of the gap, its ancestors included, has shown no effect. */
function anyUndecided(reading: Reading): boolean {
  const isExternal = ({ id, externalId }: Group) => externalId !== null || reading.origins[id] === 'external';
  return withoutEffect(reading).some((group) => !isExternal(group));
}

/** The scan ends early where nothing is left to decide; then it has not proved that the rest opens nothing. */
function sayNotRead(reading: Reading, what: string): void {
  if (withoutEffect(reading).length > 0) gap(reading, what, NOT_NEEDED);
}

/** Direct groups of the gap for which, ancestors included, nothing was found; judged by the plan's own rules. */
function withoutEffect(reading: Reading): Group[] {
  const { assignments, grants } = reading;
  const graph = readGraph(reading.groups);
  const showsEffect = (id: string) => assignments[id] !== undefined || grants[id] !== undefined;
  return directGap(reading).filter(({ id }) => ![id, ...ancestorsOf(graph, id)].some(showsEffect));
}

/** Groups the source is a direct member of and the target in no way a member. */
function directGap({ groups, source, target }: Reading): Group[] {
  const graph = readGraph(groups);
  const ofTarget = shortestPaths(graph, directGroups(graph, target));
  return groupsAt(
    graph,
    directGroups(graph, source).filter((id) => !ofTarget.has(id)),
  );
}
