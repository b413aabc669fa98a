import { type AdditionResult, ASIDE_CHUNK, type RunKey } from '#shared/domain/run.ts';
import type { Results } from '#shared/report/results.ts';
import type { Ports } from './ports.ts';

export interface StoredResult extends AdditionResult {
  readonly chunk: number;
}

/** What became of every addition of the current plan so far; empty while nothing was prepared. */
export async function storedResults({ store }: Pick<Ports, 'store'>, key: RunKey): Promise<StoredResult[]> {
  const additions = await store.readSection(key, 'additions');
  if (additions === null) return [];
  const found: StoredResult[] = [];
  for (let chunk = ASIDE_CHUNK; chunk <= additions.chunks; chunk += 1) {
    const stored = await store.readAdditions(key, additions.planNo, chunk);
    // An attempt of PrepareAdditions that was interrupted may have left results of what is in another chunk now.
    const isHere = ({ groupId }: AdditionResult) => stored?.additions.some((addition) => addition.groupId === groupId);
    for (const result of stored?.results.filter(isHere) ?? []) found.push({ ...result, chunk });
  }
  return found;
}

/** How many memberships this run has written, whether or not they were seen afterwards. */
export async function countWritten(ports: Pick<Ports, 'store'>, key: RunKey): Promise<number> {
  const written: readonly StoredResult['result'][] = ['applied', 'accepted, not yet confirmed'];
  return (await storedResults(ports, key)).filter(({ result }) => written.includes(result)).length;
}

/** What became of every addition, by group id, as the messages want it. */
export async function resultsByGroup(ports: Pick<Ports, 'store'>, key: RunKey): Promise<Results> {
  return new Map((await storedResults(ports, key)).map(({ groupId, result, reason }) => [groupId, { result, reason }]));
}
