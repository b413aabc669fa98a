import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import { ITEM_TABLE, type ServiceNowSite } from './site.ts';
import { readRecord } from './table.ts';

/** Comments and files go to items and to the tasks below them; an id says which only when it is looked up. */
const TABLES = [ITEM_TABLE, 'sc_task'] as const;

/** @throws TicketSystemRefused when it is gone */
export async function tableOf(site: ServiceNowSite, ticketId: string): Promise<string> {
  const what = 'finding an item or task';
  for (const table of TABLES) {
    const record = await readRecord(site, { what, table, sysId: ticketId, fields: [] }, z.unknown());
    if (record !== null) return table;
  }
  throw new TicketSystemRefused({ what, status: 404, detail: 'the ticket is gone or not visible' });
}
