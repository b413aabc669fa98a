import * as z from 'zod';
import {
  applyReplies,
  type CorrectedRequest,
  kindOfComment,
  type Reply,
  type TicketEdits,
} from '#shared/domain/reply.ts';
import type { RawRequest } from '#shared/domain/request.ts';
import type { Person, Question } from '#shared/domain/ticket.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { journalLines } from './journal-lines.ts';
import { isGroupMember, onlyOne, type User } from './people.ts';
import { eq } from './query.ts';
import type { ServiceNowSite } from './site.ts';
import { sysIdSchema } from './sys-id.ts';
import { queryRecords } from './table.ts';
import { timeSchema } from './times.ts';

const entrySchema = z.object({
  sys_id: sysIdSchema,
  value: z.string(),
  sys_created_by: z.string(),
  sys_created_on: timeSchema,
});

/** A request after its replies, with the person who cancelled it, and the questions where it stands. */
export type Conversation = Omit<CorrectedRequest, 'cancelledBy'> & {
  readonly cancelledBy: Person | null;
  readonly questions: readonly Question[];
};

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
 * for, and of the service desk's group: an ordered item cannot be edited by them. They and the approvers may also ask
 * where it stands.
 */
export async function readConversation(
  site: ServiceNowSite,
  type: CatalogItem,
  itemId: string,
  known: Known,
): Promise<Conversation> {
  const mayCorrect = concernedOr(site, type.correctorGroupId, known.concerned);
  const mayDecide = concernedOr(site, type.approval.approverGroupId, []);
  const people = new Map<string, Person>();
  const replies: Reply[] = [];
  const questions: Question[] = [];
  for (const entry of await readComments(site, itemId)) {
    // Our own messages show such lines as examples.
    if (entry.sys_created_by === site.stage.ownUserName) continue;
    const text = journalLines(entry.value);
    const kind = kindOfComment(text);
    if (kind === null) continue;
    const author = onlyOne(await known.usersOf(entry.sys_created_by))?.person;
    if (!author || author.isApp || author.id === site.stage.ownUserId) continue;
    const may = await mayCorrect(author.id);
    const at = entry.sys_created_on;
    if (kind === 'correction' && may) {
      people.set(author.id, author);
      replies.push({ authorIds: [author.id], at, text });
    }
    if (kind === 'question' && (may || (await mayDecide(author.id)))) questions.push({ id: entry.sys_id, at });
  }
  const corrected = applyReplies(known.form, replies, known.edits);
  const { cancelledBy } = corrected;
  return { ...corrected, cancelledBy: cancelledBy === null ? null : (people.get(cancelledBy) ?? null), questions };
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

/** Whether somebody is one of these people or in this group, which is asked for others only, and once each. */
function concernedOr(
  site: ServiceNowSite,
  groupId: string | undefined,
  concerned: readonly (string | null)[],
): (personId: string) => Promise<boolean> {
  const known = new Map(concerned.map((id) => [id, true]));
  return async (personId) => {
    const is = known.get(personId) ?? (groupId !== undefined && (await isGroupMember(site, groupId, personId)));
    known.set(personId, is);
    return is;
  };
}
