import * as z from 'zod';
import type { TicketEdits } from '#shared/domain/reply.ts';
import type { Ticket } from '#shared/domain/ticket.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { type Change, lastChangesOf, readHistory, reopenedAt } from './history.ts';
import { readAnswers, readOrder } from './order.ts';
import { partiesOf } from './parties.ts';
import { findUsersByName, personOf, type User } from './people.ts';
import { eq } from './query.ts';
import { type Conversation, readConversation } from './replies.ts';
import { emptyRequest, readRequestFields, watchedPlaces } from './request-fields.ts';
import { HEAD_MAY_LACK, headSchema, ITEM_TABLE, type ItemHead, type ServiceNowSite, toHead } from './site.ts';
import { queryRecords, readRecord } from './table.ts';
import type { Variable } from './variables.ts';

const NUMBER = /^[A-Z]{2,8}\d{5,12}$/;

const itemSchema = headSchema.extend({
  active: z.string(),
  description: z.string(),
  short_description: z.string(),
});
type Item = z.infer<typeof itemSchema>;

/**
 * Everything the desk wants to know of a requested item; null when it is gone or not visible. `ticketId` may also be a
 * number (RITM0012345); the answer holds the sys_id.
 * @throws TicketSystemUnavailable also while a new item is not written completely
 */
export async function readTicket(site: ServiceNowSite, ticketId: string): Promise<Ticket | null> {
  const item = await readItem(site, ticketId);
  if (item === null) return null;
  const head = toHead(site.stage, item);
  const { type } = head;
  const usersOf = userReader(site);
  const requester = await personOf(site, head.openedBy);
  const details = type ? await readDetails(site, item, { ...head, type }, usersOf) : null;
  return {
    system: 'servicenow',
    id: head.id,
    key: head.number,
    url: urlOf(site, head.id),
    place: `${ITEM_TABLE}/${head.catItemId}`,
    served: type !== undefined,
    statusId: head.state,
    closed: type ? type.closedStates.includes(head.state) : item.active === 'false',
    reopenedAt: details?.reopenedAt ?? null,
    request: details?.conversation.request ?? emptyRequest(),
    correctedAt: details?.conversation.correctedAt ?? null,
    cancelledBy: details?.conversation.cancelledBy ?? null,
    questions: [...(details?.conversation.questions ?? [])],
    approverGroup: { id: type?.approval.approverGroupId ?? '', name: type?.approval.approverGroupName ?? '' },
    requester,
    parties: await partiesOf(site, {
      item: head,
      order: details?.order ?? null,
      variables: details?.variables ?? [],
      history: details?.history ?? [],
      correctedBy: details?.conversation.correctedBy ?? [],
      userIds: async (userName) => (await usersOf(userName)).map(({ person }) => person.id),
    }),
  };
}

async function readItem(site: ServiceNowSite, ticketId: string): Promise<Item | null> {
  const reading = {
    what: 'reading a ticket',
    table: ITEM_TABLE,
    fields: Object.keys(itemSchema.shape),
    mayLack: HEAD_MAY_LACK,
  };
  if (!NUMBER.test(ticketId)) return readRecord(site, { ...reading, sysId: ticketId }, itemSchema);
  const [item = null] = await queryRecords(site, { ...reading, where: [eq('number', ticketId)] }, itemSchema);
  return item;
}

/** What only items the stage serves are asked for. */
async function readDetails(
  site: ServiceNowSite,
  item: Item,
  head: ItemHead & { readonly type: CatalogItem },
  usersOf: UserReader,
) {
  const [order, variables, history] = await Promise.all([
    readOrder(site, head),
    readAnswers(site, head),
    readHistory(site, head.id),
  ]);
  const reopened = reopenedAt(site, history, head.type);
  const conversation: Conversation = await readConversation(site, head.type, head.id, {
    form: await readRequestFields(site, head.type, item, variables),
    edits: editsOf(head.type, variables, history, reopened),
    concerned: [head.openedBy, head.requestedFor ?? order?.requestedFor ?? null],
    usersOf,
  });
  return { order, variables, history, conversation, reopenedAt: reopened };
}

/** When each part of the request was last said by the item itself. */
function editsOf(
  type: CatalogItem,
  variables: readonly Variable[],
  history: readonly Change[],
  reopened: string | null,
): TicketEdits {
  const fields: TicketEdits['fields'] = Object.fromEntries(
    watchedPlaces(type).flatMap(({ name, place }) => {
      const times =
        'text' in place
          ? lastChangesOf(history, place.text).map(({ at }) => at)
          : variables.filter((variable) => variable.name === place.variable).map(({ changedAt }) => changedAt);
      const latest = times
        .filter((time) => time !== undefined)
        .toSorted()
        .at(-1);
      return latest === undefined ? [] : [[name, latest]];
    }),
  );
  return { fields, reopenedAt: reopened };
}

type UserReader = (userName: string) => Promise<readonly User[]>;

/** Each name is asked for once per read of a ticket. */
function userReader(site: ServiceNowSite): UserReader {
  const known = new Map<string, Promise<readonly User[]>>();
  return (userName) => {
    const users = known.get(userName) ?? findUsersByName(site, userName);
    known.set(userName, users);
    return users;
  };
}

/** Where people look at the item. */
function urlOf({ stage }: ServiceNowSite, itemId: string): string {
  const page = encodeURIComponent(`${ITEM_TABLE}.do?sys_id=${itemId}`);
  return `${stage.instanceUrl.replace(/\/+$/, '')}/nav_to.do?uri=${page}`;
}
