import type { AdditionResult } from '#shared/domain/run.ts';
import type { LedgerEntry } from '#shared/ports/request-store.ts';

export type Outcome = Pick<AdditionResult, 'result' | 'reason'>;

export const ACCEPTED: Outcome = { result: 'accepted, not yet confirmed', reason: null };

export const ALREADY_MEMBER: Outcome = { result: 'already member', reason: null };

/** False where no write of ours can have made a membership: none was sent, or the only one was answered with a no. */
export function mayBeOurs(earlier: Pick<LedgerEntry, 'attempt' | 'gaveUpAt'> | null): boolean {
  return earlier !== null && (earlier.attempt > 1 || earlier.gaveUpAt === null);
}

/** What the ledger keeps of an outcome that is final for the write: `accepted`, `refused: …` or `failed: …`. */
export function receiptOf({ result, reason }: Outcome): string {
  return result === ACCEPTED.result ? 'accepted' : `${result}: ${reason}`;
}

export function outcomeIn(receipt: string): Outcome {
  if (receipt === 'accepted') return ACCEPTED;
  const result = receipt.startsWith('failed: ') ? 'failed' : 'refused';
  return { result, reason: receipt.replace(/^(refused|failed): /, '') };
}
