import type { SecurableGrant } from '../domain/evidence.ts';
import type { Group, Member } from '../domain/group.ts';
import type { Assignment, GrantList, Metastore, SecurableList, Workspace } from '../ports/directory.ts';
import type { Reading, Task } from './reading.ts';
import { askWarehouse, giveUp, isLeftToStatement } from './statements.ts';

/**
 * What each answer adds to a reading, and which reads follow from it. Answers are absorbed one at a time: whenever no
 * read is under way, a reading is whole and can be stored.
 */

export function absorbTransitiveGroups(reading: Reading, ids: readonly string[] | null): void {
  if (ids !== null) {
    wantGroups(reading, ids);
    return;
  }
  // IAM v2 does not answer: the whole account is read instead, and the plan says so. Both principals may have been
  // asked for at the same moment; the account is listed once.
  if (reading.route === 'scim') return;
  reading.route = 'scim';
  reading.queue = reading.queue.filter((task) => task.do !== 'transitive groups');
  want(reading, { do: 'all groups' });
}

export function absorbAllGroups(reading: Reading, ids: readonly string[]): void {
  wantGroups(reading, ids);
}

/** Most groups of the target are groups of the source as well: each is asked for once. */
function wantGroups(reading: Reading, ids: readonly string[]): void {
  for (const id of ids) {
    if (reading.asked[id]) continue;
    reading.asked[id] = true;
    want(reading, { do: 'group', id });
  }
}

/**
 * Keeps only members that matter here: a group of ten thousand people is one edge or none. A member whose kind SCIM does
 * not tell may be a group; it goes once all groups are known.
 */
export function absorbGroup(reading: Reading, group: Group | null): void {
  if (group === null) return;
  const { source, target } = reading;
  const mayNest = ({ kind }: Member) => kind === 'group' || kind === 'unknown';
  const members = group.members.filter(
    (member) => mayNest(member) || member.id === source.id || member.id === target.id,
  );
  reading.groups[group.id] = { ...group, members };
  const direct = members.some((member) => member.id === source.id);
  if (direct && group.externalId === null && reading.route === 'iam-v2')
    want(reading, { do: 'origin', groupId: group.id });
}

export function absorbOrigin(reading: Reading, groupId: string, origin: 'internal' | 'external' | null): void {
  if (origin !== null) reading.origins[groupId] = origin;
}

export function absorbWorkspaces(reading: Reading, workspaces: readonly Workspace[]): void {
  reading.workspaces.total = workspaces.length;
  reading.workspaces.runningIds = workspaces.filter(({ running }) => running).map(({ id }) => id);
  for (const { id, name, running, status } of workspaces) {
    if (running) want(reading, { do: 'assignments', workspaceId: id, workspaceName: name });
    else reading.gaps.push({ area: 'workspace', what: name, reason: `not running (${status})`, hides: true });
  }
  if (reading.scanUc) want(reading, { do: 'metastores' });
}

/** `null`: the workspace has no identity federation, so no account group can be assigned to it. */
export function absorbAssignments(
  reading: Reading,
  { workspaceId, workspaceName }: { workspaceId: string; workspaceName: string },
  assignments: readonly Assignment[] | null,
): void {
  reading.workspaces.read += 1;
  if (assignments === null) {
    reading.gaps.push({
      area: 'workspace',
      what: workspaceName,
      reason: 'no identity federation, account groups do not apply',
      hides: false,
    });
    return;
  }
  for (const { principalId, level, error } of assignments) {
    const matters = principalId === reading.source.id || reading.groups[principalId] !== undefined;
    if (!matters) continue;
    if (error !== null)
      reading.gaps.push({ area: 'workspace', what: workspaceName, reason: 'an assignment has an error', hides: true });
    push(reading.assignments, principalId, { workspaceId, workspaceName, level, viaGroupId: principalId });
  }
}

/** Each metastore is scanned once; catalogs are listed from every workspace, because isolated ones show only there. */
export function absorbMetastores(reading: Reading, metastores: readonly Metastore[]): void {
  for (const { id, name, workspaceIds } of metastores) {
    const reachable = workspaceIds.filter((workspaceId) => reading.workspaces.runningIds.includes(workspaceId));
    const first = askWarehouse(reading, id, reachable) ?? reachable[0];
    if (first === undefined) {
      if (workspaceIds.length > 0) gap(reading, `metastore ${name}`, 'none of its workspaces is running');
      continue;
    }
    if (reachable.length < workspaceIds.length) {
      gap(
        reading,
        `metastore ${name}`,
        'not all of its workspaces are running; catalogs bound to the others are not seen',
      );
    }
    want(reading, { do: 'metastore', metastoreId: id, workspaceId: first });
    want(reading, { do: 'grants', metastoreId: id, workspaceId: first, kind: 'metastore', name: id });
    for (const workspaceId of new Set([first, ...reachable]))
      want(reading, { do: 'list', metastoreId: id, workspaceId, kind: 'catalog' });
    for (const kind of ['external_location', 'storage_credential', 'credential', 'connection', 'share'] as const) {
      want(reading, { do: 'list', metastoreId: id, workspaceId: first, kind });
    }
  }
}

