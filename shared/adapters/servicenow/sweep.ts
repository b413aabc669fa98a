import * as z from 'zod';
import { eq, oneOf, since } from './query.ts';
import { ITEM_TABLE, type ServiceNowSite } from './site.ts';
import { queryRecords } from './table.ts';

/** By this every record of ours that hangs on an item is known (`correlation_display`). */
const OURS = 'access-desk';

/** Ids per query that names them: each makes the URL 33 characters longer. */
const IDS_AT_ONCE = 100;

/**
 * Ids of items of the served catalog items that changed within the last minutes: they themselves, answers of their order
 * form, tasks of ours, or approver rows that we opened. Each once. Items that are kept from us are none of ours.
 */
export async function listChanged(site: ServiceNowSite, minutes: number): Promise<readonly string[]> {
  const from = new Date(site.now().getTime() - Math.max(1, Math.ceil(minutes)) * 60_000);
  const served = site.stage.catalogItems.map(({ catItemId }) => catItemId);
  const items = await queryRecords(
    site,
    {
      what: 'listing changed items',
      table: ITEM_TABLE,
      where: [oneOf('cat_item', served), since('sys_updated_on', from)],
      fields: [],
      mayBePartial: true,
    },
    idSchema,
  );
  const answers = await queryRecords(
    site,
    {
      what: 'listing changed variables',
      table: 'sc_item_option_mtom',
      where: [oneOf('request_item.cat_item', served), since('sc_item_option.sys_updated_on', from)],
      fields: ['request_item'],
      mayBePartial: true,
    },
    ofItemSchema,
  );
  const tasks = await queryRecords(
    site,
    {
      what: 'listing changed tasks',
      table: 'sc_task',
      where: [eq('correlation_display', OURS), oneOf('request_item.cat_item', served), since('sys_updated_on', from)],
      fields: ['request_item'],
      mayBePartial: true,
    },
    ofItemSchema,
  );
  const asked = await itemsAskedAbout(site, from, served);
  return [...new Set([...items.map(({ sys_id }) => sys_id), ...[...answers, ...tasks, ...asked]])];
}

/** Items whose approver rows, on themselves or their order, we opened and somebody touched since. */
async function itemsAskedAbout(
  site: ServiceNowSite,
  from: Date,
  served: readonly string[],
): Promise<readonly string[]> {
  const rows = await queryRecords(
    site,
    {
      what: 'listing changed approver rows',
      table: 'sysapproval_approver',
      where: [eq('sys_created_by', site.stage.ownUserName), since('sys_updated_on', from)],
      fields: ['sysapproval'],
      mayBePartial: true,
    },
    z.object({ sysapproval: z.string() }),
  );
  const approved = [...new Set(rows.map(({ sysapproval }) => sysapproval))].filter((id) => id !== '');
  const found: string[] = [];
  for (let first = 0; first < approved.length; first += IDS_AT_ONCE) {
    const ids = approved.slice(first, first + IDS_AT_ONCE);
    for (const field of ['sys_id', 'request']) {
      const where = [oneOf(field, ids), oneOf('cat_item', served)];
      const query = {
        what: 'finding the items of approver rows',
        table: ITEM_TABLE,
        where,
        fields: [],
        mayBePartial: true,
      };
      found.push(...(await queryRecords(site, query, idSchema)).map(({ sys_id }) => sys_id));
    }
  }
  return found;
}

const idSchema = z.object({ sys_id: z.string() });
const ofItemSchema = z.object({ request_item: z.string() }).transform(({ request_item }) => request_item);
