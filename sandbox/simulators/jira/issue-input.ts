import * as z from 'zod';
import { customValueFromRest, documentOf, lineOf, userOf } from './custom-values.ts';
import type { IssueDraft, IssueEdit } from './issues.ts';
import { fieldRefused } from './jira-fault.ts';
import { updateSchema } from './links.ts';
import type { IssueType, Project } from './model.ts';
import { isOnTeam, visibleIssue } from './permissions.ts';
import type { Site } from './site.ts';
import type { Issue } from './ticket.ts';

/** The body of `POST /issue`. */
export const createSchema = z.object({
  fields: z.record(z.string(), z.unknown()),
  update: updateSchema.optional(),
  properties: z.array(z.object({ key: z.string().min(1).max(255), value: z.unknown() })).optional(),
});

const byIdOrKey = z.union([
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ key: z.string() }).transform(({ key }) => key),
]);
const byIdOrName = z.union([
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ name: z.string() }).transform(({ name }) => name),
]);

/** Checks the body of `POST /issue` in Jira's order. Throws its 400 texts. */
export function readDraft(site: Site, me: string, body: z.infer<typeof createSchema>): IssueDraft {
  const { project: projectInput, issuetype, parent: parentInput, summary, reporter, ...rest } = body.fields;
  const project = readProject(site, me, projectInput);
  const type = readIssueType(project, issuetype);
  const parent = readParent(site, me, project, type, parentInput);
  const edit = readEdit(site, type, rest);
  if (typeof summary !== 'string' || summary.trim() === '') {
    throw fieldRefused('summary', 'You must specify a summary of the issue.');
  }
  return {
    projectKey: project.key,
    issueTypeId: type.id,
    summary: lineOf('summary', summary),
    description: edit.description ?? null,
    reporter: reporter === undefined ? me : userOf(site, 'reporter', reporter),
    assignee: edit.assignee ?? null,
    labels: edit.labels ?? [],
    custom: edit.custom,
    ...(parent && { parentId: parent.id }),
    properties: new Map((body.properties ?? []).map(({ key, value }) => [key, value])),
  };
}

function readProject(site: Site, me: string, input: unknown): Project {
  const wanted = byIdOrKey.safeParse(input).data;
  const project = site.projects.find(({ id, key }) => id === wanted || key === wanted);
  if (project === undefined || !isOnTeam(site, me, project)) {
    throw fieldRefused('project', 'valid project is required');
  }
  return project;
}

function readIssueType(project: Project, input: unknown): IssueType {
  const wanted = byIdOrName.safeParse(input).data;
  const type = project.issueTypes.find(({ id, name }) => id === wanted || name === wanted);
  if (type === undefined) {
    throw fieldRefused('issuetype', input === undefined ? 'issue type is required' : 'valid issue type is required');
  }
  return type;
}

function readParent(site: Site, me: string, project: Project, type: IssueType, input: unknown): Issue | undefined {
  if (input === undefined) {
    if (!type.subtask) return undefined;
    throw fieldRefused('issuetype', 'Issue type is a sub-task but parent issue key or id not specified.');
  }
  const wanted = byIdOrKey.safeParse(input);
  if (!wanted.success) throw fieldRefused('parent', 'data was not an object');
  const parent = site.findIssue(wanted.data);
  if (parent === undefined) throw fieldRefused('parent', 'Could not find issue by id or key.');
  visibleIssue(site, me, parent.id);
  if (!type.subtask || parent.projectKey !== project.key || parent.parentId !== undefined) {
    throw fieldRefused('parentId', 'Given parent issue does not belong to appropriate hierarchy.');
  }
  return parent;
}

/** Checks fields to set on an issue of this type. Throws 400 for fields that are not on its screen. */
export function readEdit(site: Site, type: IssueType, fields: Readonly<Record<string, unknown>>): IssueEdit {
  const edit: IssueEdit = { custom: new Map() };
  for (const [id, value] of Object.entries(fields)) {
    const field = type.fields.includes(id) ? site.customField(id) : undefined;
    if (field !== undefined) edit.custom.set(id, customValueFromRest(site, field, value));
    else if (!readSystemField(site, edit, id, value)) {
      throw fieldRefused(id, `Field '${id}' cannot be set. It is not on the appropriate screen, or unknown.`);
    }
  }
  return edit;
}

function readSystemField(site: Site, edit: IssueEdit, id: string, value: unknown): boolean {
  if (id === 'summary') edit.summary = lineOf(id, value);
  else if (id === 'description') edit.description = value === null ? null : documentOf(id, value);
  else if (id === 'assignee') edit.assignee = value === null ? null : userOf(site, id, value);
  else if (id === 'labels') edit.labels = readLabels(value);
  else return false;
  return true;
}

function readLabels(value: unknown): string[] {
  const labels = z.array(z.string()).safeParse(value);
  if (!labels.success) throw fieldRefused('labels', 'data was not an array');
  const wrong = labels.data.find((label) => /\s/.test(label));
  if (wrong !== undefined) throw fieldRefused('labels', `The label '${wrong}' contains spaces which is invalid.`);
  return labels.data;
}
