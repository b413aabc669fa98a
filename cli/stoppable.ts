import type { Clock } from '#shared/ports/clock.ts';

/** The longest a stop goes unnoticed while waiting. */
const SLICE_MS = 1_000;

/** A clock whose sleep ends soon after `signal` is aborted, by throwing its reason: Databricks may ask for minutes of patience. */
export function stoppable(clock: Clock, signal: AbortSignal | undefined): Clock {
  return {
    now: clock.now,
    async sleep(milliseconds) {
      signal?.throwIfAborted();
      for (let left = milliseconds; left > 0; left -= SLICE_MS) {
        await clock.sleep(Math.min(left, SLICE_MS));
        signal?.throwIfAborted();
      }
    },
  };
}

/** Whether an error says no more than that somebody asked to stop. */
export function isStop(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && error === signal.reason;
}
