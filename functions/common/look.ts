import { createHash } from 'node:crypto';
import { revisionOf } from '#shared/domain/request.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { Ticket } from '#shared/domain/ticket.ts';
import { understandRequest } from '#shared/domain/understand-request.ts';
import { RequestIncomplete } from '#shared/errors.ts';
import type { TicketPorts } from './ports.ts';
import { remembered } from './remembered.ts';

/** What a fresh read of the ticket says about the run that is under way. */
export type Look =
  | { readonly state: 'unchanged'; readonly ticket: Ticket }
  | { readonly state: 'superseded'; readonly ticket: Ticket; readonly reason: string }
  /** `ticket` is null where it is gone. */
  | { readonly state: 'withdrawn'; readonly ticket: Ticket | null; readonly reason: string };

/** Re-reads the ticket and compares it with what this run was opened for. */
export async function lookAtTicket(ports: TicketPorts, key: RunKey): Promise<Look> {
  const first = await remembered(ports, key, 'ticket');
  const ticket = await ports.tickets(key.system).readTicket(key.ticketId);
  if (ticket === null) return { state: 'withdrawn', ticket, reason: 'the ticket is gone, or may not be read any more' };
  if (ticket.place !== first.place || !ticket.served) {
    return { state: 'withdrawn', ticket, reason: 'the ticket was moved, or its type was changed' };
  }
  if (revisionOfTicket(ticket) !== first.revision)
    return { state: 'superseded', ticket, reason: 'the request was edited' };
  if (ticket.closed) return { state: 'withdrawn', ticket, reason: 'the ticket was closed' };
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
