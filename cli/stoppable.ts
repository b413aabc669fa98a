import type { Clock } from '#shared/ports/clock.ts';

/** Somebody asked to stop while there was something to wait for. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** The longest a stop goes unnoticed while waiting. */
const SLICE_MS = 1_000;

/** A clock whose sleep ends soon after `signal` is aborted, by throwing Stopped: Databricks may ask for minutes of patience. */
export function stoppable(clock: Clock, signal: AbortSignal | undefined): Clock {
  const stopIfAsked = () => {
    if (signal?.aborted) throw new Stopped();
  };
  return {
    now: clock.now,
    async sleep(milliseconds) {
      stopIfAsked();
      for (let left = milliseconds; left > 0; left -= SLICE_MS) {
        await clock.sleep(Math.min(left, SLICE_MS));
        stopIfAsked();
      }
    },
  };
}
