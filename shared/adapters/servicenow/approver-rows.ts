import * as z from 'zod';
import { orNull } from './errors.ts';
import { eq, oneOf } from './query.ts';
import type { ServiceNowSite } from './site.ts';
import { sysIdSchema } from './sys-id.ts';
import { insertRecord, queryRecords, updateRecord } from './table.ts';
import { timeSchema } from './times.ts';

const TABLE = 'sysapproval_approver';

/** What approver rows are about: an item, or the order it belongs to. */
export interface Subject {
  readonly table: 'sc_req_item' | 'sc_request';
  readonly id: string;
  readonly number: string;
  /** The value of its field `approval`. */
  readonly approval: string;
}

/** One approver's question and answer. */
export interface ApproverRow {
  readonly id: string;
  readonly state: string;
  readonly subjectId: string;
  readonly approverId: string;
  /** Empty when the approver is gone. */
  readonly approverUserName: string;
  readonly ours: boolean;
  /** ISO. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** User name of whoever changed it last. */
  readonly updatedBy: string;
  /** Grows with every change. */
  readonly version: string;
}

const FIELDS = [
  'state',
  'sysapproval',
  'approver',
  'approver.user_name',
  'sys_created_by',
  'sys_created_on',
  'sys_updated_on',
  'sys_updated_by',
  'sys_mod_count',
];

const rowSchema = z.object({
  sys_id: sysIdSchema,
  state: z.string(),
  sysapproval: z.string(),
  approver: z.string(),
  'approver.user_name': z.string(),
  sys_created_by: z.string(),
  sys_created_on: timeSchema,
  sys_updated_on: timeSchema,
  sys_updated_by: z.string(),
  sys_mod_count: z.string(),
});

const memberSchema = z.object({ user: z.string(), 'user.active': z.string() });

/** Every approver row of these items or orders, whoever opened it, oldest first. */
export async function readApproverRows(
  site: ServiceNowSite,
  subjectIds: readonly string[],
): Promise<readonly ApproverRow[]> {
  const where = [oneOf('sysapproval', subjectIds)];
  const rows = await queryRecords(
    site,
    { what: 'reading the approvers', table: TABLE, where, fields: FIELDS },
    rowSchema,
  );
  return rows.map((row) => ({
    id: row.sys_id,
    state: row.state,
    subjectId: row.sysapproval,
    approverId: row.approver,
    approverUserName: row['approver.user_name'],
    ours: row.sys_created_by === site.stage.ownUserName,
    createdAt: row.sys_created_on,
    updatedAt: row.sys_updated_on,
    updatedBy: row.sys_updated_by,
    version: row.sys_mod_count,
  }));
}

/** Asks one approver: ServiceNow shows it among their approvals and mails them. A row that came out otherwise is closed. */
export async function openRow(site: ServiceNowSite, subject: Subject, approverId: string): Promise<void> {
  const values = {
    sysapproval: subject.id,
    source_table: subject.table,
    approver: approverId,
    state: 'requested',
  };
  const undo = (rowId: string) => closeRow(site, rowId);
  await insertRecord(site, { what: 'asking an approver', table: TABLE, values, fields: [], undo }, z.unknown());
}

/** Takes a question back; one that is gone needs nothing. */
export async function closeRow(site: ServiceNowSite, rowId: string): Promise<void> {
  const change = { what: 'taking a question back', table: TABLE, sysId: rowId, values: { state: 'not_required' } };
  await orNull(updateRecord(site, { ...change, fields: [] }, z.unknown()));
}

/** Ids of a group's active members. */
export async function readMembers(site: ServiceNowSite, groupId: string): Promise<readonly string[]> {
  const where = [eq('group', groupId)];
  const query = { what: "reading the approvers' group", table: 'sys_user_grmember', where };
  const members = await queryRecords(site, { ...query, fields: ['user', 'user.active'] }, memberSchema);
  return [...new Set(members.filter((one) => one['user.active'] === 'true').map(({ user }) => user))];
}
