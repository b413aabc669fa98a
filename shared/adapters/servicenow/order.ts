import * as z from 'zod';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import type { CatalogItem } from '#shared/stage.ts';
import type { OrderPeople } from './parties.ts';
import { readsVariables, variableNames } from './request-fields.ts';
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
 * Whom the item's order is by and for; null when an item that is not new names none.
 * @throws TicketSystemUnavailable while it may still be on its way
 * @throws TicketSystemRefused when the item names one that we cannot read: its people could not be kept from approving
 */
export async function readOrder(site: ServiceNowSite, item: ItemHead): Promise<OrderPeople | null> {
  const what = 'reading the order of an item';
  const notYet = () => new TicketSystemUnavailable({ what: `${what}: it is not there yet` });
  if (item.requestId === null) {
    if (isNew(site, item)) throw notYet();
    return null;
  }
  const reading = { what, table: 'sc_request', sysId: item.requestId, fields: ['opened_by', 'requested_for'] };
  const order = await readRecord(site, reading, orderSchema);
  if (order !== null) return order;
  if (isNew(site, item)) throw notYet();
  const detail = 'the item names an order that is gone or hidden: our account needs a role that may read sc_request';
  throw new TicketSystemRefused({ what, status: 404, detail });
}

/**
 * The answers of the order form.
 * @throws TicketSystemUnavailable while a new item lacks those its kind needs
 */
export async function readAnswers(
  site: ServiceNowSite,
  item: ItemHead & { readonly type: CatalogItem },
): Promise<readonly Variable[]> {
  if (!readsVariables(item.type)) return [];
  const variables = await readVariables(site, item.id);
  const isComplete = variableNames(item.type).every((name) => variables.some((variable) => variable.name === name));
  if (!isComplete && isNew(site, item)) {
    throw new TicketSystemUnavailable({ what: 'reading the variables of an item: they are not all there yet' });
  }
  return variables;
}

function isNew(site: ServiceNowSite, { createdAt }: ItemHead): boolean {
  return site.now().getTime() - Date.parse(createdAt) < SETTLING_MS;
}
