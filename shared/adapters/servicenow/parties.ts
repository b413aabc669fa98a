import type { PartyRole, Ticket } from '#shared/domain/ticket.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { type Change, lastChangesOf } from './history.ts';
import { watchedPlaces } from './request-fields.ts';
import type { ItemHead, ServiceNowSite } from './site.ts';
import { isSysId } from './sys-id.ts';
import type { Variable } from './variables.ts';

/** Whom an order (REQ) is by and for. */
export interface OrderPeople {
  readonly openedBy: string | null;
  readonly requestedFor: string | null;
}

export interface PartySources {
  readonly item: ItemHead;
  /** Null when the item has none. */
  readonly order: OrderPeople | null;
  readonly variables: readonly Variable[];
  readonly history: readonly Change[];
  /** sys_ids of those whose replies changed the request. */
  readonly correctedBy: readonly string[];
  /** sys_ids of everybody a record may mean by this user name. */
  readonly userIds: (userName: string) => Promise<readonly string[]>;
}

/**
 * Who plays a part in the item and so may not approve it: who opened it and whom it is for, now and earlier, its order's
 * people, whoever last changed a part of the request (there or by reply), ourselves. Each pair of person and role once.
 */
export async function partiesOf(site: ServiceNowSite, sources: PartySources): Promise<Ticket['parties']> {
  const { item, order, history, correctedBy, userIds } = sources;
  const parties = new Map<string, { personId: string; role: PartyRole }>();
  const add = (personId: string | null, role: PartyRole) => {
    if (personId !== null) parties.set(`${role} ${personId}`, { personId, role });
  };

  for (const id of await userIds(item.createdBy)) add(id, 'creator');
  for (const id of [item.openedBy, order?.openedBy ?? null, ...earlier(history, 'opened_by')]) add(id, 'opened by');
  const concerned = [item.requestedFor, order?.requestedFor ?? null, ...earlier(history, 'requested_for')];
  for (const id of concerned) add(id, 'requested for');
  for (const userName of item.type ? editors(item.type, sources) : []) {
    for (const id of await userIds(userName)) add(id, 'changed a request field');
  }
  for (const id of correctedBy) add(id, 'changed a request field');
  add(site.stage.ownUserId, 'ourselves');
  return [...parties.values()];
}

function earlier(history: readonly Change[], field: Change['field']): readonly string[] {
  return history.filter((change) => change.field === field).flatMap(({ from, to }) => [from, to].filter(isSysId));
}

/** User names of those who last changed a part of the request. Who wrote a text of the item only its history tells. */
function editors(type: CatalogItem, sources: PartySources): ReadonlySet<string> {
  const names = watchedPlaces(type).flatMap(({ place }) => {
    if ('variable' in place) {
      return sources.variables.filter(({ name }) => name === place.variable).map(({ changedBy }) => changedBy);
    }
    return lastChangesOf(sources.history, place.text).map(({ by }) => by);
  });
  return new Set(names);
}
