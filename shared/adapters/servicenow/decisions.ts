import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { Decision, FoundDecision, OpenedDecision } from '#shared/ports/ticket-system.ts';
import { type ApproverRow, closeRow, openRow, readApproverRows, type Subject } from './approver-rows.ts';
import { type Asked, askedAt, parseHandle, parseMark, toHandle, toMark, versionOf } from './decision-handle.ts';
import { decide } from './read-decision.ts';
import { findItemHead, ITEM_TABLE, readServedItem, type ServiceNowSite } from './site.ts';
import { approversOf, ownRows, readStanding, type ServedItem, type Standing } from './standing.ts';
import { isSysId } from './sys-id.ts';
import { updateRecord } from './table.ts';

const ASKING = 'asking for approval';

/**
 * Takes back what we asked before and asks every member of the approver group by a row of their own. Rows that others
 * opened stay as they are and never count.
 * @throws TicketSystemRefused when the ticket is gone or no longer served, or when our account may not ask
 */
export async function openDecision(site: ServiceNowSite, ticketId: string): Promise<OpenedDecision> {
  const head = await readServedItem(site, ticketId, ASKING);
  const before = await readTakenBack(site, head);
  const { subject } = before;
  const approvers = subject === null ? [] : await approversOf(site, head);
  if (subject === null || approvers.length === 0) return nobodyToAsk(site, head, before);

  if (head.type.approval.withoutRows === 'accept') await setRequested(site, subject);
  for (const approverId of approvers) await openRow(site, subject, approverId);
  const found = await newQuestion(site, head, askedAt(before));
  if (found) return { opened: true, ...found };
  const detail = 'the rows just written are not shown: our account needs the right to read sysapproval_approver';
  throw new TicketSystemRefused({ what: ASKING, status: 200, detail });
}

/**
 * How the item stands once nothing that we asked before is open: also on its order, where another item of ours joined
 * it since. Read again after that, so that an answer given meanwhile is seen as one to an earlier question.
 */
async function readTakenBack(site: ServiceNowSite, head: ServedItem): Promise<Standing> {
  const standing = await readStanding(site, head);
  const open = standing.rows.filter(({ ours, state }) => ours && state === 'requested');
  if (open.length === 0) return standing;
  for (const row of open) await closeRow(site, row.id);
  return readStanding(site, await readServedItem(site, head.id, ASKING));
}

function nobodyToAsk(site: ServiceNowSite, head: ServedItem, before: Standing): OpenedDecision {
  const { approverGroupName } = head.type.approval;
  const instruction =
    before.subject === null
      ? `${head.number} belongs to no order, and approval is asked for on orders here. Please put it into one.`
      : `The group ${approverGroupName} has no active member who may be asked about ${head.number}, apart from those ` +
        'it is by or for. Please add a member to the group; we ask again by ourselves then.';
  return {
    opened: false,
    handle: toHandle({ ...askedAt(before), rows: [] }),
    at: site.now().toISOString(),
    instruction,
  };
}

/** Flows and people read this field; with it an approval set there from now on is a change that can be seen. */
async function setRequested(site: ServiceNowSite, { table, id, approval }: Subject): Promise<void> {
  if (approval === 'requested') return;
  const change = { what: 'setting the approval to requested', table, sysId: id, values: { approval: 'requested' } };
  await updateRecord(site, { ...change, fields: [] }, z.unknown());
}

/** The rows of ours there are, and how things stand, before a question. */
export async function readDecisionMark(site: ServiceNowSite, ticketId: string): Promise<string> {
  return toMark(askedAt(await readStanding(site, await readServedItem(site, ticketId, ASKING))));
}

/**
 * The question opened since a mark; null when there is none. Where only some approvers were asked, and none of them
 * answered yet, the others are asked now.
 */
export async function findDecision(
  site: ServiceNowSite,
  ticketId: string,
  mark: string,
): Promise<FoundDecision | null> {
  const head = await findServedItem(site, ticketId);
  if (head === null) return null;
  const before = parseMark(mark);
  const standing = await readStanding(site, head);
  const opened = ownRows(standing).filter(({ id }) => !before.rows.includes(id));
  if (opened.length === 0) return null;
  if (standing.subject !== null && opened.every(({ state }) => state === 'requested')) {
    const asked = opened.map(({ approverId }) => approverId);
    const missing = (await approversOf(site, head)).filter((approverId) => !asked.includes(approverId));
    for (const approverId of missing) await openRow(site, standing.subject, approverId);
  }
  return newQuestion(site, head, before);
}

/** Our rows that were not there before, as one question. */
async function newQuestion(site: ServiceNowSite, head: ServedItem, before: Asked): Promise<FoundDecision | null> {
  const standing = await readStanding(site, head);
  const rows = ownRows(standing).filter(({ id }) => !before.rows.includes(id));
  const newest = rows.at(-1);
  const { subject } = standing;
  if (newest === undefined || subject === null) return null;
  // Rows of one second come in any order; the same question must always have the same handle.
  const children = rows.map(({ id }) => id).sort();
  const field = subject.table === ITEM_TABLE ? 'item' : 'order';
  const reset = head.type.approval.withoutRows === 'accept' && { [field]: 'requested' };
  const seen = [...before.seen, ...rows.map((row) => versionAtAsking(row, subject)).sort()];
  return { handle: toHandle({ ...before, ...reset, rows: children, seen }), at: newest.createdAt, children };
}

/** A rule of the instance may touch a new row at once. Where the record is approved already, somebody may have answered. */
function versionAtAsking(row: ApproverRow, { approval }: Subject): string {
  return versionOf(approval === 'approved' ? { ...row, version: '0' } : row);
}

/** Whether any approver of the ticket stands as having approved, whenever and whoever was asked by whom. */
export async function isApprovedAlready(site: ServiceNowSite, ticketId: string): Promise<boolean> {
  const head = await findServedItem(site, ticketId);
  if (head === null) return false;
  const { rows, subject } = await readStanding(site, head);
  return rows.some(({ subjectId, state }) => subjectId === subject?.id && state === 'approved');
}

/** What has been decided under this handle. A ticket that is gone or was moved answers nothing any more. */
export async function readDecision(site: ServiceNowSite, ticketId: string, handle: string): Promise<Decision> {
  const head = await findItemHead(site, ticketId);
  if (head === null) return { state: 'lapsed', detail: 'the ticket is gone' };
  const { type } = head;
  if (type === undefined) return { state: 'lapsed', detail: 'the ticket was moved to another catalog item' };
  const asked = parseHandle(handle);
  if (asked === null) return { state: 'lapsed', detail: 'it was asked in another way' };
  return decide(site, { ...head, type }, asked);
}

async function findServedItem(site: ServiceNowSite, ticketId: string): Promise<ServedItem | null> {
  const head = await findItemHead(site, ticketId);
  return head?.type ? { ...head, type: head.type } : null;
}

/** Closes our rows of this question that nobody has answered, wherever the item is by now. */
export async function closeDecision(site: ServiceNowSite, ticketId: string, handle: string): Promise<void> {
  const asked = parseHandle(handle)?.rows ?? [];
  const head = await findItemHead(site, ticketId);
  if (head === null || asked.length === 0) return;
  const rows = await readApproverRows(site, [head.id, head.requestId ?? ''].filter(isSysId));
  const open = rows.filter(({ id, ours, state }) => ours && state === 'requested' && asked.includes(id));
  for (const row of open) await closeRow(site, row.id);
}
