import type { Decision } from '#shared/ports/ticket-system.ts';
import { type Answer, handsOf, readAnswers } from './answers.ts';
import { approvedWithoutRow, mayHoldYes, turnedApproved } from './approved-without-row.ts';
import type { ApproverRow, Subject } from './approver-rows.ts';
import { type Asked, versionOf } from './decision-handle.ts';
import { findUserByName, personOf } from './people.ts';
import type { ServiceNowSite } from './site.ts';
import { approversOf, ownRows, readStanding, type ServedItem, type Standing } from './standing.ts';

const NO = ['rejected', 'cancelled'];

/**
 * What was decided since a question was asked. Only answers in rows of ours count as somebody's yes; a no counts
 * wherever it was said.
 */
export async function decide(site: ServiceNowSite, head: ServedItem, asked: Asked): Promise<Decision> {
  const standing = await readStanding(site, head);
  const rows = ownRows(standing).filter(({ id }) => asked.rows.includes(id));
  const answers = await readAnswers(site, standing.subject?.number ?? '', rows);
  return (
    (await rejectedByRow(site, answers)) ??
    rejectedAsWhole(site, standing, asked) ??
    (await approvedByRow(site, head, answers)) ??
    (await approvedWithoutRow(site, head, standing, asked, rows)) ??
    overtaken(site, standing, asked) ??
    (await stillOpen(site, head, standing, asked, rows))
  );
}

async function rejectedByRow(site: ServiceNowSite, answers: readonly Answer[]): Promise<Decision | null> {
  const answer = answers.find(({ row }) => row.state === 'rejected');
  if (answer === undefined) return null;
  const { row, by, at, proof } = answer;
  const hand = by === row.approverUserName ? null : await findUserByName(site, by);
  return { state: 'rejected', decidedBy: [hand?.person ?? (await personOf(site, row.approverId))], at, proof };
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
  { type }: ServedItem,
  answers: readonly Answer[],
): Promise<Decision | null> {
  const approvals = answers.filter(({ row }) => row.state === 'approved');
  for (const answer of approvals) {
    const hands = await handsOf(site, type.approval, answer);
    if (hands !== null) return { state: 'approved', ...hands, at: answer.at, proof: answer.proof };
  }
  const [foreign] = approvals;
  if (foreign === undefined) return null;
  const { displayName } = await personOf(site, foreign.row.approverId);
  // User names are often addresses, which do not belong on a ticket.
  const hand = (await findUserByName(site, foreign.by))?.person.displayName ?? '';
  const whose = hand === '' ? '' : ` (${hand})`;
  return { state: 'lapsed', detail: `the answer of ${displayName} was given by another account${whose}` };
}

function overtaken(site: ServiceNowSite, standing: Standing, asked: Asked): Decision | null {
  const { item, order, rows, subject } = standing;
  const fresh = rows.some(
    (row) => row.subjectId === order?.id && row.state === 'approved' && !asked.seen.includes(versionOf(row)),
  );
  if (subject === item && order !== null && fresh) {
    return { state: 'lapsed', detail: `the order ${order.number} was approved; that says nothing about this item` };
  }
  if (!turnedApproved(standing, asked)) return null;
  const what = subject === order ? `the order ${order?.number ?? ''}` : 'the item';
  const elsewhere = rows.some((row) => !asked.rows.includes(row.id) && mayHoldYes(site, asked, row));
  const how = elsewhere ? 'approved in a row that was not opened for this plan' : NOBODY;
  return { state: 'lapsed', detail: `${what} was ${how}` };
}

const NOBODY = "set to approved without an approver's answer";

async function stillOpen(
  site: ServiceNowSite,
  head: ServedItem,
  standing: Standing,
  asked: Asked,
  rows: readonly ApproverRow[],
): Promise<Decision> {
  if (rows.some(({ state }) => state === 'requested')) return { state: 'pending' };
  if (asked.rows.length > 0) return { state: 'lapsed', detail: 'the question was closed without an answer' };
  const nobody = standing.subject === null || (await approversOf(site, head)).length === 0;
  if (nobody) return { state: 'pending' };
  const { approverGroupName } = head.type.approval;
  return { state: 'lapsed', detail: `nobody could be asked before; ${approverGroupName} has a member now` };
}
