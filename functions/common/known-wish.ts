import type { Ticket } from '#shared/domain/ticket.ts';
import type { TicketRecord } from '#shared/ports/request-store.ts';
import { revisionOfTicket } from './look.ts';

/**
 * True when a ticket gives a new run something to do: it is served, open, not cancelled, and asks for what has had no
 * answer yet.
 */
export function asksForSomethingNew(ticket: Ticket, record: TicketRecord | null): boolean {
  return ticket.served && !ticket.closed && ticket.cancelledBy === null && !hasHadItsAnswer(ticket, record);
}

/** True when this very wish was answered, and nobody re-opened the ticket, replied with it again or allowed a retry since. */
function hasHadItsAnswer(ticket: Ticket, record: TicketRecord | null): boolean {
  const last = record?.lastEnd ?? null;
  if (record === null || last === null || record.retryAllowed) return false;
  if (last.end === 'superseded') return false;
  const isNews = (at: string | null) => at !== null && Date.parse(at) > Date.parse(last.at);
  const askedAgain = isNews(ticket.reopenedAt) || isNews(ticket.correctedAt);
  return last.revision === revisionOfTicket(ticket) && !askedAgain;
}
