import type { AdfDocument } from './adf.ts';
import { adfToText } from './adf-text.ts';
import { startApproval, syncApprovers } from './approvals.ts';
import { customChange } from './custom-values.ts';
import { record, systemChange } from './history.ts';
import type { Site } from './site.ts';
import type { FieldValue, HistoryItem, Issue } from './ticket.ts';
import { changeStatus } from './transitions.ts';

/** A ticket to be created; everything is checked already. */
export interface IssueDraft {
  readonly projectKey: string;
  readonly issueTypeId: string;
  readonly summary: string;
  readonly description: AdfDocument | null;
  readonly reporter: string;
  readonly assignee: string | null;
  readonly labels: readonly string[];
  readonly custom: ReadonlyMap<string, FieldValue>;
  readonly parentId?: string;
  readonly requestTypeId?: string;
  readonly properties?: ReadonlyMap<string, unknown>;
}

/** Fields to change; what is missing stays. */
export interface IssueEdit {
  summary?: string;
  description?: AdfDocument | null;
  assignee?: string | null;
  labels?: readonly string[];
  readonly custom: Map<string, FieldValue>;
}

/** Creates a ticket in its workflow's first status. Where that is an approval status, the approvers' mail goes out now. */
export function createIssue(site: Site, creator: string, draft: IssueDraft): Issue {
  const now = site.now();
  const { parentId, requestTypeId, projectKey, issueTypeId } = draft;
  const issue: Issue = {
    id: site.nextId('issue'),
    key: site.nextKey(projectKey),
    formerKeys: [],
    projectKey,
    issueTypeId,
    statusId: site.workflow(draft).initial,
    summary: draft.summary,
    description: draft.description,
    creator,
    reporter: draft.reporter,
    assignee: draft.assignee,
    labels: [...draft.labels],
    resolution: null,
    ...(parentId !== undefined && { parentId }),
    ...(requestTypeId !== undefined && { requestTypeId }),
    custom: new Map(draft.custom),
    comments: [],
    attachments: [],
    history: [],
    approvals: [],
    links: [],
    properties: new Map(draft.properties),
    created: now,
    updated: now,
    changedAt: [now],
  };
  site.issues.set(issue.id, issue);
  startApproval(site, issue);
  const status = site.status(issue.statusId);
  // Captures show this pseudo change, with a capital letter, on created events; the changelog itself does not have it.
  const item = systemChange('status', { id: null, text: null }, { id: status.id, text: status.name }, 'Status');
  const change = { id: site.nextId('change'), author: creator, created: now, items: [item] };
  site.onEvent({ webhookEvent: 'jira:issue_created', typeName: 'issue_created', actor: creator, issue, change });
  return issue;
}

/** Changes fields and writes one changelog entry; an edit that changes nothing leaves no trace. */
export function editIssue(site: Site, author: string, issue: Issue, edit: IssueEdit): void {
  const items = [...changeSystemFields(site, issue, edit), ...changeCustomFields(site, issue, edit.custom)];
  if (items.length === 0) return;
  const change = record(site, issue, author, items);
  syncApprovers(site, issue);
  const typeName = items.length === 1 && items[0]?.fieldId === 'assignee' ? 'issue_assigned' : 'issue_updated';
  site.onEvent({ webhookEvent: 'jira:issue_updated', typeName, actor: author, issue, change });
}

function changeSystemFields(site: Site, issue: Issue, edit: IssueEdit): HistoryItem[] {
  const items: HistoryItem[] = [];
  const note = (fieldId: string, before: string | null, after: string | null) => {
    if (before !== after) items.push(systemChange(fieldId, { id: null, text: before }, { id: null, text: after }));
  };
  if (edit.summary !== undefined) {
    note('summary', issue.summary, edit.summary);
    issue.summary = edit.summary;
  }
  if (edit.description !== undefined) {
    note('description', adfToText(issue.description), adfToText(edit.description));
    issue.description = edit.description;
  }
  if (edit.labels !== undefined) {
    note('labels', issue.labels.join(' '), edit.labels.join(' '));
    issue.labels = [...edit.labels];
  }
  if (edit.assignee !== undefined && edit.assignee !== issue.assignee) {
    const named = (id: string | null) => ({ id, text: id === null ? null : site.account(id).displayName });
    items.push(systemChange('assignee', named(issue.assignee), named(edit.assignee)));
    issue.assignee = edit.assignee;
  }
  return items;
}

function changeCustomFields(site: Site, issue: Issue, custom: ReadonlyMap<string, FieldValue>): HistoryItem[] {
  const items: HistoryItem[] = [];
  for (const [fieldId, after] of custom) {
    const field = site.customField(fieldId);
    const before = issue.custom.get(fieldId) ?? null;
    if (field === undefined || JSON.stringify(before) === JSON.stringify(after)) continue;
    items.push(customChange(site, field, before, after));
    issue.custom.set(fieldId, after);
  }
  return items;
}

/** Moves a ticket and its sub-tasks to another project: new key (the old one still finds it), maybe another type. */
export function moveIssue(site: Site, author: string, issue: Issue, projectKey: string, issueTypeId: string): void {
  const before = site.project(issue.projectKey);
  const after = site.project(projectKey);
  const oldKey = issue.key;
  issue.formerKeys.push(oldKey);
  issue.key = site.nextKey(after.key);
  const items = [
    systemChange('project', { id: before.id, text: before.name }, { id: after.id, text: after.name }),
    systemChange('issuekey', { id: null, text: oldKey }, { id: null, text: issue.key }, 'Key'),
    ...changeType(site, issue, after.key, issueTypeId),
  ];
  if (after.kind !== 'service_desk') delete issue.requestTypeId;
  finishMove(site, author, issue, items, 'issue_moved');
  for (const child of site.subtasks(issue)) {
    const childType = after.issueTypes.find((type) => type.subtask);
    if (childType !== undefined) moveIssue(site, author, child, after.key, childType.id);
  }
}

/** Gives a ticket another type of its project. */
export function retypeIssue(site: Site, author: string, issue: Issue, issueTypeId: string): void {
  finishMove(site, author, issue, changeType(site, issue, issue.projectKey, issueTypeId), 'issue_updated');
}

function changeType(site: Site, issue: Issue, projectKey: string, issueTypeId: string): HistoryItem[] {
  const before = site.issueType(issue);
  const after = site.issueType({ projectKey, issueTypeId });
  issue.projectKey = projectKey;
  issue.issueTypeId = issueTypeId;
  const items =
    before.id === after.id
      ? []
      : [systemChange('issuetype', { id: before.id, text: before.name }, { id: after.id, text: after.name })];
  const workflow = site.workflow(issue);
  // A status the new workflow does not have is replaced by its first one.
  if (!workflow.statuses.some((status) => status.id === issue.statusId)) {
    items.push(changeStatus(site, issue, workflow.initial));
  }
  return items;
}

function finishMove(site: Site, author: string, issue: Issue, items: HistoryItem[], typeName: string): void {
  const change = record(site, issue, author, items);
  const moved = items.some((item) => item.fieldId === 'status');
  if (moved) startApproval(site, issue);
  site.onEvent({ webhookEvent: 'jira:issue_updated', typeName, actor: author, issue, change });
}

/** Deletes a ticket and its sub-tasks for good. */
export function deleteIssue(site: Site, author: string, issue: Issue): void {
  for (const child of site.subtasks(issue)) deleteIssue(site, author, child);
  site.onEvent({ webhookEvent: 'jira:issue_deleted', typeName: 'issue_deleted', actor: author, issue });
  site.issues.delete(issue.id);
}
