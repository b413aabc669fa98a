/** Runs work with a bound on how much of it is under way at once; the rest waits its turn, first come first served. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * One limit is made per run and shared by every client of one outside system, so that its rate limits hold whatever
 * part of a step is asking.
 * @param most how many calls may be under way at once
 */
export function limit(most: number): Limit {
  const waiting: (() => void)[] = [];
  let free = most;

  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
