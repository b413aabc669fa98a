import type { End } from '#shared/domain/ticket.ts';
import type { JiraTicketType } from '#shared/stage.ts';
import { findHead, type JiraSite } from './site.ts';
import { moveTo } from './transitions.ts';

/** Which ends move the ticket; what is not named here leaves it where people put it. */
const END_STATUS: Partial<Record<End, keyof JiraTicketType['endStatusIds']>> = {
  done: 'done',
  'nothing to add': 'nothingToAdd',
  rejected: 'rejected',
  expired: 'expired',
};

/**
 * Moves the ticket to the status the stage file names for this end. Nothing happens when none is named, the ticket is
 * there already, or its workflow does not lead there from where it is: an end is told by comment in any case.
 */
export async function moveTicket(site: JiraSite, ticketId: string, end: End): Promise<void> {
  const key = END_STATUS[end];
  if (key === undefined) return;
  const head = await findHead(site, ticketId);
  const statusId = head?.type?.endStatusIds[key];
  if (head === null || statusId === undefined || head.statusId === statusId) return;
  await moveTo(site, head.id, [statusId]);
}
