import { ancestorsOf, type GroupGraph, shortestPaths } from './membership.ts';
import { byNameThenId } from './order.ts';
import type { Action } from './plan.ts';

/** The direct group a transitive one comes through, and the shortest path from there (group ids, both included). */
export interface Through {
  readonly action: Action;
  readonly path: readonly string[];
}

/** True for actions that end in a membership: what hangs on them arrives. */
export function givesMembership({ type }: Pick<Action, 'type'>): boolean {
  return type === 'Databricks' || type === 'IdP required';
}

/**
 * For every group that direct groups of the gap lead to: through which of them it comes. An addition in Databricks wins
 * over one in the identity provider (it arrives at once), both over one that is not made; then the shorter path, then
 * the name decides.
 */
export function arrivals(graph: GroupGraph, actions: readonly Action[]): ReadonlyMap<string, Through> {
  const best = new Map<string, Through>();
  for (const action of actions) {
    const paths = shortestPaths(graph, [action.group.id]);
    for (const id of ancestorsOf(graph, action.group.id)) {
      const candidate = { action, path: paths.get(id) ?? [action.group.id, id] };
      const known = best.get(id);
      if (known === undefined || comparePreference(candidate, known) < 0) best.set(id, candidate);
    }
  }
  return best;
}

function comparePreference(a: Through, b: Through): number {
  return (
    rank(a.action) - rank(b.action) || a.path.length - b.path.length || byNameThenId(a.action.group, b.action.group)
  );
}

function rank({ type }: Action): number {
  if (type === 'Databricks') return 0;
  return type === 'IdP required' ? 1 : 2;
}