/** Only a reader that owns the metastore is proved to see everything; for any other, nothing found proves nothing. */
export function absorbMetastoreOwner(
  reading: Reading,
  metastoreId: string,
  { metastoreId: attachedId, owner }: { metastoreId: string; owner: string },
  readerNames: ReadonlySet<string>,
): void {
  if (attachedId !== metastoreId) {
    gap(reading, `metastore ${metastoreId}`, 'its workspace uses another one now');
    return;
  }
  noteOwner(reading, { metastoreId, kind: 'metastore', name: metastoreId }, owner);
  if (!readerNames.has(owner))
    gap(reading, `metastore ${metastoreId}`, 'our reader does not own it, so it may not see everything');
}

export function absorbList(
  reading: Reading,
  task: Extract<Task, { do: 'list' }>,
  { items, calls }: SecurableList,
): void {
  const { metastoreId, workspaceId, kind } = task;
  countCalls(reading, kind, calls);
  for (const { fullName, owner } of items) {
    const seen = { metastoreId, workspaceId, name: fullName };
    if (kind === 'catalog') {
      if (UNREAD_CATALOGS.has(fullName) || !notePlace(reading.catalogs, seen)) continue;
    } else if (kind === 'schema') {
      notePlace(reading.schemas, seen);
    }
    noteOwner(reading, { metastoreId, kind, name: fullName }, owner);
    want(reading, { do: 'grants', metastoreId, workspaceId, kind, name: fullName });
  }
}

export function absorbGrants(
  reading: Reading,
  task: Extract<Task, { do: 'grants' }>,
  { grants, calls }: GrantList,
): void {
  countCalls(reading, task.kind, calls);
  for (const { principal, privileges } of grants) {
    note(reading, { metastoreId: task.metastoreId, kind: task.kind, name: task.name }, principal, [...privileges]);
  }
}

/** A read of evidence that failed for good: that part is unknown from now on, never "no". */
export function absorbFailure(reading: Reading, task: Task, reason: string): void {
  if (task.do === 'assignments')
    reading.gaps.push({ area: 'workspace', what: task.workspaceName, reason, hides: true });
  else if (task.do === 'workspaces') {
    reading.gaps.push({ area: 'workspace', what: 'the list of workspaces', reason, hides: true });
    // Catalogs are read through workspaces: without their list nothing of Unity Catalog was seen.
    if (reading.scanUc) gap(reading, 'Unity Catalog', 'no workspace is known to read it through');
  } else if (task.do === 'list') gap(reading, `${task.kind} list${task.parent ? ` of ${task.parent}` : ''}`, reason);
  else if (task.do === 'grants') gap(reading, `grants on ${task.kind} ${task.name}`, reason);
  else if (task.do === 'sql') giveUp(reading, task, reason);
  else if (task.do === 'metastore') gap(reading, `metastore ${task.metastoreId}`, reason);
  else gap(reading, 'the list of metastores', reason);
}

export function want(reading: Reading, task: Task): void {
  if (!isLeftToStatement(reading, task)) reading.queue.push(task);
}

export function gap(reading: Reading, what: string, reason: string): void {
  reading.gaps.push({ area: 'unityCatalog', what, reason, hides: true });
}

type Place = { metastoreId: string; kind: string; name: string; more?: number };

function noteOwner(reading: Reading, place: Place, owner: string | null): void {
  if (owner !== null) note(reading, place, owner, ['OWNER']);
}

/** Grants name groups by display name and match by exact case; two groups of one name cannot exist in an account. */
export function note(reading: Reading, place: Place, principal: string, privileges: string[]): void {
  const ids = Object.values(reading.groups)
    .filter((group) => group.name === principal)
    .map((group) => group.id);
  if (principal === reading.source.name) ids.push(reading.source.id);
  for (const id of ids) {
    const grant: SecurableGrant = { ...place, privileges, viaGroupId: id };
    push(reading.grants, id, grant);
  }
}

/** The same catalog is listed from several workspaces of a metastore; it is read once. */
function notePlace(places: Reading['catalogs'], seen: Reading['catalogs'][number]): boolean {
  if (places.some(({ metastoreId, name }) => metastoreId === seen.metastoreId && name === seen.name)) return false;
  places.push(seen);
  return true;
}

function countCalls(reading: Reading, kind: string, calls: number): void {
  reading.calls += calls;
  if (DEEP_KINDS.has(kind)) reading.deepCalls += calls;
}

/** Demo data and Databricks' own; `system` is read, because a grant on its billing tables is real access. */
const UNREAD_CATALOGS: ReadonlySet<string> = new Set(['samples', '__databricks_internal', 'hive_metastore']);

/** Below catalog level: what `maxCalls` limits. */
export const DEEP_KINDS: ReadonlySet<string> = new Set(['schema', 'table', 'volume', 'function', 'model']);

function push<T>(record: Record<string, T[]>, key: string, value: T): void {
  const list = record[key];
  if (list === undefined) record[key] = [value];
  else list.push(value);
}
