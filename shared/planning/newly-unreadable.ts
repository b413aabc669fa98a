import type { Drift } from '../domain/drift.ts';
import type { Plan } from '../domain/plan.ts';
import type { Reading } from './reading.ts';

/** What could be read for the plan and cannot be any more may hide anything; null where there is nothing of that kind. */
export function newlyUnreadable(reading: Pick<Reading, 'gaps'>, plan: Pick<Plan, 'coverage'>): Drift | null {
  const [gap] = newGaps(reading, plan);
  return gap === undefined ? null : { kind: 'wider', reason: `${gap.what} cannot be read any more (${gap.reason})` };
}

/** Gaps of a reading that the plan does not speak of. */
export function newGaps({ gaps }: Pick<Reading, 'gaps'>, { coverage }: Pick<Plan, 'coverage'>): Reading['gaps'] {
  const known = new Set(coverage.gaps.filter(({ hides }) => hides).map(({ what }) => what));
  return gaps.filter(({ hides, what }) => hides && !known.has(what));
}
