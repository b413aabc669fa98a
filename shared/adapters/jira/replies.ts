import * as z from 'zod';
import {
  applyReplies,
  type CorrectedRequest,
  kindOfComment,
  type Reply,
  type TicketEdits,
} from '#shared/domain/reply.ts';
import type { Person, Question } from '#shared/domain/ticket.ts';
import type { JiraTicketType } from '#shared/stage.ts';
import { plainText } from './adf-text.ts';
import { type ChangelogEntry, compareIds, lastChangeOf } from './changelog.ts';
import { numericIdSchema, timeSchema } from './client.ts';
import { readComments } from './comments.ts';
import { authorSchema, isGroupMember, type JiraUser, toPerson } from './people.ts';
import {
  emptyRequest,
  type IssueFields,
  pickedPersonId,
  readRequestFields,
  textWithPeople,
  watchedFields,
} from './request-fields.ts';
import type { JiraSite } from './site.ts';

const commentSchema = z
  .object({
    id: numericIdSchema,
    author: authorSchema,
    updateAuthor: authorSchema,
    created: timeSchema,
    updated: timeSchema.optional(),
    body: z.unknown(),
    visibility: z.object({}).nullish(),
    jsdPublic: z.boolean().nullish(),
  })
  .transform(({ created, updated, visibility, jsdPublic, ...comment }) => ({
    ...comment,
    /** When it was written as it stands: an edit may make a wish of it. */
    at: updated ?? created,
    wasEdited: updated !== undefined && updated !== created,
    isPublic: visibility == null && jsdPublic !== false,
  }));
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

/** A request after its replies, with the person who cancelled it, and the questions where it stands. */
export type Conversation = Omit<CorrectedRequest, 'cancelledBy'> & {
  readonly cancelledBy: Person | null;
  readonly questions: readonly Question[];
};

/** Of a ticket the stage does not serve. */
export const NO_CONVERSATION: Conversation = {
  request: emptyRequest(),
  correctedBy: [],
  correctedAt: null,
  cancelledBy: null,
  questions: [],
};

/** What else is known of the ticket. */
interface Known {
  readonly changelog: readonly ChangelogEntry[];
  readonly requester: JiraUser | null | undefined;
  readonly reopenedAt: string | null;
}

/**
 * The request as the form says it, corrected by public comments of the requester, of the person picked as target, and of
 * the service desk's group: a portal form cannot be edited. They and the approvers may also ask where it stands. Costs
 * no call of its own unless Jira kept comments back, or somebody else wrote what would be a correction or a question.
 */
export async function readConversation(
  site: JiraSite,
  type: JiraTicketType,
  issue: CommentedIssue,
  known: Known,
): Promise<Conversation> {
  const form = await readRequestFields(site, type, issue);
  const target = type.fields.target === undefined ? null : pickedPersonId(issue.fields[type.fields.target]);
  const mayCorrect = concernedOr(site, type.correctorGroupId, [known.requester?.accountId, target]);
  const mayDecide = concernedOr(site, type.approval.approverGroupId, []);
  const people = new Map<string, Person>();
  const replies: Reply[] = [];
  const questions: Question[] = [];
  for (const comment of await allComments(site, issue)) {
    const kind = kindOfComment(plainText(comment.body) ?? '');
    const writers = kind === null || !comment.isPublic ? [] : humanWriters(site, comment);
    const all = async (may: (accountId: string) => Promise<boolean>) => {
      for (const { accountId } of writers) if (!(await may(accountId))) return false;
      return writers.length > 0;
    };
    if (kind === 'correction' && (await all(mayCorrect))) {
      for (const writer of writers) people.set(writer.accountId, toPerson(writer));
      const authorIds = writers.map(({ accountId }) => accountId);
      replies.push({ authorIds, at: comment.at, text: await textWithPeople(site, comment.body) });
    }
    if (kind === 'question' && (await all(async (id) => (await mayCorrect(id)) || (await mayDecide(id)))))
      questions.push({ id: comment.id, at: comment.at });
  }
  const corrected = applyReplies(form, replies, editsOf(type, known));
  const { cancelledBy } = corrected;
  return { ...corrected, cancelledBy: cancelledBy === null ? null : (people.get(cancelledBy) ?? null), questions };
}

/** Oldest first. Jira gives comments along with the issue; whether it always gives all of them is not documented. */
async function allComments(site: JiraSite, issue: CommentedIssue): Promise<readonly Comment[]> {
  const given = issue.fields.comment;
  const complete = given?.total !== undefined && given.comments.length >= given.total;
  const comments = complete ? given.comments : await readComments(site, issue.id, commentSchema, {});
  return (comments ?? []).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || compareIds(a.id, b.id));
}

/**
 * Who began the comment and who edited it last, since admins may edit comments of others. Nobody where an app or we
 * ourselves had a hand in it (our own messages show such lines as examples), or somebody Jira does not tell.
 */
function humanWriters(site: JiraSite, { author, updateAuthor, wasEdited }: Comment): readonly JiraUser[] {
  if (author == null || (updateAuthor == null && wasEdited)) return [];
  const hands = [author, ...(updateAuthor == null ? [] : [updateAuthor])];
  const isHuman = ({ accountType, accountId }: JiraUser) =>
    accountType !== 'app' && accountId !== site.stage.ownAccountId;
  return hands.every(isHuman) ? [...new Map(hands.map((user) => [user.accountId, user])).values()] : [];
}

/** Whether somebody is one of these people or in this group, which is asked for others only, and once each. */
function concernedOr(
  site: JiraSite,
  groupId: string | undefined,
  concerned: readonly (string | null | undefined)[],
): (accountId: string) => Promise<boolean> {
  const known = new Map(concerned.filter((id) => id != null).map((id) => [id, true]));
  return async (accountId) => {
    const is = known.get(accountId) ?? (groupId !== undefined && (await isGroupMember(site, groupId, accountId)));
    known.set(accountId, is);
    return is;
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
