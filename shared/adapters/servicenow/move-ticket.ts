import * as z from 'zod';
import type { End } from '#shared/domain/ticket.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { findItemHead, ITEM_TABLE, type ServiceNowSite } from './site.ts';
import { updateRecord } from './table.ts';

/** Which ends move the ticket; what is not named here leaves it where people put it. */
const END_STATE: Partial<Record<End, keyof CatalogItem['endStates']>> = {
  done: 'done',
  'nothing to add': 'nothingToAdd',
  rejected: 'rejected',
  expired: 'expired',
};

/**
 * Moves the item to the state the stage file names for this end. Nothing happens when none is named, the item is there or
 * closed already, or a rule of the instance keeps it where it is: an end is told by comment in any case.
 */
export async function moveTicket(site: ServiceNowSite, ticketId: string, end: End): Promise<void> {
  const key = END_STATE[end];
  if (key === undefined) return;
  const head = await findItemHead(site, ticketId);
  const state = head?.type?.endStates[key];
  if (!head?.type || state === undefined || head.state === state) return;
  if (head.type.closedStates.includes(head.state)) return;
  const what = 'moving the ticket to the state of its end';
  try {
    await updateRecord(site, { what, table: ITEM_TABLE, sysId: head.id, values: { state }, fields: [] }, z.unknown());
  } catch (error) {
    if (!(error instanceof TicketSystemRefused)) throw error;
  }
}
