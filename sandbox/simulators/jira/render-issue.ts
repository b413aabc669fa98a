import { adfToText } from './adf-text.ts';
import { renderAttachment } from './attachments.ts';
import { renderComment } from './comments.ts';
import { renderCustom } from './custom-values.ts';
import type { Status } from './model.ts';
import { seesComment } from './permissions.ts';
import { renderUser, type View } from './render-user.ts';
import type { Site } from './site.ts';
import type { HistoryEntry, Issue } from './ticket.ts';
import { jiraTime } from './times.ts';

const systemNames: Readonly<Record<string, string>> = {
  summary: 'Summary',
  description: 'Description',
  issuetype: 'Issue Type',
  project: 'Project',
  status: 'Status',
  reporter: 'Reporter',
  creator: 'Creator',
  assignee: 'Assignee',
  priority: 'Priority',
  labels: 'Labels',
  resolution: 'Resolution',
  parent: 'Parent',
  subtasks: 'Sub-tasks',
  issuelinks: 'Linked Issues',
  attachment: 'Attachment',
  comment: 'Comment',
  created: 'Created',
  updated: 'Updated',
};

/** What `fields=` asks for: names, `*all`, `*navigable`, and `-name` to leave one out. */
export function fieldFilter(requested: readonly string[]): (fieldId: string) => boolean {
  const names = requested.map((name) => name.trim()).filter((name) => name !== '');
  const left = new Set(names.filter((name) => name.startsWith('-')).map((name) => name.slice(1)));
  const wanted = new Set(names.filter((name) => !name.startsWith('-')));
  const all = wanted.size === 0 || wanted.has('*all');
  const navigable = wanted.has('*navigable');
  const heavy = ['comment', 'attachment'];
  return (id) => !left.has(id) && (all || wanted.has(id) || (navigable && !heavy.includes(id)));
}

/** An issue as REST gives it: `{id, key, self, fields}`. */
export function renderIssue(
  site: Site,
  issue: Issue,
  view: View,
  wants: (fieldId: string) => boolean = () => true,
): Record<string, unknown> {
  const fields = Object.entries({ ...systemFields(site, issue, view), ...customFields(site, issue, view) });
  return { ...identity(site, issue, view), fields: Object.fromEntries(fields.filter(([id]) => wants(id))) };
}

/** The issue as `comment_created` carries it: hardly any fields. */
export function renderCutIssue(site: Site, issue: Issue): Record<string, unknown> {
  const kept = ['summary', 'issuetype', 'project', 'assignee', 'priority', 'status'];
  return renderIssue(site, issue, { version: 2 }, (fieldId) => kept.includes(fieldId));
}

/** Field names by id, for `expand=names`. */
export function fieldNames(site: Site, issue: Issue): Record<string, string> {
  const custom = site.issueType(issue).fields.map((id) => [id, site.customField(id)?.name ?? id]);
  return { ...systemNames, ...Object.fromEntries(custom) };
}

/** All of Jira's own fields by id and name, for `GET /field`. */
export function systemFieldList(): { id: string; name: string }[] {
  return Object.entries(systemNames).map(([id, name]) => ({ id, name }));
}

export function renderStatus(site: Site, status: Status, version: 2 | 3): Record<string, unknown> {
  const categories = {
    new: { id: 2, key: 'new', colorName: 'blue-gray', name: 'To Do' },
    indeterminate: { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
    done: { id: 3, key: 'done', colorName: 'green', name: 'Done' },
  };
  const self = `${site.baseUrl}/rest/api/${version}/status/${status.id}`;
  return { self, id: status.id, name: status.name, statusCategory: categories[status.category] };
}

/** One changelog entry as REST gives it. */
export function renderHistory(site: Site, entry: HistoryEntry, view: View): Record<string, unknown> {
  return {
    id: entry.id,
    author: renderUser(site, entry.author, view),
    created: jiraTime(entry.created, site.options.utcOffsetMinutes),
    items: entry.items,
  };
}

function identity(site: Site, issue: Issue, view: View): Record<string, string> {
  return { id: issue.id, key: issue.key, self: `${site.baseUrl}/rest/api/${view.version}/issue/${issue.id}` };
}

function systemFields(site: Site, issue: Issue, view: View): Record<string, unknown> {
  const user = (accountId: string | null) => (accountId === null ? null : renderUser(site, accountId, view));
  const time = (ms: number) => jiraTime(ms, site.options.utcOffsetMinutes);
  const parent = issue.parentId === undefined ? undefined : site.issues.get(issue.parentId);
  const { viewer } = view;
  const comments = issue.comments
    .filter((comment) => viewer === undefined || seesComment(site, viewer, issue, comment))
    .map((comment) => renderComment(site, issue, comment, view));
  return {
    ...shortFields(site, issue, view),
    project: projectOf(site, issue, view),
    description: view.version === 3 ? issue.description : issue.description && adfToText(issue.description),
    reporter: user(issue.reporter),
    creator: user(issue.creator),
    assignee: user(issue.assignee),
    labels: issue.labels,
    resolution: issue.resolution === null ? null : { name: issue.resolution },
    ...(parent && { parent: { ...identity(site, parent, view), fields: shortFields(site, parent, view) } }),
    subtasks: site.subtasks(issue).map((child) => {
      return { ...identity(site, child, view), fields: shortFields(site, child, view) };
    }),
    issuelinks: issue.links.map((link) => linkOf(site, issue, link, view)),
    attachment: issue.attachments.map((attachment) => renderAttachment(site, attachment, view)),
    comment: { comments, maxResults: comments.length, total: comments.length, startAt: 0 },
    created: time(issue.created),
    updated: time(issue.updated),
  };
}

/** Of the two ends only the other one is named, by the side it is on. */
function linkOf(site: Site, issue: Issue, link: Issue['links'][number], view: View): Record<string, unknown> {
  const isInward = link.inwardId === issue.id;
  const other = site.issues.get(isInward ? link.outwardId : link.inwardId);
  const type = site.linkTypes.find(({ name }) => name === link.type);
  const end = other && { ...identity(site, other, view), fields: shortFields(site, other, view) };
  return { id: link.id, type: { ...type }, ...(isInward ? { outwardIssue: end } : { inwardIssue: end }) };
}

function shortFields(site: Site, issue: Issue, view: View): Record<string, unknown> {
  const type = site.issueType(issue);
  const self = `${site.baseUrl}/rest/api/${view.version}/issuetype/${type.id}`;
  return {
    summary: issue.summary,
    status: renderStatus(site, site.status(issue.statusId), view.version),
    priority: { id: '3', name: 'Medium' },
    issuetype: { self, id: type.id, name: type.name, subtask: type.subtask },
  };
}

function projectOf(site: Site, issue: Issue, view: View): Record<string, unknown> {
  const { id, key, name, kind } = site.project(issue.projectKey);
  const self = `${site.baseUrl}/rest/api/${view.version}/project/${id}`;
  return { self, id, key, name, projectTypeKey: kind, simplified: false };
}

function customFields(site: Site, issue: Issue, view: View): Record<string, unknown> {
  const ids = site.issueType(issue).fields;
  return Object.fromEntries(
    ids.flatMap((id) => {
      const field = site.customField(id);
      return field ? [[id, renderCustom(site, field, issue.custom.get(id) ?? null, view)]] : [];
    }),
  );
}
