import type { Plan } from '#shared/domain/plan.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { DeskStopped, TicketSystemRefused } from '#shared/errors.ts';
import type { TicketPorts } from './ports.ts';

/**
 * Marks the ticket with the verdict of its current plan; null takes the mark away. It needs no ledger: a mark is set to a
 * value, so setting it again changes nothing. It only sorts a queue, so a refusal is logged and stops nothing.
 * @throws DeskStopped while the stop switch is thrown
 */
export async function markVerdict(
  { store, tickets, log }: TicketPorts,
  { system, ticketId }: RunKey,
  verdict: Plan['verdict']['word'] | null,
): Promise<void> {
  if ((await store.readControl()).writes === 'stopped') throw new DeskStopped();
  try {
    await tickets(system).markVerdict(ticketId, verdict);
  } catch (error) {
    if (!(error instanceof TicketSystemRefused)) throw error;
    log.warn('the ticket is not marked with the verdict', { error: error.name, status: Number(error.facts.status) });
  }
}
