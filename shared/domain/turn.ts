import { createHash } from 'node:crypto';
import type { Principal } from './principal.ts';
import type { RunKey } from './run.ts';

type Ticket = Pick<RunKey, 'system' | 'ticketId'>;

/**
 * Names the wish "this target like this source" in one Databricks account, whoever asks and wherever: SHA-256 of ids, so
 * that it says nothing by itself. Groups to leave out and the reason do not make another wish of it.
 */
export function pairOf(accountId: string, { source, target }: { source: Principal; target: Principal }): string {
  return createHash('sha256')
    .update(JSON.stringify([accountId, source.id, target.id]))
    .digest('hex');
}

/**
 * The line of tickets that ask for one pair, with this one at the place it has had, else at the end.
 * @param standing those of the line whose request is still open, in their order; this ticket may be among them
 * @returns the new line, and who is ahead: nobody means that it is this ticket's turn
 */
export function lineUp<T extends Ticket>(standing: readonly T[], mine: T): { line: readonly T[]; ahead: readonly T[] } {
  const place = standing.findIndex((other) => isSame(other, mine));
  if (place < 0) return { line: [...standing, mine], ahead: standing };
  return { line: standing, ahead: standing.slice(0, place) };
}

/** Whether two name the same ticket. */
export function isSame(one: Ticket, other: Ticket): boolean {
  return one.system === other.system && one.ticketId === other.ticketId;
}
