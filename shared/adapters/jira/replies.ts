import * as z from 'zod';
import { applyReplies, type CorrectedRequest, isReply, type Reply, type TicketEdits } from '#shared/domain/reply.ts';
import type { Person } from '#shared/domain/ticket.ts';
import type { JiraTicketType } from '#shared/stage.ts';
import { richTextSchema } from './adf-text.ts';
import { type ChangelogEntry, compareIds, lastChangeOf } from './changelog.ts';
import { numericIdSchema, timeSchema } from './client.ts';
import { readComments } from './comments.ts';
import { authorSchema, isGroupMember, type JiraUser, toPerson } from './people.ts';
import { emptyRequest, type IssueFields, pickedPersonId, readRequestFields, watchedFields } from './request-fields.ts';
import type { JiraSite } from './site.ts';

const commentSchema = z.object({
  id: numericIdSchema,
  author: authorSchema,
  updateAuthor: authorSchema,
  created: timeSchema,
  body: z.unknown(),
});
type Comment = z.infer<typeof commentSchema>;

/** The field `comment` of an issue. */
export const commentsFieldSchema = z
  .object({ comments: z.array(commentSchema), total: z.number().optional() })
  .nullish();

/** An issue as it was read, its comments included. */
export interface CommentedIssue extends IssueFields {
  readonly id: string;
  readonly fields: IssueFields['fields'] & { readonly comment?: z.infer<typeof commentsFieldSchema> };
}

/** A request after its replies, with the person who cancelled it. */
export type Corrections = Omit<CorrectedRequest, 'cancelledBy'> & { readonly cancelledBy: Person | null };

/** Of a ticket the stage does not serve. */
export const UNCORRECTED: Corrections = {
  request: emptyRequest(),
  correctedBy: [],
  correctedAt: null,
  cancelledBy: null,
};

/** What else is known of the ticket. */
interface Known {
  readonly changelog: readonly ChangelogEntry[];
  readonly requester: JiraUser | null | undefined;
  readonly reopenedAt: string | null;
}

/**
 * The request as the form says it, corrected by the comments of the requester, of the person picked as target, and of
 * the service desk's group: a portal form cannot be edited. Costs no call of its own unless Jira kept comments back, or
 * somebody else wrote what would be a correction.
 */
export async function readCorrections(
  site: JiraSite,
  type: JiraTicketType,
  issue: CommentedIssue,
  known: Known,
): Promise<Corrections> {
  const form = await readRequestFields(site, type, issue);
  const target = type.fields.target === undefined ? null : pickedPersonId(issue.fields[type.fields.target]);
  const mayCorrect = correctors(site, type, [known.requester?.accountId, target]);
  const people = new Map<string, Person>();
  const replies: Reply[] = [];
  for (const comment of await allComments(site, issue)) {
    const writer = humanWriter(site, comment);
    if (comment.author == null || writer === null) continue;
    const text = richTextSchema.safeParse(comment.body).data ?? '';
    if (!isReply(text)) continue;
    if (!(await mayCorrect(comment.author.accountId)) || !(await mayCorrect(writer.accountId))) continue;
    people.set(writer.accountId, toPerson(writer));
    replies.push({ authorId: writer.accountId, at: comment.created, text });
  }
  const corrected = applyReplies(form, replies, editsOf(type, known));
  const { cancelledBy } = corrected;
  return { ...corrected, cancelledBy: cancelledBy === null ? null : (people.get(cancelledBy) ?? null) };
}

/** Oldest first. Jira gives comments along with the issue; whether it always gives all of them is not documented. */
async function allComments(site: JiraSite, issue: CommentedIssue): Promise<readonly Comment[]> {
  const given = issue.fields.comment;
  const complete = given?.total !== undefined && given.comments.length >= given.total;
  const comments = complete ? given.comments : await readComments(site, issue.id, commentSchema, {});
  return (comments ?? []).toSorted((a, b) => Date.parse(a.created) - Date.parse(b.created) || compareIds(a.id, b.id));
}

/**
 * Whoever wrote the text as it stands: admins may edit comments of others. Null where an app or we ourselves had a hand
 * in it; our own messages show such lines as examples.
 */
function humanWriter(site: JiraSite, { author, updateAuthor }: Comment): JiraUser | null {
  const writer = updateAuthor ?? author;
  const isHuman = (user: JiraUser | null | undefined) =>
    user != null && user.accountType !== 'app' && user.accountId !== site.stage.ownAccountId;
  return writer != null && isHuman(author) && isHuman(writer) ? writer : null;
}

/** Who may correct; the group is asked for others only, and once per person. */
function correctors(
  site: JiraSite,
  type: JiraTicketType,
  concerned: readonly (string | null | undefined)[],
): (accountId: string) => Promise<boolean> {
  const { correctorGroupId } = type;
  const known = new Map(concerned.filter((id) => id != null).map((id) => [id, true]));
  return async (accountId) => {
    const may =
      known.get(accountId) ??
      (correctorGroupId !== undefined && (await isGroupMember(site, correctorGroupId, accountId)));
    known.set(accountId, may);
    return may;
  };
}

function editsOf(type: JiraTicketType, { changelog, reopenedAt }: Known): TicketEdits {
  const fields: TicketEdits['fields'] = Object.fromEntries(
    watchedFields(type).flatMap(({ name, fieldId }) => {
      const change = lastChangeOf(changelog, fieldId);
      return change === undefined ? [] : [[name, change.created]];
    }),
  );
  return { fields, reopenedAt };
}
