import * as z from 'zod';
import type { Document } from '#shared/domain/document.ts';
import type { IdentityTask, TaskMove } from '#shared/ports/ticket-system.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { attachFile, findFiles } from './attachments.ts';
import { keepItemOpen } from './keep-item-open.ts';
import { markerHash } from './marker.ts';
import { eq } from './query.ts';
import { findItemHead, type ItemHead, readServedItem, type ServiceNowSite } from './site.ts';
import { isSysId, sysIdSchema } from './sys-id.ts';
import { insertRecord, queryRecords, readRecord, updateRecord } from './table.ts';
import { beginningOf, plainLine, plainText } from './text.ts';

type TaskType = CatalogItem['identityTask'];

const TABLE = 'sc_task';

/** ServiceNow cuts what is longer without a word (as published for fields of `task`): 160 and 4,000. */
const MOST_SUMMARY = 160;
const MOST_DESCRIPTION = 3_900;

const taskSchema = z.object({
  sys_id: sysIdSchema,
  number: z.string(),
  state: z.string(),
  description: z.string(),
  sys_mod_count: z.string(),
});
type Task = z.infer<typeof taskSchema>;

/**
 * The correlation id a task with this marker has, known before the task exists: its events carry it, and it is what the
 * task is looked for by, since ServiceNow would take the same task twice.
 */
export function identityTaskAlias(ticketId: string, marker: string): string {
  return `ad:${ticketId}:idtask:${markerHash(marker)}`;
}

/**
 * Ids of our tasks with this marker, oldest first. One that lacks the file its description speaks of is left out:
 * creating it again completes it. One that came into being in another state than on hold is put on hold now.
 */
export async function findIdentityTask(
  site: ServiceNowSite,
  ticketId: string,
  marker: string,
): Promise<readonly string[]> {
  const head = await findItemHead(site, ticketId);
  if (head === null) return [];
  const found: string[] = [];
  for (const task of await findTasks(site, ticketId, marker)) {
    if (!(await isComplete(site, head, task))) continue;
    const type = head.type?.identityTask;
    const untouched = task.sys_mod_count === '0';
    if (type && untouched && stateOf(type, task.state) === 'open') await setState(site, task.sys_id, type.onHoldState);
    found.push(task.sys_id);
  }
  return found;
}

async function findTasks(site: ServiceNowSite, ticketId: string, marker: string): Promise<readonly Task[]> {
  const where = [
    eq('correlation_id', identityTaskAlias(ticketId, marker)),
    eq('request_item', ticketId),
    eq('sys_created_by', site.stage.ownUserName),
  ];
  const fields = ['number', 'state', 'description', 'sys_mod_count'];
  return queryRecords(site, { what: 'looking for the identity task', table: TABLE, where, fields }, taskSchema);
}

/**
 * Creates the task on hold in one write. What its description has no room for follows as a file of the task; an earlier
 * attempt that ended between the two is completed.
 * @throws TicketSystemRefused also when a field does not hold what was sent; the task is closed as skipped then
 */
export async function createIdentityTask(
  site: ServiceNowSite,
  ticketId: string,
  task: { marker: string; summary: string; body: Document },
): Promise<string> {
  const what = 'creating the identity task';
  const head = await readServedItem(site, ticketId, what);
  const { assignmentGroupId, onHoldState, skippedStates } = head.type.identityTask;
  const text = plainText(task.body);
  const description = text.length <= MOST_DESCRIPTION ? text : shortened(text, head);
  const whole = description === text;

  const [broken] = whole ? [] : await findTasks(site, ticketId, task.marker);
  const values = {
    request_item: head.id,
    ...(head.requestId !== null && { request: head.requestId }),
    assignment_group: assignmentGroupId,
    short_description: plainLine(task.summary, MOST_SUMMARY),
    description,
    state: onHoldState,
    correlation_id: identityTaskAlias(ticketId, task.marker),
    correlation_display: 'access-desk',
  };
  // Nobody would know of such a task: it must not stay open, as if it were approved.
  const undo = (sysId: string) => keepItemOpen(site, head.id, () => setState(site, sysId, skippedStates[0] ?? ''));
  const created =
    broken ?? (await insertRecord(site, { what, table: TABLE, values, fields: ['sys_id'], undo }, createdSchema));
  if (!whole) await attachText(site, created.sys_id, fileNameOf(head), text);
  return created.sys_id;
}

const createdSchema = z.object({ sys_id: sysIdSchema });

function fileNameOf({ number }: Pick<ItemHead, 'number'>): string {
  // Numbering is the instance's own; some refuse a file name with anything else in it.
  return `identity-task_${number.replace(/[^A-Za-z0-9_-]/g, '_')}.txt`;
}

