import * as z from 'zod';
import type { Route } from '../http-routes.ts';
import { commentSchema, readComment } from './comment-input.ts';
import { addComment } from './comments.ts';
import { createSchema, readDraft, readEdit } from './issue-input.ts';
import { createIssue, editIssue } from './issues.ts';
import { JiraFault } from './jira-fault.ts';
import { linkIssues, readLinks } from './links.ts';
import type { Transition } from './model.ts';
import { visibleIssue } from './permissions.ts';
import { fieldFilter, fieldNames, renderHistory, renderIssue, renderStatus } from './render-issue.ts';
import { bodyOf, type Call, jiraRoute, listIn, numberIn, param } from './route.ts';
import type { Site } from './site.ts';
import { possibleTransitions, transitionIssue } from './transitions.ts';

const editSchema = z.object({
  fields: z.record(z.string(), z.unknown()).optional(),
  update: z.record(z.string(), z.unknown()).optional(),
});

/** Of the operations on fields, those on labels. */
const labelsSchema = z.strictObject({
  labels: z.array(z.union([z.strictObject({ add: z.string() }), z.strictObject({ remove: z.string() })])),
});

const transitionSchema = z.object({
  transition: z.object({ id: z.union([z.string(), z.number()]).transform(String) }),
  fields: z.record(z.string(), z.unknown()).optional(),
  update: z.object({ comment: z.array(z.object({ add: commentSchema })).optional() }).optional(),
});

function changedLabels(labels: readonly string[], update: unknown): string[] {
  const parsed = labelsSchema.safeParse(update);
  if (!parsed.success) throw new JiraFault(400, 'Of "update" the simulator knows labels only.');
  const changed = new Set(labels);
  for (const change of parsed.data.labels) {
    if ('add' in change) changed.add(change.add);
    else changed.delete(change.remove);
  }
  return [...changed];
}

/** Reading, creating, editing and moving tickets along their workflow. */
export function issueRoutes(site: Site): Route[] {
  return [
    jiraRoute(site, 'POST', '/rest/api/3/issue', (call) => {
      const body = bodyOf(call, createSchema);
      const draft = readDraft(site, call.me, body);
      const links = readLinks(site, call.me, body.update ?? { issuelinks: [] });
      const issue = createIssue(site, call.me, draft);
      for (const { type, other, outward } of links) {
        linkIssues(site, type, outward ? { inward: issue, outward: other } : { inward: other, outward: issue });
      }
      const json = { id: issue.id, key: issue.key, self: `${site.baseUrl}/rest/api/3/issue/${issue.id}` };
      return { status: 201, json };
    }),
    jiraRoute(site, 'GET', '/rest/api/3/issue/:issue', (call) => ({ status: 200, json: readIssue(call) })),
    jiraRoute(site, 'PUT', '/rest/api/3/issue/:issue', (call) => {
      const issue = visibleIssue(site, call.me, param(call, 'issue'));
      const { fields = {}, update } = bodyOf(call, editSchema);
      const labels = update === undefined ? {} : { labels: changedLabels(issue.labels, update) };
      editIssue(site, call.me, issue, readEdit(site, site.issueType(issue), { ...fields, ...labels }));
      return { status: 204 };
    }),
    jiraRoute(site, 'GET', '/rest/api/3/issue/:issue/changelog', (call) => ({ status: 200, json: readHistory(call) })),
    jiraRoute(site, 'GET', '/rest/api/3/issue/:issue/transitions', (call) => {
      const issue = visibleIssue(site, call.me, param(call, 'issue'));
      const transitions = possibleTransitions(site, call.me, issue).map((one) => renderTransition(site, one));
      return { status: 200, json: { expand: 'transitions', transitions } };
    }),
    jiraRoute(site, 'POST', '/rest/api/3/issue/:issue/transitions', (call) => {
      const issue = visibleIssue(site, call.me, param(call, 'issue'));
      const { transition, fields = {}, update } = bodyOf(call, transitionSchema);
      const [field] = Object.keys(fields);
      if (field !== undefined) {
        const text = `Field '${field}' cannot be set. It is not on the appropriate screen, or unknown.`;
        throw new JiraFault(400, [], { [field]: text });
      }
      const drafts = (update?.comment ?? []).map(({ add }) => readComment(site, call.me, issue, add));
      transitionIssue(site, call.me, issue, transition.id);
      for (const draft of drafts) addComment(site, call.me, issue, draft);
      return { status: 204 };
    }),
  ];
}

function readIssue(call: Call): Record<string, unknown> {
  const { site, me, view } = call;
  const issue = visibleIssue(site, me, param(call, 'issue'));
  const expand = listIn(call, 'expand');
  const wanted = listIn(call, 'properties').filter((name) => name !== '');
  const wants = fieldFilter(listIn(call, 'fields'));
  const properties = [...issue.properties].filter(([key]) => wanted.includes('*all') || wanted.includes(key));
  const names = Object.entries(fieldNames(site, issue)).filter(([id]) => wants(id));
  // The list endpoint is oldest first; the expansion is newest first.
  const histories = issue.history.toReversed().map((entry) => renderHistory(site, entry, view));
  const changelog = { startAt: 0, maxResults: histories.length, total: histories.length, histories };
  return {
    ...renderIssue(site, issue, view, wants),
    ...(wanted.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(expand.includes('names') && { names: Object.fromEntries(names) }),
    ...(expand.includes('changelog') && { changelog }),
  };
}

function readHistory(call: Call): Record<string, unknown> {
  const { site, me, view } = call;
  const issue = visibleIssue(site, me, param(call, 'issue'));
  const startAt = numberIn(call, 'startAt', 0);
  const maxResults = numberIn(call, 'maxResults', 100, 100);
  const total = issue.history.length;
  const values = issue.history.slice(startAt, startAt + maxResults).map((entry) => renderHistory(site, entry, view));
  const self = `${site.baseUrl}/rest/api/3/issue/${issue.key}/changelog?startAt=${startAt}&maxResults=${maxResults}`;
  return { self, startAt, maxResults, total, isLast: startAt + values.length >= total, values };
}

function renderTransition(site: Site, transition: Transition): Record<string, unknown> {
  return {
    id: transition.id,
    name: transition.name,
    to: renderStatus(site, site.status(transition.to), 3),
    hasScreen: false,
    isGlobal: transition.from === 'any',
    isInitial: false,
    isAvailable: true,
    isConditional: transition.onlyGroup !== undefined,
    fields: {},
  };
}
