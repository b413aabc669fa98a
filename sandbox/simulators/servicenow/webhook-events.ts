import { type Change, type Instance, type Row, SYSTEM } from './instance.ts';
import { isoTime } from './times.ts';

/** Something the business rules tell. */
export interface ServiceNowEvent {
  readonly type: string;
  readonly table: string;
  readonly row: Row;
  /** The item or order it is about. */
  readonly record: Row | undefined;
  readonly body: string;
}

/** What the business rules make of a change: ids and enums only, since texts would have to be signed byte by byte. */
export function eventsOf(instance: Instance, change: Change): ServiceNowEvent[] {
  const { table, row } = change;
  const { record, data } = subjectOf(instance, table, row);
  return typesOf(instance, change).map((type) => {
    const body = {
      type,
      timestamp: isoTime(row.sys_updated_on ?? ''),
      data: {
        instance: instance.options.name,
        table,
        sys_id: row.sys_id,
        ...data,
        sys_mod_count: row.sys_mod_count,
        sys_updated_on: row.sys_updated_on,
        ...(change.actor !== SYSTEM && { actor: change.actor }),
      },
    };
    return { type, table, row, record, body: JSON.stringify(body) };
  });
}

/** The rules installed on the instance and their conditions, one type each. */
function typesOf(instance: Instance, { table, operation, changed, row }: Change): string[] {
  if (operation === 'insert') return table === 'sc_req_item' ? ['ritm.inserted'] : [];
  if (operation === 'delete') return [];
  const told = rules.filter(({ of, when }) => of === table && when.some((column) => changed.has(column)));
  return told.filter(({ onlyOurs }) => onlyOurs?.(instance, row) ?? true).map(({ type }) => type);
}

interface Rule {
  readonly of: string;
  readonly type: string;
  /** Columns of which one must have changed. */
  readonly when: readonly string[];
  /** Records of others are not told of. */
  readonly onlyOurs?: (instance: Instance, row: Row) => boolean;
}

const rules: readonly Rule[] = [
  { of: 'sc_req_item', type: 'ritm.approval_changed', when: ['approval'] },
  {
    of: 'sc_req_item',
    type: 'ritm.changed',
    when: ['state', 'comments', 'short_description', 'description', 'requested_for'],
  },
  {
    of: 'sysapproval_approver',
    type: 'approver.changed',
    when: ['state'],
    onlyOurs: (instance, row) => row.sys_created_by === instance.userName(instance.options.integrationUser),
  },
  {
    of: 'sc_task',
    type: 'task.changed',
    when: ['state'],
    onlyOurs: (_instance, row) => row.correlation_display === 'access-desk',
  },
  { of: 'sc_item_option', type: 'variable.changed', when: ['value'] },
];

function subjectOf(instance: Instance, table: string, row: Row): { record: Row | undefined; data: object } {
  const { number, cat_item, request, approval, state, correlation_id, request_item, sysapproval, source_table } = row;
  if (table === 'sc_req_item') return { record: row, data: { number, cat_item, request, approval, state } };
  if (table === 'sc_task') {
    const data = { number, request_item, correlation_id, state };
    return { record: instance.find('sc_req_item', request_item ?? ''), data };
  }
  if (table === 'sysapproval_approver') {
    return { record: instance.find('task', sysapproval ?? ''), data: { sysapproval, source_table, state } };
  }
  const link = instance.rows('sc_item_option_mtom').find(({ sc_item_option }) => sc_item_option === row.sys_id);
  const item = instance.find('sc_req_item', link?.request_item ?? '');
  return { record: item, data: { request_item: item?.sys_id ?? '', cat_item: item?.cat_item ?? '' } };
}
