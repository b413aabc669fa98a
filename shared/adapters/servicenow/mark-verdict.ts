import * as z from 'zod';
import type { Plan } from '#shared/domain/plan.ts';
import { findItemHead, ITEM_TABLE, type ServiceNowSite } from './site.ts';
import { updateRecord } from './table.ts';

/**
 * Writes the verdict of the plan into the field of the item the stage file names for it, so that a list can be sorted by
 * it; null empties the field. Nothing happens where the stage names none.
 * @throws TicketSystemRefused also when the field does not hold it afterwards: there is none, or we may not write it
 */
export async function markVerdict(
  site: ServiceNowSite,
  ticketId: string,
  verdict: Plan['verdict']['word'] | null,
): Promise<void> {
  const head = await findItemHead(site, ticketId);
  const field = head?.type?.verdictField;
  if (head === null || field === undefined) return;
  const values = { [field]: verdict ?? '' };
  const what = 'marking the ticket with the verdict';
  await updateRecord(site, { what, table: ITEM_TABLE, sysId: head.id, values, fields: [] }, z.unknown());
}
