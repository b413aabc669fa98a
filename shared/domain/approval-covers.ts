import type { SecurableGrant } from './evidence.ts';
import type { Action, Plan } from './plan.ts';
import { givesMembership } from './plan-follows.ts';
import type { Principal } from './principal.ts';
import { isHigherLevel, openedWorkspaces } from './workspace-access.ts';

/**
 * Why an approval given for one plan does not cover another one of the same wish, as a sentence part without names; null
 * where it does: the same two principals, no group that was not approved, and none that opens more than it did then.
 */
export function notCoveredBecause(approved: Plan, now: Plan): string | null {
  if (!isSame(approved.source, now.source) || !isSame(approved.target, now.target)) return 'it is about other people';
  const known = new Set(approved.coverage.gaps.filter(({ hides }) => hides).map(({ what }) => what));
  if (now.coverage.gaps.some(({ hides, what }) => hides && !known.has(what))) return 'less could be read than then';
  const before = new Map(approved.actions.map((action) => [action.group.id, action]));
  const names = new Map(approved.comparison.map(({ group }) => [group.id, group.name]));
  const renamed = new Set(
    now.comparison.flatMap(({ group: { id, name } }) => ((names.get(id) ?? name) === name ? [] : [id])),
  );
  for (const action of now.actions.filter(givesMembership)) {
    const reason = widerBecause(before.get(action.group.id), action);
    if (reason !== null) return reason;
    // Grants of Unity Catalog go by name, and not all of them may have been read.
    if (action.ancestorIds.some((id) => renamed.has(id))) return 'a group leads to a group of another name now';
  }
  return null;
}

function isSame(before: Principal, now: Principal): boolean {
  return before.kind === now.kind && before.id === now.id && before.name.toLowerCase() === now.name.toLowerCase();
}

function widerBecause(before: Action | undefined, now: Action): string | null {
  if (before === undefined || before.type !== now.type) return 'a group is asked for that was not approved';
  if (before.group.name !== now.group.name || before.group.externalId !== now.group.externalId)
    return 'a group is another one';
  if (!isWithin(now.ancestorIds, before.ancestorIds)) return 'a group leads to another group now';
  if (!isWithin(now.roles, before.roles)) return 'a group carries another role now';
  if (opensMoreWorkspaces(before, now)) return 'a group opens more in workspaces now';
  return opensMoreObjects(before.grants, now.grants) ? 'a group opens more in Unity Catalog now' : null;
}

function isWithin(now: readonly string[], before: readonly string[]): boolean {
  return now.every((one) => before.includes(one));
}

function opensMoreWorkspaces(before: Action, now: Action): boolean {
  const levels = new Map(openedWorkspaces(before.workspaces).map(({ id, level }) => [id, level]));
  return openedWorkspaces(now.workspaces).some(({ id, level }) => isHigherLevel(level, levels.get(id) ?? null));
}

function opensMoreObjects(before: readonly SecurableGrant[], now: readonly SecurableGrant[]): boolean {
  return now.some((grant) => {
    const known = before.filter((one) => isSameObject(one, grant)).flatMap(({ privileges }) => privileges);
    return !isWithin(grant.privileges, known);
  });
}

/** A name that stands for several objects is known only where it stood for at least as many. */
function isSameObject(before: SecurableGrant, now: SecurableGrant): boolean {
  const isSameName = before.metastoreId === now.metastoreId && before.kind === now.kind && before.name === now.name;
  return isSameName && (before.more ?? 0) >= (now.more ?? 0);
}
