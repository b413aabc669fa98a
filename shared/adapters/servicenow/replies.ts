import * as z from 'zod';
import { applyReplies, type CorrectedRequest, isReply, type Reply, type TicketEdits } from '#shared/domain/reply.ts';
import type { RawRequest } from '#shared/domain/request.ts';
import type { Person } from '#shared/domain/ticket.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { journalLines } from './journal-lines.ts';
import { isGroupMember, onlyOne, type User } from './people.ts';
import { eq } from './query.ts';
import type { ServiceNowSite } from './site.ts';
import { queryRecords } from './table.ts';
import { timeSchema } from './times.ts';

const entrySchema = z.object({ value: z.string(), sys_created_by: z.string(), sys_created_on: timeSchema });

/** A request after its replies, with the person who cancelled it. */
export type Corrections = Omit<CorrectedRequest, 'cancelledBy'> & { readonly cancelledBy: Person | null };

/** What is known of the item besides. */
interface Known {
  readonly form: RawRequest;
  readonly edits: TicketEdits;
  /** Who opened it, and whom it is for. */
  readonly concerned: readonly (string | null)[];
  readonly usersOf: (userName: string) => Promise<readonly User[]>;
}

/**
 * The request as the form says it, corrected by the additional comments of whoever opened the item, of the person it is
 * for, and of the service desk's group: an ordered item cannot be edited by them.
 */
export async function readCorrections(
  site: ServiceNowSite,
  type: CatalogItem,
  itemId: string,
  known: Known,
): Promise<Corrections> {
  const mayCorrect = correctors(site, type, known.concerned);
  const people = new Map<string, Person>();
  const replies: Reply[] = [];
  for (const entry of await readComments(site, itemId)) {
    // Our own messages show such lines as examples.
    if (entry.sys_created_by === site.stage.ownUserName) continue;
    const text = journalLines(entry.value);
    if (!isReply(text)) continue;
    const author = onlyOne(await known.usersOf(entry.sys_created_by))?.person;
    if (!author || author.isApp || author.id === site.stage.ownUserId || !(await mayCorrect(author.id))) continue;
    people.set(author.id, author);
    replies.push({ authorId: author.id, at: entry.sys_created_on, text });
  }
  const corrected = applyReplies(known.form, replies, known.edits);
  const { cancelledBy } = corrected;
  return { ...corrected, cancelledBy: cancelledBy === null ? null : (people.get(cancelledBy) ?? null) };
}

/** Additional comments, oldest first; work notes are no replies. */
async function readComments(site: ServiceNowSite, itemId: string): Promise<readonly z.infer<typeof entrySchema>[]> {
  const query = {
    what: 'reading the comments of an item',
    table: 'sys_journal_field',
    where: [eq('element_id', itemId), eq('element', 'comments')],
    fields: ['value', 'sys_created_by', 'sys_created_on'],
  };
  return queryRecords(site, query, entrySchema);
}

/** Who may correct; the group is asked for others only, and once per person. */
function correctors(
  site: ServiceNowSite,
  { correctorGroupId }: CatalogItem,
  concerned: readonly (string | null)[],
): (personId: string) => Promise<boolean> {
  const known = new Map(concerned.map((id) => [id, true]));
  return async (personId) => {
    const may =
      known.get(personId) ??
      (correctorGroupId !== undefined && (await isGroupMember(site, correctorGroupId, personId)));
    known.set(personId, may);
    return may;
  };
}
