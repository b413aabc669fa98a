import type { Limit } from '../http/limit.ts';

export interface Pausing {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly concurrency: Limit;
}

/**
 * Makes the calls of one host wait together: a rate limit answers one call and is meant for all of them. While one
 * waits no other is sent, so that many calls at once do not each run into the limit by themselves.
 * @returns what a client of that host is to use instead
 */
export function pausing({ now, sleep, concurrency }: Pausing): Pick<Pausing, 'sleep' | 'concurrency'> {
  let until = 0;
  return {
    sleep: async (ms) => {
      until = Math.max(until, now() + ms);
      await sleep(ms);
    },
    concurrency: (work) =>
      concurrency(async () => {
        const ms = until - now();
        if (ms > 0) await sleep(ms);
        return work();
      }),
  };
}
