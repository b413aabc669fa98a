import { RequestIncomplete } from '../errors.ts';
import { display } from './display.ts';
import { sortedUnique } from './order.ts';
import type { PlanGroup } from './plan.ts';

/**
 * The ids of the groups a request wants left out, named by exact display name or id.
 * @throws RequestIncomplete (field `without`) when a name fits no group of the gap: a slip of the pen must not give
 *   access that was to be left out
 */
export function leftOutIds(without: readonly string[], gap: readonly PlanGroup[]): ReadonlySet<string> {
  const ids = new Set<string>();
  const unknown: string[] = [];
  for (const entry of without) {
    const named = gap.filter(({ id, name }) => id === entry || name === entry);
    if (named.length === 0) unknown.push(display(entry));
    for (const { id } of named) ids.add(id);
  }
  if (unknown.length === 0) return ids;
  const names = sortedUnique(unknown).join(', ');
  const problem = `No group to be left out fits: ${names}. Write each group's exact name or id, or remove it here.`;
  throw new RequestIncomplete({ field: 'without', asked: names, problem });
}
