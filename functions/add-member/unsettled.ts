import type { LedgerEntry } from '#shared/ports/request-store.ts';
import type { Outcome } from './effect.ts';

/** Seconds after which Databricks has either applied an unanswered PATCH or dropped it; its own clients give up after 60. */
const SETTLE_SECONDS = 60;

/** Longest pause between two tries. */
const MOST_SECONDS = 30 * 60;

/**
 * Writes in all without a clear answer. What Databricks calls an internal error is mostly a refusal, and not worth more
 * than two repetitions (terraform-provider-databricks #1866); an outage is: these six take half an hour.
 */
const MOST_WRITES = { refused: 3, failed: 6 } as const;

/**
 * Seconds until a write without an answer cannot land any more: reads lag behind writes, so an earlier look that does
 * not find it proves nothing. 0 where the answer said that nothing was written.
 */
export function secondsOpen({ triedAt, gaveUpAt }: LedgerEntry, now: Date): number {
  if (gaveUpAt !== null) return 0;
  const age = (now.getTime() - Date.parse(triedAt)) / 1000;
  return Math.max(0, Math.ceil(SETTLE_SECONDS - age));
}

/** True when what the last write came to is to be taken for the end. */
export function isLastTry(attempt: number, { result }: Outcome): boolean {
  return attempt >= (result === 'refused' ? MOST_WRITES.refused : MOST_WRITES.failed);
}

/** Seconds until this write is looked for, and tried again if it did not land: longer each time. */
export function secondsToNextTry(attempt: number, outcome: Outcome): number {
  const isPatient = outcome.result === 'failed' && !isLastTry(attempt, outcome);
  return isPatient ? Math.min(MOST_SECONDS, SETTLE_SECONDS * 2 ** (attempt - 1)) : SETTLE_SECONDS;
}
