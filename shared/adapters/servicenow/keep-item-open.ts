import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import { findItemHead, ITEM_TABLE, type ServiceNowSite } from './site.ts';
import { updateRecord } from './table.ts';

/**
 * Closes a task of an item without the item. With execution plans an item is closed when all of its tasks are
 * (state-closure-request), so skipping the only one would end the request of somebody who has just corrected it. An item
 * that was open before is set back to where it was; a rule that keeps it closed has its way.
 */
export async function keepItemOpen(
  site: ServiceNowSite,
  itemId: string,
  closeTask: () => Promise<void>,
): Promise<void> {
  const before = await findItemHead(site, itemId);
  await closeTask();
  const closedStates = before?.type?.closedStates ?? [];
  if (before === null || closedStates.includes(before.state)) return;
  const after = await findItemHead(site, itemId);
  if (after === null || !closedStates.includes(after.state)) return;
  const what = 'keeping the ticket open';
  const change = { what, table: ITEM_TABLE, sysId: itemId, values: { state: before.state }, fields: [] };
  try {
    await updateRecord(site, change, z.unknown());
  } catch (error) {
    if (!(error instanceof TicketSystemRefused)) throw error;
  }
}
