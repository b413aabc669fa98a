import * as z from 'zod';
import type { Decision } from '#shared/ports/ticket-system.ts';
import type { ApproverRow, Subject } from './approver-rows.ts';
import { type Asked, changesSince } from './decision-handle.ts';
import { type LastChange, readLastChanges } from './last-change.ts';
import { findUsersByName } from './people.ts';
import { ITEM_TABLE, type ServiceNowSite } from './site.ts';
import type { ServedItem, Standing } from './standing.ts';
import { readRecord } from './table.ts';

/** Whether the record that is asked about was set to approved since. */
export function turnedApproved({ subject }: Pick<Standing, 'subject'>, asked: Asked): boolean {
  const before = subject?.table === ITEM_TABLE ? asked.item : asked.order;
  return subject?.approval === 'approved' && before !== 'approved';
}

/**
 * Whether somebody may have said yes in this row since the question was asked. The record stays approved when they take
 * it back, so the row's present state alone does not tell: a yes that is gone is two changes. One that we took back
 * afterwards has one more, ours.
 */
export function mayHoldYes({ stage }: ServiceNowSite, asked: Asked, row: ApproverRow): boolean {
  const { changes, isNew } = changesSince(asked, row);
  if (row.state === 'approved') return isNew || changes !== 0;
  const closedByUs = row.state === 'not_required' && row.updatedBy === stage.ownUserName;
  const harmless = isNew ? 0 : closedByUs ? 2 : 1;
  return !(changes <= harmless);
}

const setSchema = z.object({ approval_set: z.string().default('') });

/**
 * A flow or a hand set the field, and no approver answered: the stage says whether that counts. A yes in any row, ours
 * or not, sets the field too, and then it is not the field that has to be judged.
 * @param rows ours that were asked by
 */
export async function approvedWithoutRow(
  site: ServiceNowSite,
  { type }: ServedItem,
  standing: Standing,
  asked: Asked,
  rows: readonly ApproverRow[],
): Promise<Decision | null> {
  const { subject } = standing;
  if (type.approval.withoutRows !== 'accept' || subject === null || !turnedApproved(standing, asked)) return null;
  // Rows that are gone from the record were about another one: its order, or the item.
  const isAboutThis = rows.length > 0 || asked.rows.length === 0;
  const suspects = standing.rows.filter((row) => mayHoldYes(site, asked, row)).map(({ id }) => id);
  if (!isAboutThis || suspects.some((id) => !asked.rows.includes(id))) return null;
  if (suspects.length > 0) return { state: 'lapsed', detail: 'an approver took their answer back' };

  const changes = await readLastChanges(site, { table: subject.table, field: 'approval' }, [subject.id]);
  const change = changes.get(subject.id);
  if (change === undefined) return acceptedFrom(site, subject);
  const unknown: Decision = { state: 'lapsed', detail: `it is not known who set ${subject.number} to approved` };
  if (change?.to !== 'approved') return unknown;
  const users = (await findUsersByName(site, change.by)).map(({ person }) => person);
  if (users.every(({ isApp }) => isApp)) return accepted(subject, change);
  if (users.length > 1) return unknown;
  // Somebody decided without being asked: they must be somebody who may.
  return { state: 'approved', decidedBy: users, at: change.at, proof: proofOf(subject, change) };
}

function accepted(subject: Subject, change: LastChange): Decision {
  const proof = proofOf(subject, change);
  return { state: 'approved', decidedBy: [], at: change.at, proof, unanswered: unanswered(subject) };
}

/** The same where nothing tells who did it, nor when: then the time the instance keeps beside the field is the proof. */
async function acceptedFrom(site: ServiceNowSite, subject: Subject): Promise<Decision> {
  const fields = ['approval_set'];
  const reading = { what: 'reading when approval was set', table: subject.table, sysId: subject.id, fields };
  const set = (await readRecord(site, { ...reading, mayLack: fields }, setSchema))?.approval_set ?? '';
  const proof = `approval of ${subject.number}${set === '' ? '' : `, set ${set}`}`;
  const at = site.now().toISOString();
  return { state: 'approved', decidedBy: [], at, proof, unanswered: unanswered(subject) };
}

function proofOf({ number }: Subject, { id }: LastChange): string {
  return `approval of ${number}, change ${id}`;
}

function unanswered({ number }: Subject): string {
  return `${number} was set to approved without an approver's answer`;
}
