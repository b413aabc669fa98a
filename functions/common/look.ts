import { createHash } from 'node:crypto';
import { revisionOf } from '#shared/domain/request.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { Person, Ticket } from '#shared/domain/ticket.ts';
import { understandRequest } from '#shared/domain/understand-request.ts';
import { RequestIncomplete } from '#shared/errors.ts';
import { answerInPassing } from './answer-in-passing.ts';
import type { TicketPorts } from './ports.ts';
import { remembered } from './remembered.ts';

/** What a fresh read of the ticket says about the run that is under way. */
export type Look =
  | { readonly state: 'unchanged'; readonly ticket: Ticket }
  | { readonly state: 'superseded'; readonly ticket: Ticket; readonly reason: string; readonly by: readonly Person[] }
  | {
      readonly state: 'withdrawn';
      /** Null where it is gone. */
      readonly ticket: Ticket | null;
      readonly reason: string;
      /** Whoever is known to have withdrawn it. */
      readonly by: readonly Person[];
      /** True when nothing speaks for it but the ticket's closed status. */
      readonly onlyClosed: boolean;
    };

/** Re-reads the ticket and compares it with what this run was opened for. While it stands, questions are answered. */
export async function lookAtTicket(ports: TicketPorts, key: RunKey): Promise<Look> {
  const first = await remembered(ports, key, 'ticket');
  const ticket = await ports.tickets(key.system).readTicket(key.ticketId);
  const withdrawn = (reason: string, by: readonly Person[] = [], onlyClosed = false): Look => ({
    state: 'withdrawn',
    ticket,
    reason,
    by,
    onlyClosed,
  });
  if (ticket === null) return withdrawn('the ticket is gone, or may not be read any more');
  if (ticket.place !== first.place || !ticket.served) return withdrawn('the ticket was moved, or its type was changed');
  // Before the revision: a wish that was corrected and then cancelled gets no new plan.
  if (ticket.cancelledBy !== null) return withdrawn('cancelled by reply', [ticket.cancelledBy]);
  if (revisionOfTicket(ticket) !== first.revision)
    return { state: 'superseded', ticket, reason: 'the request was edited', by: [] };
  if (ticket.closed) return withdrawn('the ticket was closed', [], true);
  await answerInPassing(ports, key, ticket);
  return { state: 'unchanged', ticket };
}

/** The revision of a ticket; a request that cannot be understood has one too, so that its correction is seen. */
export function revisionOfTicket(ticket: Ticket): string {
  try {
    return revisionOf(understandRequest(ticket.request, { scanDefault: true }));
  } catch (error) {
    if (!(error instanceof RequestIncomplete)) throw error;
    return createHash('sha256')
      .update(`not understood ${JSON.stringify(ticket.request)}`)
      .digest('hex');
  }
}
