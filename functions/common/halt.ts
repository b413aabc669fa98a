import type { RunKey } from '#shared/domain/run.ts';
import type { Person } from '#shared/domain/ticket.ts';
import { lookAtTicket } from './look.ts';
import type { TicketPorts } from './ports.ts';

/**
 * Looks at the ticket before work goes on under an approval. An edit or withdrawal is remembered, so that both branches
 * and the end of the run tell the same story.
 * @returns null while nothing speaks against going on
 */
export async function haltedBy(ports: TicketPorts, key: RunKey): Promise<'superseded' | 'withdrawn' | null> {
  const look = await lookAtTicket(ports, key);
  const cause = look.state === 'unchanged' ? await approvalTakenBack(ports, key) : look;
  if (cause === null) return null;
  await ports.store.writeSection(key, 'closing', { reason: cause.reason, by: [...cause.by] });
  return cause.state;
}

/** The decision that was counted must still stand: a status moved back takes it back. */
async function approvalTakenBack(
  { store, tickets }: TicketPorts,
  key: RunKey,
): Promise<{ state: 'withdrawn'; reason: string; by: readonly Person[] } | null> {
  const approval = await store.readSection(key, 'approval');
  if (approval === null) return { state: 'withdrawn', reason: 'there is no approval', by: [] };
  const { state } = await tickets(key.system).readDecision(key.ticketId, approval.handle);
  return state === 'approved' ? null : { state: 'withdrawn', reason: 'the approval was taken back', by: [] };
}
