import * as z from 'zod';
import type { Person } from '#shared/domain/ticket.ts';
import type { Decision } from '#shared/ports/ticket-system.ts';
import type { ApproverRow, Subject } from './approver-rows.ts';
import { type Asked, approvedOrderRows } from './decision-handle.ts';
import { findUserByName, personOf, readUser } from './people.ts';
import type { ServiceNowSite } from './site.ts';
import { approversOf, ownRows, readStanding, type ServedItem, type Standing } from './standing.ts';
import { readRecord } from './table.ts';

const NO = ['rejected', 'cancelled'];

/**
 * What was decided since a question was asked. Only answers in rows of ours count as somebody's yes; a no counts
 * wherever it was said.
 */
export async function decide(site: ServiceNowSite, head: ServedItem, asked: Asked): Promise<Decision> {
  const standing = await readStanding(site, head);
  const rows = ownRows(standing).filter(({ id }) => asked.rows.includes(id));
  return (
    (await rejectedByRow(site, standing, rows)) ??
    rejectedAsWhole(site, standing, asked) ??
    (await approvedByRow(site, head, standing, rows)) ??
    (await approvedWithoutRow(site, head, standing, asked, rows)) ??
    overtaken(standing, asked) ??
    (await stillOpen(site, head, standing, asked, rows))
  );
}

async function rejectedByRow(
  site: ServiceNowSite,
  standing: Standing,
  rows: readonly ApproverRow[],
): Promise<Decision | null> {
  const [row] = answered(rows, 'rejected');
  if (row === undefined) return null;
  const hand = row.updatedBy === row.approverUserName ? null : await findUserByName(site, row.updatedBy);
  const by = hand?.person ?? (await personOf(site, row.approverId));
  return { state: 'rejected', decidedBy: [by], at: row.updatedAt, proof: proofOf(row, standing) };
}

/** The field of the item, or of the whole order, turned to no: by a flow, a hand, or rows that are not ours. */
function rejectedAsWhole(site: ServiceNowSite, { item, order }: Standing, asked: Asked): Decision | null {
  const turned = (subject: Subject | null, before: string) =>
    subject !== null && subject.approval !== before && NO.includes(subject.approval) ? subject : null;
  const whole = turned(item, asked.item) ?? turned(order, asked.order);
  if (whole === null) return null;
  const proof = `approval of ${whole.number}: ${whole.approval}`;
  return { state: 'rejected', decidedBy: [], at: site.now().toISOString(), proof };
}

/** The earliest yes that the approver, or who may answer in their place, gave with their own hand. */
async function approvedByRow(
  site: ServiceNowSite,
  head: ServedItem,
  standing: Standing,
  rows: readonly ApproverRow[],
): Promise<Decision | null> {
  const approvals = answered(rows, 'approved');
  for (const row of approvals) {
    const decidedBy = await handsOf(site, head, row);
    if (decidedBy.length === 0) continue;
    return { state: 'approved', decidedBy, at: row.updatedAt, proof: proofOf(row, standing) };
  }
  const [foreign] = approvals;
  if (foreign === undefined) return null;
  const { displayName } = await personOf(site, foreign.approverId);
  const detail = `the answer of ${displayName} was given by another account (${foreign.updatedBy})`;
  return { state: 'lapsed', detail };
}

/** Who stands behind an answer; nobody when another account than theirs changed the row last. */
async function handsOf(site: ServiceNowSite, head: ServedItem, row: ApproverRow): Promise<readonly Person[]> {
  if (row.updatedBy === row.approverUserName) return [await personOf(site, row.approverId)];
  for (const delegateId of head.type.approval.delegates[row.approverId] ?? []) {
    const delegate = await readUser(site, delegateId);
    if (delegate?.userName === row.updatedBy) return [delegate.person, await personOf(site, row.approverId)];
  }
  return [];
}

const approvalSchema = z.object({ approval_set: z.string().default('') });

/** A flow or a hand set the field, and no approver answered: the stage says whether that counts. */
async function approvedWithoutRow(
  site: ServiceNowSite,
  head: ServedItem,
  standing: Standing,
  asked: Asked,
  rows: readonly ApproverRow[],
): Promise<Decision | null> {
  const { subject } = standing;
  if (head.type.approval.withoutRows !== 'accept' || subject === null || !turnedApproved(standing, asked)) return null;
  // Flows set the field after any approver's yes, also one that does not count: then somebody did answer.
  if (standing.rows.some(({ subjectId, state }) => subjectId === subject.id && state === 'approved')) return null;
  // The field stays approved when an approver takes a yes back; the row was touched and waits again.
  const takenBack = rows.some(({ state, version }) => state === 'requested' && version !== '0');
  if (takenBack) return { state: 'lapsed', detail: 'an approver took their answer back' };
  const reading = { what: 'reading when approval was set', table: subject.table, sysId: subject.id };
  const field = ['approval_set'];
  const record = await readRecord(site, { ...reading, fields: field, mayLack: field }, approvalSchema);
  const set = record?.approval_set ?? '';
  return {
    state: 'approved',
    decidedBy: [],
    at: site.now().toISOString(),
    proof: `approval of ${subject.number}${set === '' ? '' : `, set ${set}`}`,
    unanswered: `${subject.number} was set to approved without an approver's answer`,
  };
}

function overtaken(standing: Standing, asked: Asked): Decision | null {
  const { item, order, rows, subject } = standing;
  const fresh = approvedOrderRows(standing).some((row) => !asked.seen.includes(row));
  if (subject === item && order !== null && fresh) {
    return { state: 'lapsed', detail: `the order ${order.number} was approved; that says nothing about this item` };
  }
  if (!turnedApproved(standing, asked)) return null;
  const what = subject === order ? `the order ${order?.number ?? ''}` : 'the item';
  if (rows.some(({ subjectId, state }) => subjectId === subject?.id && state === 'approved'))
    return { state: 'lapsed', detail: `${what} was approved in a row that was not opened for this plan` };
  return { state: 'lapsed', detail: `${what} was set to approved without an approver's answer` };
}

async function stillOpen(
  site: ServiceNowSite,
  head: ServedItem,
  standing: Standing,
  asked: Asked,
  rows: readonly ApproverRow[],
): Promise<Decision> {
  if (rows.some(({ state }) => state === 'requested')) return { state: 'pending' };
  if (asked.rows.length > 0) return { state: 'lapsed', detail: 'the question was closed without an answer' };
  const nobody = standing.subject === null || (await approversOf(site, head, standing)).length === 0;
  if (nobody) return { state: 'pending' };
  return { state: 'lapsed', detail: `${head.type.approval.approverGroupName} has a member now who can be asked` };
}

function turnedApproved({ item, subject }: Pick<Standing, 'item' | 'subject'>, asked: Asked): boolean {
  const before = subject === item ? asked.item : asked.order;
  return subject?.approval === 'approved' && before !== 'approved';
}

/** Rows with this answer, the earliest first: a later answer must not change what was read of an earlier one. */
function answered(rows: readonly ApproverRow[], state: 'approved' | 'rejected'): readonly ApproverRow[] {
  return rows
    .filter((row) => row.state === state)
    .toSorted((a, b) => a.updatedAt.localeCompare(b.updatedAt) || a.id.localeCompare(b.id));
}

/** Taken back and given again, an answer has another version. */
function proofOf(row: ApproverRow, { subject }: Standing): string {
  return `approver row ${row.id} of ${subject?.number ?? ''}, version ${row.version}`;
}
