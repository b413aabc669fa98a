import type { Action, Follow, Plan } from '../domain/plan.ts';

export type Row =
  | { readonly kind: 'action'; readonly action: Action }
  | { readonly kind: 'follow'; readonly follow: Follow };

/** The plan's rows as every text lists them: direct groups by name, each followed by what comes through it. */
export function rowsInOrder(plan: Pick<Plan, 'actions' | 'follows'>): Row[] {
  const through = Map.groupBy(plan.follows, (follow) => follow.throughGroupId);
  const asRows = (follows: readonly Follow[]): Row[] => follows.map((follow) => ({ kind: 'follow', follow }));
  return plan.actions.flatMap((action) => [{ kind: 'action', action }, ...asRows(through.get(action.group.id) ?? [])]);
}
