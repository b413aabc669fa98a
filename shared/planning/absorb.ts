import type { CoverageGap } from '../domain/evidence.ts';
import type { Group, Member } from '../domain/group.ts';
import { DirectoryUnavailable } from '../errors.ts';
import type { Assignment, GroupPage, Workspace } from '../ports/directory.ts';
import { gap, push, want } from './note.ts';
import type { Reading, Task } from './reading.ts';

/**
 * What each answer about memberships and workspaces adds to a reading, and which reads follow from it; for Unity Catalog
 * see absorb-catalogs.ts. Answers are absorbed one at a time: whenever no read is under way, a reading is whole and can
 * be stored.
 */

export function absorbTransitiveGroups(reading: Reading, ids: readonly string[] | null): void {
  if (ids !== null) {
    absorbGroupIds(reading, ids);
    return;
  }
  // IAM v2 does not answer: the whole account is read instead, and the plan says so. Both principals may have been
  // asked for at the same moment; the account is listed once.
  if (reading.route === 'scim') return;
  reading.route = 'scim';
  reading.queue = reading.queue.filter((task) => task.do !== 'transitive groups');
  want(reading, { do: 'all groups', startIndex: 1, most: 0 });
}

/**
 * One page of the account's groups. The next one is asked for before these groups are read.
 * @throws DirectoryUnavailable when all pages together hold less than Databricks counts, or groups were deleted between
 *   two pages: what stood behind them moved up, onto a page that was read already. The list begins anew then
 */
export function absorbGroupPage(
  reading: Reading,
  task: Extract<Task, { do: 'all groups' }>,
  { ids, next, total }: GroupPage,
): void {
  absorbGroupIds(reading, ids);
  const shrank = total !== null && total < task.most;
  const isShort = next === null && Object.keys(reading.asked).length < (total ?? 0);
  if (shrank || isShort) {
    Object.assign(task, { startIndex: 1, most: 0 });
    const what = shrank ? 'groups were deleted meanwhile' : 'pages are missing';
    throw new DirectoryUnavailable({ what: `list of Groups: ${what}` });
  }
  const most = Math.max(task.most, total ?? 0);
  if (next !== null) reading.queue.unshift({ do: 'all groups', startIndex: next, most });
}

/** Most groups of the target are groups of the source as well: each is asked for once. */
export function absorbGroupIds(reading: Reading, ids: readonly string[]): void {
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
export function absorbGroup(reading: Reading, id: string, group: Group | null): void {
  if (group === null) {
    // A list of the whole account may name what was deleted since. IAM v2 named it as a group of one of the two: two
    // answers that do not fit, and a deletion is but one way to explain them.
    if (reading.route === 'iam-v2') reading.gaps.push(goneGap(id));
    return;
  }
  const { source, target } = reading;
  const mayNest = ({ kind }: Member) => kind === 'group' || kind === 'unknown';
  const members = group.members.filter(
    (member) => mayNest(member) || member.id === source.id || member.id === target.id,
  );
  reading.groups[group.id] = { ...group, members };
}

/** Where IAM v2 does not tell, the group's own externalId decides alone, as on the SCIM route; the plan says so. */
export function absorbOrigin(reading: Reading, groupId: string, origin: 'internal' | 'external' | null): void {
  if (origin !== null) {
    reading.origins[groupId] = origin;
    return;
  }
  const what = `who owns the membership in ${reading.groups[groupId]?.name ?? groupId}`;
  const reason = 'IAM v2 does not tell; taken as managed in Databricks';
  reading.gaps.push({ area: 'membership', what, reason, hides: false });
}

/** A group that one answer names and another does not know. */
export function goneGap(id: string): CoverageGap {
  return { area: 'membership', what: `group ${id}`, reason: 'IAM v2 names it, but it cannot be found', hides: true };
}

/** Which assignments matter is known once all groups are; they are read in the next stage. */
export function absorbWorkspaces(reading: Reading, workspaces: readonly Workspace[]): void {
  reading.workspaces.total = workspaces.length;
  for (const { id, name, running, status } of workspaces) {
    if (running) reading.workspaces.running.push({ id, name });
    else reading.gaps.push({ area: 'workspace', what: name, reason: `not running (${status})`, hides: true });
  }
  // Ahead of the many groups: the other reads of Unity Catalog follow from it.
  if (reading.scanUc) reading.queue.unshift({ do: 'metastores' });
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
    const trouble = error !== null ? 'has an error' : level === null ? 'names no permission' : null;
    if (trouble !== null)
      reading.gaps.push({ area: 'workspace', what: workspaceName, reason: `an assignment ${trouble}`, hides: true });
    // An entry without a permission opens nothing that could be told, with an error or without.
    if (level !== null)
      push(reading.assignments, principalId, { workspaceId, workspaceName, level, viaGroupId: principalId });
  }
}

type MembershipTask = Extract<Task, { do: 'transitive groups' | 'all groups' | 'everybody' | 'group' | 'origin' }>;

/** Reads of memberships: without them a plan would be silently short, so they must not fail. */
export function isEssential(task: Task): task is MembershipTask {
  return ['transitive groups', 'all groups', 'everybody', 'group', 'origin'].includes(task.do);
}

/** The list of workspaces, or one of them, stays unread: that part is unknown from now on, never "no". */
export function absorbWorkspaceFailure(
  reading: Reading,
  task: Extract<Task, { do: 'workspaces' | 'assignments' }>,
  reason: string,
): void {
  if (task.do === 'assignments') {
    reading.gaps.push({ area: 'workspace', what: task.workspaceName, reason, hides: true });
    return;
  }
  reading.gaps.push({ area: 'workspace', what: 'the list of workspaces', reason, hides: true });
  // Catalogs are read through workspaces: without their list nothing of Unity Catalog was seen.
  if (reading.scanUc) gap(reading, 'Unity Catalog', 'no workspace is known to read it through');
}
