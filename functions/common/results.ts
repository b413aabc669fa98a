import { type AdditionResult, ASIDE_CHUNK, type RunKey } from '#shared/domain/run.ts';
import type { Results } from '#shared/report/results.ts';
import { additionEffect } from './note-additions.ts';
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
export interface Writes {
  /** Null where that cannot be read. */
  readonly written: number | null;
  /** Sent without a clear answer: nobody knows whether they are there. */
  readonly unclear: number;
}

/** Counts writes by the ledger, which knows of those whose process died before it could keep a result. */
export async function countWrites({ store }: Pick<Ports, 'store'>, key: RunKey): Promise<Writes> {
  const prepared = await store.readSection(key, 'additions');
  let [written, unclear] = [0, 0];
  for (let chunk = 1; chunk <= (prepared?.chunks ?? 0); chunk += 1) {
    const stored = prepared && (await store.readAdditions(key, prepared.planNo, chunk));
    for (const { groupId } of stored?.additions ?? []) {
      const sent = await store.readEffect(key, additionEffect(prepared?.planNo ?? 0, groupId));
      const result = stored?.results.find((one) => one.groupId === groupId)?.result;
      if (sent?.receipt === 'accepted' || (result !== undefined && WRITTEN.includes(result))) written += 1;
      else if (sent?.receipt === null && sent.gaveUpAt === null && !isKnown(result)) unclear += 1;
    }
  }
  return { written, unclear };
}

/** Where what the run remembers is damaged. */
export const NOT_KNOWN: Writes = { written: null, unclear: 0 };

const WRITTEN: readonly AdditionResult['result'][] = ['applied', 'accepted, not yet confirmed'];

/** A write without an answer was looked for, and found or found not to be there any more. */
function isKnown(result: AdditionResult['result'] | undefined): boolean {
  return result !== undefined && result !== 'failed' && result !== 'refused';
}

/** What became of every addition, by group id, as the messages want it. */
export async function resultsByGroup(ports: Pick<Ports, 'store'>, key: RunKey): Promise<Results> {
  return new Map((await storedResults(ports, key)).map(({ groupId, result, reason }) => [groupId, { result, reason }]));
}
