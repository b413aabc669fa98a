import { givenUpOn } from '#shared/adapters/http/given-up.ts';
import { DeskError } from '#shared/errors.ts';
import type { Client } from './client.ts';
import type { OnProgress } from './patience.ts';
import { isStop } from './stoppable.ts';

/** Reads are served from caches up to a minute old and do not always move forward: two must agree. */
const SECONDS_APART = 2;
const MOST_SECONDS = 60;

/**
 * Reads the written groups until two readings in a row, 2 s apart, show the new member in each, for at most 60 s.
 * @returns ids of the groups that were proved until then or until `signal` was aborted; the others may be on their way
 */
export async function confirmMembers(
  { directory, clock }: Client,
  principalId: string,
  groupIds: readonly string[],
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress: OnProgress },
): Promise<ReadonlySet<string>> {
  const end = clock.now().getTime() + MOST_SECONDS * 1_000;
  const proved = new Set<string>();
  let seenBefore: ReadonlySet<string> = new Set();
  while (proved.size < groupIds.length && !signal?.aborted) {
    const open = groupIds.filter((id) => !proved.has(id));
    onProgress({ doing: `confirming, ${proved.size} of ${groupIds.length} seen` });
    const seen = new Set(await givenUpOn(signal, () => asyncFilter(open, isMember)));
    for (const id of seen) if (seenBefore.has(id)) proved.add(id);
    if (clock.now().getTime() + SECONDS_APART * 1_000 > end) break;
    seenBefore = seen;
    if (proved.size < groupIds.length && !signal?.aborted) await clock.sleep(SECONDS_APART * 1_000);
  }
  return proved;

  /** A reading that fails proves nothing; what was written must be reported all the same. */
  async function isMember(groupId: string): Promise<boolean> {
    try {
      const group = await directory.readGroup(groupId);
      return group?.members.some(({ id }) => id === principalId) ?? false;
    } catch (error) {
      if (error instanceof DeskError || isStop(error, signal)) return false;
      throw error;
    }
  }
}

async function asyncFilter<T>(items: readonly T[], fits: (item: T) => Promise<boolean>): Promise<T[]> {
  const verdicts = await Promise.all(items.map(fits));
  return items.filter((_, index) => verdicts[index]);
}