function shortened(text: string, head: ItemHead): string {
  const note = fileNote(head);
  return `${beginningOf(text, MOST_DESCRIPTION - note.length - 2)}\n\n${note}`;
}

function fileNote(head: ItemHead): string {
  return `This is not all: the whole text is in the attached file ${fileNameOf(head)}.`;
}

async function isComplete(site: ServiceNowSite, head: ItemHead, task: Task): Promise<boolean> {
  if (!task.description.trimEnd().endsWith(fileNote(head))) return true;
  return (await findFiles(site, task.sys_id, fileNameOf(head))).length > 0;
}

async function attachText(site: ServiceNowSite, taskId: string, fileName: string, text: string): Promise<void> {
  const holder = { table: TABLE, sysId: taskId };
  if ((await findFiles(site, taskId, fileName)).length > 0) return;
  const content = new TextEncoder().encode(`${text}\n`);
  await attachFile(site, holder, { fileName, mimeType: 'text/plain', content });
}

/** The task as it stands; null when it is gone or no catalog task. */
export async function readIdentityTask(site: ServiceNowSite, taskId: string): Promise<IdentityTask | null> {
  return (await findTask(site, taskId))?.task ?? null;
}

/**
 * Moves a task: released from hold, or closed. A task that is there already, or closed either way, stays as people left
 * it; one that is gone needs nothing. Skipping it leaves its item open.
 * @throws TicketSystemRefused when our account may not change the state, or a rule of the instance keeps it
 */
export async function moveIdentityTask(site: ServiceNowSite, taskId: string, to: TaskMove): Promise<void> {
  const found = await findTask(site, taskId);
  if (found === null) return;
  const { task, type, itemId } = found;
  const isClosed = task.state === 'done' || task.state === 'skipped';
  if (isClosed !== (to === 'reopened')) return;
  if (to === 'released' && task.state === 'open') return;
  const { openState, skippedStates, doneStates } = type;
  const state = { released: openState, reopened: openState, skipped: skippedStates[0], done: doneStates[0] }[to];
  const move = () => setState(site, task.id, state ?? '');
  await (to === 'skipped' ? keepItemOpen(site, itemId, move) : move());
}

/** Gives the task another title; one that is gone needs none. */
export async function renameIdentityTask(site: ServiceNowSite, taskId: string, summary: string): Promise<void> {
  if ((await findTask(site, taskId)) === null) return;
  const values = { short_description: plainLine(summary, MOST_SUMMARY) };
  const change = { what: 'renaming the identity task', table: TABLE, sysId: taskId, values, fields: [] };
  await updateRecord(site, change, z.unknown());
}

async function setState(site: ServiceNowSite, taskId: string, state: string): Promise<void> {
  const change = { what: 'moving the identity task', table: TABLE, sysId: taskId, values: { state }, fields: [] };
  await updateRecord(site, change, z.unknown());
}

const standingSchema = z.object({
  sys_id: sysIdSchema,
  number: z.string(),
  state: z.string(),
  request_item: z.string(),
  assignment_group: z.string(),
});

async function findTask(
  site: ServiceNowSite,
  taskId: string,
): Promise<{ readonly task: IdentityTask; readonly type: TaskType; readonly itemId: string } | null> {
  const fields = ['number', 'state', 'request_item', 'assignment_group'];
  const reading = { what: 'reading the identity task', table: TABLE, sysId: taskId, fields };
  const task = await readRecord(site, reading, standingSchema);
  if (task === null) return null;
  const type = await typeOf(site, task);
  const itemId = task.request_item;
  return type && { task: { id: task.sys_id, key: task.number, state: stateOf(type, task.state) }, type, itemId };
}

/** Of an item that was moved to where the stage serves nothing, the states of the team's other tasks are taken. */
async function typeOf(site: ServiceNowSite, task: z.infer<typeof standingSchema>): Promise<TaskType | null> {
  const { stage } = site;
  const item = isSysId(task.request_item) ? await findItemHead(site, task.request_item) : null;
  const teams = stage.catalogItems.find((one) => one.identityTask.assignmentGroupId === task.assignment_group);
  return (item?.type ?? teams ?? stage.catalogItems[0])?.identityTask ?? null;
}

function stateOf(type: TaskType, state: string): IdentityTask['state'] {
  if (state === type.onHoldState) return 'on hold';
  if (type.doneStates.includes(state)) return 'done';
  return type.skippedStates.includes(state) ? 'skipped' : 'open';
}
