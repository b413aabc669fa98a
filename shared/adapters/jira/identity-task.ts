import * as z from 'zod';
import type { Document } from '#shared/domain/document.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { IdentityTask, TaskMove } from '#shared/ports/ticket-system.ts';
import type { JiraTicketType } from '#shared/stage.ts';
import { toAdf } from './adf.ts';
import { readChangelog, statusChanges } from './changelog.ts';
import { idSchema, inPath } from './client.ts';
import { isGone, orNull } from './errors.ts';
import { MARKER_KEY, markerProperty, markerSchema } from './marker.ts';
import { authorSchema } from './people.ts';
import { findHead, issueTypeSchema, type JiraSite, projectSchema, readServedHead, statusSchema } from './site.ts';
import { moveTo } from './transitions.ts';

type TaskType = JiraTicketType['identityTask'];

const linkedSchema = z.object({ id: idSchema }).nullish();
const parentSchema = z.object({
  fields: z.object({
    subtasks: z.array(z.object({ id: idSchema })).default([]),
    issuelinks: z.array(z.object({ inwardIssue: linkedSchema, outwardIssue: linkedSchema })).default([]),
  }),
});
const createdSchema = z.object({ id: idSchema });
const childSchema = z.object({
  fields: z.object({ creator: authorSchema, status: statusSchema }),
  properties: z.record(z.string(), z.unknown()).default({}),
});
const taskSchema = z.object({
  id: idSchema,
  key: z.string(),
  fields: z.object({
    project: projectSchema,
    issuetype: issueTypeSchema,
    status: statusSchema,
    parent: z.object({ fields: z.object({ issuetype: issueTypeSchema.optional() }).optional() }).nullish(),
  }),
});

/** Jira refuses longer summaries. */
const MOST_SUMMARY = 255;

/**
 * Ids of our sub-tasks or linked issues with this marker. Read from the ticket itself: the search index lags behind. A
 * task whose creation broke off before it was put on hold is put on hold now.
 */
export async function findIdentityTask(site: JiraSite, ticketId: string, marker: string): Promise<readonly string[]> {
  const path = `/rest/api/3/issue/${inPath(ticketId)}`;
  const call = { what: 'reading the sub-tasks and links', path, query: { fields: 'subtasks,issuelinks' } };
  const parent = await orNull(site.client.read(call, parentSchema));
  const found: string[] = [];
  for (const id of parent === null ? [] : childrenOf(parent.fields)) {
    const child = await readChild(site, id);
    if (child?.fields.creator?.accountId !== site.stage.ownAccountId) continue;
    if (markerSchema.safeParse(child.properties[MARKER_KEY]).data?.marker !== marker) continue;
    found.push(id);
    const type = (await findHead(site, ticketId))?.type?.identityTask;
    if (type) await finishCreation(site, type, id, child.fields.status.id);
  }
  return found;
}

function childrenOf({ subtasks, issuelinks }: z.infer<typeof parentSchema>['fields']): ReadonlySet<string> {
  const linked = issuelinks.flatMap(({ inwardIssue, outwardIssue }) => [inwardIssue, outwardIssue]);
  return new Set([...subtasks, ...linked].flatMap((one) => (one ? [one.id] : [])));
}

async function readChild(site: JiraSite, issueId: string): Promise<z.infer<typeof childSchema> | null> {
  const path = `/rest/api/3/issue/${inPath(issueId)}`;
  const query = { fields: 'creator,status', properties: MARKER_KEY };
  return orNull(site.client.read({ what: 'reading a sub-task', path, query }, childSchema));
}

/** A task that never changed its status was left in its first one. */
async function finishCreation(site: JiraSite, type: TaskType, taskId: string, statusId: string): Promise<void> {
  if (statusId === type.onHoldStatusId) return;
  const history = await readChangelog(site, taskId);
  if (history !== null && statusChanges(history).length === 0) await hold(site, type, taskId);
}

/**
 * Creates the sub-task, or the issue of another project and its link to the ticket, with its marker in the same write;
 * then puts it on hold.
 * @throws TicketSystemRefused also when the workflow does not lead to the status for "on hold"
 */
