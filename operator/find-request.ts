import { systemSchema } from '#shared/domain/ticket.ts';
import type { RequestStore, TicketRef } from '#shared/ports/request-store.ts';

const REFERENCE = /^(?<system>[a-z]+)-(?<ticketId>[A-Za-z0-9]+)(?:-(?<run>\d{1,6}))?$/;

/** A ticket, and which of its runs is meant; null: the latest. */
export interface Found {
  readonly ticket: TicketRef;
  readonly run: number | null;
}

/**
 * The request a person means by a reference (`jira-10542-1`), or by the key of a ticket whose request is open.
 * @returns null when there is none
 */
export async function findRequest(
  store: Pick<RequestStore, 'readTicketRecord' | 'listOpenRuns' | 'readSection'>,
  said: string,
): Promise<Found | null> {
  const named = fromReference(said.trim());
  if (named !== null) return (await store.readTicketRecord(named.ticket)) === null ? null : named;
  for (const { system, ticketId, run } of await store.listOpenRuns()) {
    const ticket = await store.readSection({ system, ticketId, run }, 'ticket');
    if (ticket?.key.toLowerCase() === said.trim().toLowerCase()) return { ticket: { system, ticketId }, run: null };
  }
  return null;
}

function fromReference(text: string): Found | null {
  const groups = REFERENCE.exec(text)?.groups;
  const system = systemSchema.safeParse(groups?.system);
  if (!system.success || groups?.ticketId === undefined) return null;
  return {
    ticket: { system: system.data, ticketId: groups.ticketId },
    run: groups.run === undefined ? null : Number(groups.run),
  };
}
