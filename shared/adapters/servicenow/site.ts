import * as z from 'zod';
import { ConfigurationInvalid, TicketSystemRefused } from '#shared/errors.ts';
import type { CatalogItem, ServiceNowStage } from '#shared/stage.ts';
import { type ServiceNowClient, type ServiceNowClientOptions, serviceNowClient } from './client.ts';
import { referenceSchema, sysIdSchema } from './sys-id.ts';
import { readRecord } from './table.ts';
import { timeSchema } from './times.ts';

/** What every file of this adapter works with. */
export interface ServiceNowSite {
  readonly stage: ServiceNowStage;
  readonly client: ServiceNowClient;
  readonly now: () => Date;
}

export interface ServiceNowOptions extends Omit<ServiceNowClientOptions, 'instanceUrl'> {
  readonly stage: ServiceNowStage;
}

/**
 * A stage's instance.
 * @throws ConfigurationInvalid when the stage file holds what this adapter cannot work with
 */
export function serviceNowSite({ stage, ...options }: ServiceNowOptions): ServiceNowSite {
  checkServiceNowStage(stage);
  return { stage, now: options.now, client: serviceNowClient({ ...options, instanceUrl: stage.instanceUrl }) };
}

export const ITEM_TABLE = 'sc_req_item';

/** Not on every instance: there the order knows whom it is for. */
export const HEAD_MAY_LACK = ['requested_for'] as const;

/** A requested item's head; reads that want more of it extend this. */
export const headSchema = z.object({
  sys_id: sysIdSchema,
  number: z.string().min(1),
  cat_item: z.string(),
  request: referenceSchema,
  state: z.string(),
  approval: z.string(),
  opened_by: referenceSchema,
  requested_for: referenceSchema.default(null),
  sys_created_on: timeSchema,
  sys_created_by: z.string(),
});

/** Where a requested item (RITM) is and what the stage file says about such items. */
export interface ItemHead {
  readonly id: string;
  readonly number: string;
  readonly catItemId: string;
  /** The order it belongs to; null while that is not written yet. */
  readonly requestId: string | null;
  readonly state: string;
  readonly approval: string;
  readonly openedBy: string | null;
  readonly requestedFor: string | null;
  /** ISO. */
  readonly createdAt: string;
  /** User name. */
  readonly createdBy: string;
  /** Undefined when the stage does not serve this catalog item. */
  readonly type: CatalogItem | undefined;
}

/** Reads the head of a requested item; null when it is gone, not visible, or the id is none. */
export async function findItemHead(site: ServiceNowSite, ticketId: string): Promise<ItemHead | null> {
  const reading = {
    what: 'reading a requested item',
    table: ITEM_TABLE,
    sysId: ticketId,
    fields: Object.keys(headSchema.shape),
    mayLack: HEAD_MAY_LACK,
  };
  const item = await readRecord(site, reading, headSchema);
  return item && toHead(site.stage, item);
}

/** The head of an item that was read with at least its fields. */
export function toHead(stage: ServiceNowStage, item: z.infer<typeof headSchema>): ItemHead {
  return {
    id: item.sys_id,
    number: item.number,
    catItemId: item.cat_item,
    requestId: item.request,
    state: item.state,
    approval: item.approval,
    openedBy: item.opened_by,
    requestedFor: item.requested_for,
    createdAt: item.sys_created_on,
    createdBy: item.sys_created_by,
    type: itemTypeOf(stage, item.cat_item),
  };
}

/**
 * The head of an item the stage must serve.
 * @throws TicketSystemRefused when it is gone or of a catalog item the stage serves nothing for
 */
export async function readServedItem(
  site: ServiceNowSite,
  ticketId: string,
  what: string,
): Promise<ItemHead & { readonly type: CatalogItem }> {
  const head = await findItemHead(site, ticketId);
  if (head === null) throw new TicketSystemRefused({ what, status: 404, detail: 'the ticket is gone or not visible' });
  const { type } = head;
  if (type) return { ...head, type };
  throw new TicketSystemRefused({ what, status: 409, detail: 'the stage file serves no such catalog item' });
}

/** The stage file's entry for this catalog item. */
function itemTypeOf(stage: ServiceNowStage, catItemId: string): CatalogItem | undefined {
  return stage.catalogItems.find((item) => item.catItemId === catItemId);
}

/**
 * What the stage schema alone cannot see.
 * @throws ConfigurationInvalid
 */
function checkServiceNowStage(stage: ServiceNowStage): void {
  const served = new Set<string>();
  for (const [index, item] of stage.catalogItems.entries()) {
    const where = `servicenow.catalogItems.${index}`;
    const refuse = (problem: string) => new ConfigurationInvalid({ problem: `${where}${problem}` });
    if (served.has(item.catItemId)) throw refuse(' names a catalog item that is named before');
    served.add(item.catItemId);
    const { onHoldState, openState, doneStates, skippedStates } = item.identityTask;
    const states = [onHoldState, openState, ...doneStates, ...skippedStates];
    if (new Set(states).size !== states.length) {
      throw refuse('.identityTask names one state for two things: on hold, open, done and skipped must differ');
    }
    const { delegates } = item.approval;
    if ([...Object.keys(delegates), ...Object.values(delegates).flat()].includes(stage.ownUserId)) {
      throw refuse('.approval.delegates names our own account, which may never approve');
    }
    const variables = Object.values(item.variables);
    if (new Set(variables).size !== variables.length) throw refuse('.variables names one variable for two things');
  }
}
