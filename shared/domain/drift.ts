import { display } from './display.ts';
import type { WorkspaceAccess } from './evidence.ts';
import { BUILT_IN_GROUPS, type Group } from './group.ts';
import type { Action, Plan } from './plan.ts';
import type { Principal } from './principal.ts';
import { isHigherLevel, openedWorkspaces } from './workspace-access.ts';

/** One planned group as it is right before writing. */
export interface GroupNow {
  /** Null when it is gone. */
  readonly group: Group | null;
  /** Every group it leads to; built-in ones may be among them. */
  readonly ancestors: readonly Group[];
  /** Explicit workspace assignments of the group and of its ancestors. */
  readonly assignments: readonly WorkspaceAccess[];
  /** Who owns the source's own membership, where IAM v2 tells; null or absent where it does not. */
  readonly sourceMembership?: 'internal' | 'external' | null;
  /** The source is still a direct member. */
  readonly sourceStillIn: boolean;
  /** The target is a direct member already. */
  readonly targetAlreadyIn: boolean;
}

/** What became of a planned addition. `reason` is a sentence part for the ticket. */
export type Drift =
  | { readonly kind: 'unchanged' }
  /** There is nothing to write any more. */
  | { readonly kind: 'alreadyMember' }
  /** Not written, reported. */
  | { readonly kind: 'narrower'; readonly reason: string }
  /** More than was approved: a new plan and a new approval are needed. */
  | { readonly kind: 'wider'; readonly reason: string };

/**
 * Compares a planned addition with the present. What will not be written needs no new approval, so narrower comes before
 * wider.
 */
export function judgeAddition(planned: Action, plan: Pick<Plan, 'comparison'>, now: GroupNow): Drift {
  const { group } = now;
  if (group === null) return { kind: 'narrower', reason: 'the group is gone' };
  if (!now.sourceStillIn) return { kind: 'narrower', reason: 'the source is no longer a member' };
  if (now.targetAlreadyIn) return { kind: 'alreadyMember' };
  const reason = widerBecause(planned, plan, { ...now, group });
  return reason === null ? { kind: 'unchanged' } : { kind: 'wider', reason };
}

/**
 * What makes the target of a plan another one than was approved, as a sentence part without names; null when nothing
 * does. User names are compared without regard to case, as SCIM does (RFC 7643, section 4.1.1).
 */
export function judgeTarget(planned: Principal, now: Principal | null): string | null {
  if (now === null) return 'it is gone';
  if (now.kind !== planned.kind || now.id !== planned.id) return 'its id is another one';
  if (now.name.toLowerCase() !== planned.name.toLowerCase()) {
    return planned.kind === 'user' ? 'its user name is another one' : 'its application id is another one';
  }
  return now.active ? null : 'it is deactivated';
}

interface Present extends GroupNow {
  readonly group: Group;
}

function widerBecause(planned: Action, plan: Pick<Plan, 'comparison'>, now: Present): string | null {
  return (
    otherGroup(planned, now) ??
    newAncestor(planned, plan, now) ??
    newRole(planned, now) ??
    newWorkspaceLevel(planned, now)
  );
}

function otherGroup({ group: planned }: Action, { group, sourceMembership }: Present): string | null {
  if (group.name !== planned.name) return `renamed from ${display(planned.name)} to ${display(group.name)}`;
  const isExternal = group.externalId !== null || sourceMembership === 'external';
  return planned.origin === 'internal' && isExternal ? 'now managed by the identity provider' : null;
}

/** Unity Catalog grants go by group name, so an ancestor under another name is as new as an added one. */
function newAncestor(planned: Action, { comparison }: Pick<Plan, 'comparison'>, { ancestors }: Present): string | null {
  for (const ancestor of ancestors.filter(isNamed)) {
    if (ancestor.id === planned.group.id) continue;
    if (!planned.ancestorIds.includes(ancestor.id)) return `now leads to ${display(ancestor.name)}`;
    const before = comparison.find((line) => line.group.id === ancestor.id);
    if (before !== undefined && before.group.name !== ancestor.name) {
      return `leads to ${display(before.group.name)}, now renamed to ${display(ancestor.name)}`;
    }
  }
  return null;
}

function newRole(planned: Action, { group, ancestors }: Present): string | null {
  for (const link of [group, ...ancestors.filter(isNamed)]) {
    const role = link.roles.find((name) => !planned.roles.includes(name));
    if (role !== undefined)
      return `now carries role ${display(role)}${link === group ? '' : ` through ${display(link.name)}`}`;
  }
  return null;
}

function newWorkspaceLevel(planned: Action, { assignments, ancestors }: Present): string | null {
  const builtIn = new Set(ancestors.filter((ancestor) => !isNamed(ancestor)).map(({ id }) => id));
  const before = new Map(openedWorkspaces(planned.workspaces).map(({ id, level }) => [id, level]));
  for (const { id, name, level } of openedWorkspaces(
    assignments.filter(({ viaGroupId }) => !builtIn.has(viaGroupId)),
  )) {
    const known = before.get(id) ?? null;
    if (!isHigherLevel(level, known)) continue;
    return known === null
      ? `now opens workspace ${display(name)} (${level})`
      : `now ${level} in workspace ${display(name)}`;
  }
  return null;
}

/** Everybody is in the built-in groups already: leading to one opens nothing. */
function isNamed({ name }: Group): boolean {
  return !BUILT_IN_GROUPS.has(name);
}
