import * as z from 'zod';
import type { Ticket } from '#shared/domain/ticket.ts';
import type { JiraTicketType } from '#shared/stage.ts';
import { type ChangelogEntry, readChangelog, statusChanges } from './changelog.ts';
import { idSchema, inPath } from './client.ts';
import { orNull } from './errors.ts';
import { partiesOf } from './parties.ts';
import { authorSchema, toPerson, UNKNOWN_PERSON } from './people.ts';
import { commentsFieldSchema, NO_CONVERSATION, readConversation } from './replies.ts';
import { requestFieldIds } from './request-fields.ts';
import { issueTypeSchema, type JiraSite, projectSchema, statusSchema, ticketTypeOf } from './site.ts';

const issueSchema = z.object({
  id: idSchema,
  key: z.string(),
  self: z.url(),
  names: z.record(z.string(), z.string()).default({}),
  fields: z.looseObject({
    project: projectSchema,
    issuetype: issueTypeSchema,
    status: statusSchema,
    creator: authorSchema,
    reporter: authorSchema,
    comment: commentsFieldSchema,
  }),
});

const SYSTEM_FIELDS = ['project', 'issuetype', 'status', 'creator', 'reporter', 'description', 'comment'];

/**
 * Everything the desk wants to know of a ticket, from one read of the issue with its comments and its whole changelog;
 * null when it is gone or not visible. `ticketId` may also be a key; the answer holds the id.
 */
export async function readTicket(site: JiraSite, ticketId: string): Promise<Ticket | null> {
  const call = {
    what: 'reading a ticket',
    path: `/rest/api/3/issue/${inPath(ticketId)}`,
    query: { fields: [...SYSTEM_FIELDS, ...requestFieldIds(site.stage)].join(','), expand: 'names' },
  };
  const issue = await orNull(site.client.read(call, issueSchema));
  const changelog = issue && (await readChangelog(site, issue.id));
  if (issue === null || changelog === null) return null;

  const { project, issuetype, status, creator, reporter } = issue.fields;
  const type = ticketTypeOf(site.stage, project.id, issuetype.id);
  const requester = reporter ?? creator;
  const reopened = type ? reopenedAt(changelog, type) : null;
  const conversation = type
    ? await readConversation(site, type, issue, { changelog, requester, reopenedAt: reopened })
    : NO_CONVERSATION;
  return {
    system: 'jira',
    id: issue.id,
    key: issue.key,
    // Behind an API gateway the base URL is not where people look; `self` always names the site.
    url: `${new URL(issue.self).origin}/browse/${issue.key}`,
    place: `${project.id}/${issuetype.id}`,
    served: type !== undefined,
    statusId: status.id,
    closed: type ? type.closedStatusIds.includes(status.id) : status.statusCategory?.key === 'done',
    reopenedAt: reopened,
    request: conversation.request,
    correctedAt: conversation.correctedAt,
    cancelledBy: conversation.cancelledBy,
    questions: [...conversation.questions],
    approverGroup: approverGroupOf(type),
    requester: requester ? toPerson(requester) : UNKNOWN_PERSON,
    parties: partiesOf({
      creator,
      reporter,
      changelog,
      type,
      correctedBy: conversation.correctedBy,
      ownAccountId: site.stage.ownAccountId,
    }),
  };
}

function approverGroupOf(type: JiraTicketType | undefined): Ticket['approverGroup'] {
  return { id: type?.approval.approverGroupId ?? '', name: type?.approval.approverGroupName ?? '' };
}

/** A ticket is taken up again when it leaves a closed status, and when it is moved or retyped to where it is served. */
function reopenedAt(changelog: readonly ChangelogEntry[], type: JiraTicketType): string | null {
  const isClosed = (statusId: string | null) => statusId !== null && type.closedStatusIds.includes(statusId);
  const reopening = statusChanges(changelog).findLast(({ from, to }) => isClosed(from) && !isClosed(to))?.entry;
  const move = changelog.findLast(({ items }) =>
    items.some(({ fieldId }) => fieldId === 'project' || fieldId === 'issuetype'),
  );
  const latest = [reopening, move]
    .flatMap((entry) => entry?.created ?? [])
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  return latest.at(-1) ?? null;
}
