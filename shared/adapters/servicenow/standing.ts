import * as z from 'zod';
import type { CatalogItem } from '#shared/stage.ts';
import { type ApproverRow, readApproverRows, readMembers, type Subject } from './approver-rows.ts';
import { eq, oneOf } from './query.ts';
import { readTicket } from './read-ticket.ts';
import { ITEM_TABLE, type ItemHead, type ServiceNowSite } from './site.ts';
import { isSysId, sysIdSchema } from './sys-id.ts';
import { queryRecords, readRecord } from './table.ts';

/** An item the stage serves. */
export type ServedItem = ItemHead & { readonly type: CatalogItem };

/** Everything a decision is read from. */
export interface Standing {
  readonly item: Subject;
  /** Null when the item has none, or it is gone. */
  readonly order: Subject | null;
  /** The one of both whose approvers are asked; null when that is an order that is not there. */
  readonly subject: Subject | null;
  /** Rows of the item and of its order, oldest first. */
  readonly rows: readonly ApproverRow[];
}

const orderSchema = z.object({ sys_id: sysIdSchema, number: z.string(), approval: z.string() });

/**
 * Reads how an item stands. The rows are read last: an answer sets the item's field too, so an item that is seen as
 * approved shows its answered row.
 */
export async function readStanding(site: ServiceNowSite, head: ServedItem): Promise<Standing> {
  const item: Subject = { table: ITEM_TABLE, id: head.id, number: head.number, approval: head.approval };
  const order = head.requestId === null ? null : await readOrder(site, head.requestId);
  const subject = head.type.approval.on === 'item' || (await isShared(site, order)) ? item : order;
  const ids = [head.id, order?.id ?? ''].filter(isSysId);
  return { item, order, subject, rows: await readApproverRows(site, ids) };
}

/**
 * Whether the order holds more than one item of ours: a yes to the order would not say to which plan. Then each is asked
 * about by itself, whatever the stage says.
 */
async function isShared(site: ServiceNowSite, order: Subject | null): Promise<boolean> {
  if (order === null) return false;
  const served = site.stage.catalogItems.map(({ catItemId }) => catItemId);
  const where = [eq('request', order.id), oneOf('cat_item', served)];
  const query = { what: 'reading the items of the order', table: ITEM_TABLE, where, fields: [], most: 2 };
  return (await queryRecords(site, query, z.unknown())).length > 1;
}

async function readOrder(site: ServiceNowSite, orderId: string): Promise<Subject | null> {
  const reading = { what: 'reading the order', table: 'sc_request', sysId: orderId, fields: ['number', 'approval'] };
  const order = await readRecord(site, reading, orderSchema);
  return order && { table: 'sc_request', id: order.sys_id, number: order.number, approval: order.approval };
}

/** Our rows about the subject. */
export function ownRows({ rows, subject }: Standing): readonly ApproverRow[] {
  return rows.filter((row) => row.ours && row.subjectId === subject?.id);
}

/**
 * Whom to ask: the group's active members who play no part in the request. A yes of somebody who may not give it would
 * come before, and close the question to, one that counts.
 */
export async function approversOf(site: ServiceNowSite, { id, type }: ServedItem): Promise<readonly string[]> {
  const ticket = await readTicket(site, id);
  if (ticket === null) return [];
  const concerned = new Set(ticket.parties.map(({ personId }) => personId));
  const members = await readMembers(site, type.approval.approverGroupId);
  return members.filter((personId) => !concerned.has(personId));
}
