import { unlessGivenUp } from '../http/given-up.ts';
import type { Limit } from '../http/limit.ts';

export interface Pausing {
  readonly sleep: (ms: number) => Promise<void>;
  readonly concurrency: Limit;
}

/**
 * Makes the calls of one host wait together: a rate limit answers one call and is meant for all of them. While one
 * waits no other is sent, so that many calls at once do not each run into the limit by themselves.
 * @returns what a client of that host is to use instead
 */
export function pausing({ sleep, concurrency }: Pausing): Pausing {
  const waits = new Set<Promise<void>>();
  return {
    sleep: async (ms) => {
      const wait = sleep(ms);
      waits.add(wait);
      try {
        await wait;
      } finally {
        waits.delete(wait);
      }
    },
    concurrency: (work) =>
      concurrency(async () => {
        await unlessGivenUp(Promise.all(waits));
        return work();
      }),
  };
}