export async function createIdentityTask(
  site: JiraSite,
  ticketId: string,
  task: { marker: string; summary: string; body: Document },
): Promise<string> {
  const what = 'creating the identity task';
  const head = await readServedHead(site, ticketId, what);
  const type = head.type.identityTask;
  const body = {
    fields: {
      ...(type.ownProject === undefined
        ? { project: { id: head.projectId }, parent: { id: head.id } }
        : { project: { id: type.ownProject.projectId } }),
      issuetype: { id: type.issueTypeId },
      summary: oneLine(task.summary),
      description: toAdf(task.body),
      ...(type.assigneeId !== undefined && { assignee: { id: type.assigneeId } }),
    },
    ...(type.ownProject !== undefined && { update: { issuelinks: [linkTo(head, type.ownProject.linkTypeId)] } }),
    properties: [markerProperty(task.marker)],
  };
  const created = await site.client.write({ what, path: '/rest/api/3/issue', body }, createdSchema);
  try {
    await hold(site, type, created.id);
  } catch (error) {
    // Nobody would know this task: it must not stay open, as if it were approved.
    if (error instanceof TicketSystemRefused) await moveTo(site, created.id, type.skippedStatusIds);
    throw error;
  }
  return created.id;
}

/** As the create call takes it: `add` a link of this type from the new issue to the ticket. */
function linkTo({ key }: { readonly key: string }, linkTypeId: string) {
  return { add: { type: { id: linkTypeId }, outwardIssue: { key } } };
}

async function hold(site: JiraSite, type: TaskType, taskId: string): Promise<void> {
  const head = await findHead(site, taskId);
  if (head === null || head.statusId === type.onHoldStatusId) return;
  if (!(await moveTo(site, taskId, [type.onHoldStatusId]))) throw noWay('on hold', [type.onHoldStatusId]);
}

/** The task as it stands; null when it is gone, or no longer where the stage knows identity tasks. */
export async function readIdentityTask(site: JiraSite, taskId: string): Promise<IdentityTask | null> {
  return (await findTask(site, taskId))?.task ?? null;
}

/**
 * Moves a task: released from hold, or closed. A task that is there already, or closed either way, stays as people left
 * it; one that is gone needs nothing.
 * @throws TicketSystemRefused when the workflow does not lead there from where the task is
 */
export async function moveIdentityTask(site: JiraSite, taskId: string, to: TaskMove): Promise<void> {
  const found = await findTask(site, taskId);
  if (found === null) return;
  const { task, type } = found;
  const isClosed = task.state === 'done' || task.state === 'skipped';
  if (isClosed !== (to === 'reopened')) return;
  if (to === 'released' && task.state === 'open') return;
  const open = [type.openStatusId];
  const statusIds = { released: open, reopened: open, skipped: type.skippedStatusIds, done: type.doneStatusIds }[to];
  if (!(await moveTo(site, task.id, statusIds))) throw noWay(to, statusIds);
}

/** Gives the task another title; one that is gone needs none. */
export async function renameIdentityTask(site: JiraSite, taskId: string, summary: string): Promise<void> {
  const path = `/rest/api/3/issue/${inPath(taskId)}`;
  const body = { fields: { summary: oneLine(summary) } };
  try {
    await site.client.send({ what: 'renaming the identity task', method: 'PUT', path, body });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function findTask(site: JiraSite, taskId: string): Promise<{ task: IdentityTask; type: TaskType } | null> {
  const path = `/rest/api/3/issue/${inPath(taskId)}`;
  const call = { what: 'reading the identity task', path, query: { fields: 'project,issuetype,status,parent' } };
  const issue = await orNull(site.client.read(call, taskSchema));
  if (issue === null) return null;
  const { project, issuetype, parent, status } = issue.fields;
  const candidates = site.stage.ticketTypes.filter(
    (type) =>
      (type.identityTask.ownProject?.projectId ?? type.projectId) === project.id &&
      type.identityTask.issueTypeId === issuetype.id,
  );
  // Several ticket types of a project may share the type of their sub-tasks but not its statuses.
  const parentTypeId = parent?.fields?.issuetype?.id;
  const type = (candidates.find((one) => one.issueTypeId === parentTypeId) ?? candidates[0])?.identityTask;
  return type ? { task: { id: issue.id, key: issue.key, state: stateOf(type, status.id) }, type } : null;
}

function stateOf(type: TaskType, statusId: string): IdentityTask['state'] {
  if (statusId === type.onHoldStatusId) return 'on hold';
  if (type.doneStatusIds.includes(statusId)) return 'done';
  return type.skippedStatusIds.includes(statusId) ? 'skipped' : 'open';
}

function noWay(to: string, statusIds: readonly string[]): TicketSystemRefused {
  const detail =
    `no transition that our account may do leads to status ${statusIds.join(' or ')}; ` +
    'give the workflow of the identity task one, or correct jira.ticketTypes.identityTask in the stage file';
  return new TicketSystemRefused({ what: `moving the identity task: ${to}`, status: 409, detail });
}

function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return (line.length > MOST_SUMMARY ? `${line.slice(0, MOST_SUMMARY - 1)}…` : line).toWellFormed();
}
