import type { Sections } from './run.ts';

/** Databricks reads are served from caches up to a minute old and do not always move forward: two must agree. */
export const SECONDS_APART = 20;
const MOST_SECONDS = 5 * 60;

/** What is seen for the first time when time is up, or after an outage, gets its second reading all the same. */
const MOST_SECONDS_LATE = MOST_SECONDS + 2 * SECONDS_APART;
const OUTAGE_SECONDS = 3 * SECONDS_APART;

export interface ConfirmingLook {
  /** Ids of the groups the target should be in by now. */
  readonly awaited: readonly string[];
  /** Ids of the groups it was seen in, just now; there may be others among them. */
  readonly seen: readonly string[];
  /** The reading before this one; null when this is the first. */
  readonly earlier: Pick<Sections['confirmation'], 'since' | 'lastAt' | 'seen'> | null;
  /** ISO time. */
  readonly now: string;
}

/** @returns ids that two readings agree on, and whether looking is over: all are proved, or five minutes have passed */
export function judgeLook({ awaited, seen, earlier, now }: ConfirmingLook): { proved: string[]; settled: boolean } {
  const sinceLast = earlier === null ? 0 : secondsBetween(earlier.lastAt, now);
  const apart = earlier !== null && sinceLast >= SECONDS_APART;
  const proved = seen.filter((id) => apart && earlier.seen.includes(id));
  const age = secondsBetween(earlier?.since ?? now, now);
  if (proved.length < seen.length) {
    return { proved, settled: apart && age >= MOST_SECONDS_LATE && sinceLast <= OUTAGE_SECONDS };
  }
  return { proved, settled: awaited.every((id) => proved.includes(id)) || age >= MOST_SECONDS };
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
