import type { PlanGroup } from '#shared/domain/plan.ts';
import type { AdditionResult } from '#shared/domain/run.ts';

/** What became of one addition. */
export type Outcome = Pick<AdditionResult, 'result' | 'reason'>;

/** The same while it is not over: `about to write` from right before the call until its answer. */
export type Standing = Outcome | { readonly result: 'about to write'; readonly reason: null };

/** Told at every change of every addition, in order. What it throws ends the writing. */
export type OnOutcome = (group: PlanGroup, standing: Standing, at: Date) => void;

export const ACCEPTED: Outcome = { result: 'accepted, not yet confirmed', reason: null };

/** Nothing was sent, or nothing that could have had an effect. */
export function notWritten(reason: string): Outcome {
  return { result: 'not written', reason };
}
