import type { Ticket } from '#shared/domain/ticket.ts';
import type { TicketRecord } from '#shared/ports/request-store.ts';
import { revisionOfTicket } from './look.ts';

/** True when a ticket gives a new run something to do: it is served, open, and asks for what has had no answer yet. */
export function asksForSomethingNew(ticket: Ticket, record: TicketRecord | null): boolean {
  return ticket.served && !ticket.closed && !hasHadItsAnswer(ticket, record);
}

/** True when this very wish was answered, and nobody re-opened the ticket or asked to try again since. */
function hasHadItsAnswer(ticket: Ticket, record: TicketRecord | null): boolean {
  const last = record?.lastEnd ?? null;
  if (record === null || last === null || record.retryAllowed) return false;
  if (last.end === 'superseded' || last.end === 'withdrawn') return false;
  const reopened = ticket.reopenedAt !== null && Date.parse(ticket.reopenedAt) > Date.parse(last.at);
  return last.revision === revisionOfTicket(ticket) && !reopened;
}
