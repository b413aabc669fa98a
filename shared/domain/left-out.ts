import { display } from './display.ts';
import type { CoverageGap } from './evidence.ts';
import type { PlanGroup } from './plan.ts';

/** What a request's wish to leave groups out comes to. */
export interface LeftOut {
  readonly ids: ReadonlySet<string>;
  /** One remark per name that fits no group of the gap. */
  readonly remarks: readonly CoverageGap[];
}

/**
 * Finds the groups a request wants left out, named by exact display name or id. A name that fits none is a remark on the
 * plan, for approver and IT, and not an error: an answer to the requester would tell whether somebody else is in a group.
 */
export function leftOut(without: readonly string[], gap: readonly PlanGroup[]): LeftOut {
  const ids = new Set<string>();
  const remarks: CoverageGap[] = [];
  for (const entry of new Set(without)) {
    const named = gap.filter(({ id, name }) => id === entry || name === entry);
    for (const { id } of named) ids.add(id);
    if (named.length > 0) continue;
    const what = `to be left out: ${display(entry)}`;
    remarks.push({ area: 'membership', what, reason: 'no missing group goes by this name', hides: false });
  }
  return { ids, remarks };
}
