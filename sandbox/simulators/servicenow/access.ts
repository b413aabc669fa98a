import { type Instance, type Row, SYSTEM } from './instance.ts';

/** Everybody may look these up. */
const directoryTables = new Set(['sys_user', 'sys_user_group', 'sys_user_grmember', 'sc_cat_item', 'sys_choice']);
const insertable = new Set(['sc_task', 'sysapproval_approver']);
const updatable = new Set(['sc_request', 'sc_req_item', 'sc_task', 'sysapproval_approver']);

/** Whether somebody fulfils requests: reads every item and task, and writes work notes. */
export function fulfils(instance: Instance, me: string): boolean {
  return me === SYSTEM || instance.hasRole(me, 'itil');
}

/** Whether this user may read the record. */
export function mayRead(instance: Instance, me: string, table: string, row: Row): boolean {
  if (fulfils(instance, me) || directoryTables.has(table)) return true;
  if (table === 'sc_req_item' || table === 'sc_request') return takesPart(instance, me, row);
  if (table === 'sysapproval_approver') return row.approver === me;
  if (table === 'sys_journal_field') {
    return row.element === 'comments' && readableTask(instance, me, row.element_id) !== undefined;
  }
  if (table === 'sys_attachment') return readableTask(instance, me, row.table_sys_id) !== undefined;
  return false;
}

/** The task with this sys_id, if the user may read it. */
export function readableTask(instance: Instance, me: string, sysId: string | undefined): Row | undefined {
  const row = instance.find('task', sysId ?? '');
  return row !== undefined && mayRead(instance, me, row.sys_class_name ?? '', row) ? row : undefined;
}

/** Who ordered, for whom it is, and whoever is asked to approve it. */
function takesPart(instance: Instance, me: string, row: Row): boolean {
  if (row.opened_by === me || row.requested_for === me) return true;
  return instance.rows('sysapproval_approver').some(({ approver, sysapproval }) => {
    return approver === me && (sysapproval === row.sys_id || sysapproval === row.request);
  });
}

export function mayInsert(instance: Instance, me: string, table: string): boolean {
  return fulfils(instance, me) && insertable.has(table);
}

/** The columns of a record this user may write; `none` where the call is refused. */
export function writableColumns(
  instance: Instance,
  me: string,
  table: string,
  row: Row,
): 'all' | 'none' | readonly string[] {
  if (!updatable.has(table)) return 'none';
  if (fulfils(instance, me)) return 'all';
  if (table === 'sysapproval_approver' && row.approver === me) return ['state', 'comments'];
  return takesPart(instance, me, row) ? ['comments'] : 'none';
}

/** Journals can be deleted by nobody; of the rest, what one inserted oneself. */
export function mayDelete(instance: Instance, me: string, table: string, row: Row): boolean {
  return mayInsert(instance, me, table) && row.sys_created_by === instance.userName(me);
}
