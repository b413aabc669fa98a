import { adfToText } from '../../simulators/jira/adf-text.ts';
import { openApproval } from '../../simulators/jira/approvals.ts';
import { customText } from '../../simulators/jira/custom-values.ts';
import type { Site } from '../../simulators/jira/site.ts';
import type { Comment, Issue } from '../../simulators/jira/ticket.ts';
import type { Message, TaskRecord, TaskState, TicketRecord } from './records.ts';

/** The status in which a plain project waits for its approvers. */
const GATE = '10001';

const TASK_STATES: Readonly<Record<string, TaskState>> = {
  '11001': 'on hold',
  '11000': 'open',
  '11002': 'open',
  '11003': 'done',
  '11004': 'skipped',
};

/** A ticket of the site as it truly is; undefined when there is none. */
export function jiraRecord(site: Site, idOrKey: string): TicketRecord | undefined {
  const issue = site.findIssue(idOrKey);
  if (issue === undefined) return undefined;
  const isServiceDesk = site.project(issue.projectKey).kind === 'service_desk';
  return {
    ...common(site, issue),
    requester: site.account(issue.reporter).displayName,
    fields: fieldsOf(site, issue),
    asked: isServiceDesk ? openApproval(issue) !== undefined : issue.statusId === GATE,
    tasks: [...site.subtasks(issue), ...identityIssues(site, issue)].map((task) => taskRecord(site, task)),
  };
}

/** Linked issues of the identity team's own project. */
function identityIssues(site: Site, issue: Issue): Issue[] {
  return site.linked(issue).filter(({ projectKey }) => projectKey === 'IDM');
}

function taskRecord(site: Site, task: Issue): TaskRecord {
  const state = TASK_STATES[task.statusId];
  if (state === undefined) throw new Error(`no identity task is ever in status ${task.statusId}`);
  return { ...common(site, task), state };
}

function common(site: Site, issue: Issue) {
  return {
    id: issue.id,
    key: issue.key,
    summary: issue.summary,
    status: site.status(issue.statusId).name,
    description: adfToText(issue.description),
    messages: issue.comments.map((comment) => messageOf(site, comment)),
    files: issue.attachments.map(({ filename, content }) => ({ filename, content })),
  };
}

function fieldsOf(site: Site, issue: Issue): Record<string, string | null> {
  const entries = site.issueType(issue).fields.flatMap((id) => {
    const field = site.customField(id);
    return field ? [[field.name, customText(site, field, issue.custom.get(id) ?? null)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function messageOf(site: Site, { author, body, created, internal, visibility }: Comment): Message {
  return {
    author: site.account(author).displayName,
    at: created,
    readers: internal ? 'agents only' : (visibility?.value ?? 'everybody on the ticket'),
    text: adfToText(body),
  };
}
