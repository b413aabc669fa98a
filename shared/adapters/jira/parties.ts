import type { PartyRole, Ticket } from '#shared/domain/ticket.ts';
import type { JiraTicketType } from '#shared/stage.ts';
import { type ChangelogEntry, lastChangeOf } from './changelog.ts';
import type { JiraUser } from './people.ts';
import { watchedFields } from './request-fields.ts';

export interface PartySources {
  readonly creator: JiraUser | null | undefined;
  readonly reporter: JiraUser | null | undefined;
  /** Oldest first. */
  readonly changelog: readonly ChangelogEntry[];
  readonly type: JiraTicketType | undefined;
  /** Account ids of those whose replies changed the request. */
  readonly correctedBy: readonly string[];
  readonly ownAccountId: string;
}

/**
 * Who plays a part in the ticket and so may not approve it: creator, reporter now and earlier, whoever last changed a
 * field of the request (there or by reply), ourselves. Each pair of person and role once.
 */
export function partiesOf(sources: PartySources): Ticket['parties'] {
  const { creator, reporter, changelog, type, correctedBy, ownAccountId } = sources;
  const parties = new Map<string, { personId: string; role: PartyRole }>();
  const add = (personId: string | null | undefined, role: PartyRole) => {
    if (personId) parties.set(`${role} ${personId}`, { personId, role });
  };

  add(creator?.accountId, 'creator');
  add(reporter?.accountId, 'reporter');
  for (const item of changelog.flatMap((entry) => entry.items)) {
    if (item.fieldId === 'reporter') for (const accountId of item.accounts) add(accountId, 'reporter');
  }
  for (const { fieldId } of type ? watchedFields(type) : []) {
    add(lastChangeOf(changelog, fieldId)?.author?.accountId, 'changed a request field');
  }
  for (const accountId of correctedBy) add(accountId, 'changed a request field');
  add(ownAccountId, 'ourselves');
  return [...parties.values()];
}
