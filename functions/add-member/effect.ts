import type { AdditionResult } from '#shared/domain/run.ts';

export type Outcome = Pick<AdditionResult, 'result' | 'reason'>;

export const ACCEPTED: Outcome = { result: 'accepted, not yet confirmed', reason: null };

/** What the ledger keeps of an outcome that is final for the write: `accepted`, `refused: …` or `failed: …`. */
export function receiptOf({ result, reason }: Outcome): string {
  return result === ACCEPTED.result ? 'accepted' : `${result}: ${reason}`;
}

export function outcomeIn(receipt: string): Outcome {
  if (receipt === 'accepted') return ACCEPTED;
  const result = receipt.startsWith('failed: ') ? 'failed' : 'refused';
  return { result, reason: receipt.replace(/^(refused|failed): /, '') };
}
