import { sortedUnique } from './order.ts';
import type { Action, Plan } from './plan.ts';
import { openedWorkspaces } from './workspace-access.ts';

/** The numbers messages speak of. Actions count direct groups only; transitive ones count as `follows` or not. */
export interface PlanCounts {
  /** Memberships Access Desk would write. */
  readonly additions: number;
  readonly identityActions: number;
  /** Transitive groups that arrive by themselves: at once through an addition, later through the identity provider. */
  readonly follows: number;
  readonly notFollowing: number;
  readonly leftOutOnRequest: number;
  /** Skipped because nothing was found although everything was read. */
  readonly withoutEffect: number;
  readonly undecided: number;
  readonly blocked: number;
  /** Names of the workspaces the additions open, exactly as Databricks holds them, by name. */
  readonly workspacesAtOnce: readonly string[];
  /** Groups both are in already, built-in ones included. */
  readonly shared: number;
}

export function countPlan(plan: Plan): PlanCounts {
  const of = (type: Action['type']) => plan.actions.filter((action) => action.type === type);
  const additions = of('Databricks');
  const skipped = of('Skipped');
  const onRequest = skipped.filter((action) => isLeftOut(action, plan)).length;
  const following = plan.follows.filter(({ follows }) => follows);
  return {
    additions: additions.length,
    identityActions: of('IdP required').length,
    follows: following.length,
    notFollowing: plan.follows.length - following.length,
    leftOutOnRequest: onRequest,
    withoutEffect: skipped.length - onRequest,
    undecided: of('Unverified').length,
    blocked: of('Blocked').length,
    workspacesAtOnce: sortedUnique(
      openedWorkspaces(additions.flatMap(({ workspaces }) => workspaces)).map(({ name }) => name),
    ),
    shared: plan.sharedCount,
  };
}

/** True when the request itself named this group in `without`, by exact display name or id. */
export function isLeftOut({ group }: Pick<Action, 'group'>, { without }: Pick<Plan, 'without'>): boolean {
  return without.includes(group.id) || without.includes(group.name);
}
