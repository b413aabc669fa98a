import { updateRow } from './changes.ts';
import type { Change, Instance } from './instance.ts';

/** The first answer of an approver row decides for the record; nobody else needs to answer. */
export function rollUp(instance: Instance, { table, operation, row, actor, changed }: Change): void {
  if (!instance.options.rollsUp || table !== 'sysapproval_approver') return;
  if (operation !== 'update' || !changed.has('state')) return;
  const { state = '', sysapproval = '' } = row;
  if (state !== 'approved' && state !== 'rejected') return;
  for (const other of instance.rows(table)) {
    if (other.sysapproval !== sysapproval || other.state !== 'requested') continue;
    updateRow(instance, actor, table, other, { state: 'not_required' });
  }
  const record = instance.find('task', sysapproval);
  if (record !== undefined) updateRow(instance, actor, record.sys_class_name ?? '', record, { approval: state });
}

/** The last task of an item to be closed closes the item (state-closure-request). */
export function closeWithTasks(instance: Instance, { table, row, actor, changed }: Change): void {
  if (!instance.options.tasksCloseItem || table !== 'sc_task' || !changed.has('state')) return;
  const item = instance.find('sc_req_item', row.request_item ?? '');
  if (item === undefined) return;
  const tasks = instance.rows('sc_task').filter(({ request_item }) => request_item === item.sys_id);
  if (tasks.some(({ active }) => active === 'true')) return;
  const states = new Set(tasks.map(({ state }) => state));
  const state = states.has('4') ? '4' : states.has('3') ? '3' : '7';
  updateRow(instance, actor, 'sc_req_item', item, { state });
}
