import * as z from 'zod';
import { TicketSystemUnavailable } from '#shared/errors.ts';
import type { CatalogItem } from '#shared/stage.ts';
import type { OrderPeople } from './parties.ts';
import { readsVariables } from './request-fields.ts';
import type { ItemHead, ServiceNowSite } from './site.ts';
import { referenceSchema } from './sys-id.ts';
import { readRecord } from './table.ts';
import { readVariables, type Variable } from './variables.ts';

/**
 * How long an order may take to be written completely. The item is committed before the order it belongs to, and
 * reading it meanwhile gives 404 (request-management-architecture); items made by an import get their variables later.
 */
const SETTLING_MS = 120_000;

const orderSchema = z
  .object({ opened_by: referenceSchema, requested_for: referenceSchema })
  .transform((order) => ({ openedBy: order.opened_by, requestedFor: order.requested_for }));

/**
 * Whom the item's order is by and for; null when an item that is not new has none.
 * @throws TicketSystemUnavailable while it may still be on its way
 */
export async function readOrder(site: ServiceNowSite, item: ItemHead): Promise<OrderPeople | null> {
  const what = 'reading the order of an item';
  const order =
    item.requestId === null
      ? null
      : await readRecord(
          site,
          { what, table: 'sc_request', sysId: item.requestId, fields: ['opened_by', 'requested_for'] },
          orderSchema,
        );
  if (order === null && isNew(site, item)) throw new TicketSystemUnavailable({ what: `${what}: it is not there yet` });
  return order;
}

/**
 * The answers of the order form.
 * @throws TicketSystemUnavailable while a new item has none and its kind needs them
 */
export async function readAnswers(
  site: ServiceNowSite,
  item: ItemHead & { readonly type: CatalogItem },
): Promise<readonly Variable[]> {
  if (!readsVariables(item.type)) return [];
  const variables = await readVariables(site, item.id);
  if (variables.length === 0 && isNew(site, item)) {
    throw new TicketSystemUnavailable({ what: 'reading the variables of an item: there are none yet' });
  }
  return variables;
}

function isNew(site: ServiceNowSite, { createdAt }: ItemHead): boolean {
  return site.now().getTime() - Date.parse(createdAt) < SETTLING_MS;
}
