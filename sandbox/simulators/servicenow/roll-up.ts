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
