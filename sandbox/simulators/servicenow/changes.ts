import { type Change, type Instance, type Row, SYSTEM } from './instance.ts';
import { type Column, stamps, tableNamed, taskTables } from './schema.ts';

/** Column → new value. Columns the table does not have are ignored, as the instance does. */
export type Values = Readonly<Record<string, string>>;

const closedStates = new Set(['3', '4', '7']);

/** Inserts a record. What the caller does not give is empty, apart from what the system fills in itself. */
export function insertRow(instance: Instance, actor: string, table: string, values: Values, committedAt?: number): Row {
  const columns = tableNamed(table)?.columns ?? {};
  const userName = instance.userName(actor);
  const { time } = instance;
  const row: Row = {
    ...Object.fromEntries(Object.keys(columns).map((name) => [name, ''])),
    ...defaultsOf(instance, table, actor),
    sys_id: instance.newSysId(),
    sys_created_on: time,
    sys_created_by: userName,
    sys_updated_on: time,
    sys_updated_by: userName,
    sys_mod_count: '0',
  };
  const written = write(instance, table, row, values);
  derive(instance, actor, table, row, written.changed);
  instance.keep(table, row, committedAt);
  keepJournals(instance, actor, table, row, written.journals);
  tell(instance, { table, operation: 'insert', row, actor, changed: written.changed });
  return row;
}

/** Changes a record; without a difference nothing happens, not even a new `sys_updated_on`. */
export function updateRow(instance: Instance, actor: string, table: string, row: Row, values: Values): Row {
  const before = { ...row };
  const { changed, journals } = write(instance, table, row, values);
  if (changed.size === 0) return row;
  derive(instance, actor, table, row, changed);
  row.sys_updated_on = instance.time;
  row.sys_updated_by = instance.userName(actor);
  row.sys_mod_count = String(Number(row.sys_mod_count) + 1);
  keepJournals(instance, actor, table, row, journals);
  audit(instance, actor, table, row, before, changed, journals);
  tell(instance, { table, operation: 'update', row, actor, changed });
  return row;
}

export function deleteRow(instance: Instance, actor: string, table: string, row: Row): void {
  instance.forget(table, row.sys_id);
  tell(instance, { table, operation: 'delete', row, actor, changed: new Set() });
}

type Journals = readonly (readonly [element: string, text: string])[];

function write(
  instance: Instance,
  table: string,
  row: Row,
  values: Values,
): { changed: Set<string>; journals: Journals } {
  const columns = tableNamed(table)?.columns ?? {};
  const changed = new Set<string>();
  const journals: [string, string][] = [];
  for (const [name, value] of Object.entries(values)) {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (column === undefined || Object.hasOwn(stamps, name)) continue;
    if (column.kind === 'journal') {
      if (value === '') continue;
      journals.push([name, value]);
      changed.add(name);
      continue;
    }
    const kept = fitting(column, value);
    if (row[name] === kept) continue;
    row[name] = kept;
    changed.add(name);
  }
  if (changed.has('approval')) row.approval_set = instance.time;
  return { changed, journals };
}

/** The database cuts what is too long and says nothing. */
function fitting(column: Column, value: string): string {
  return column.kind === 'text' ? [...value].slice(0, column.length).join('') : value;
}

function defaultsOf(instance: Instance, table: string, actor: string): Record<string, string> {
  if (!taskTables.includes(table)) return {};
  return {
    sys_class_name: table,
    number: instance.newNumber(table) ?? '',
    state: '1',
    approval: 'not requested',
    active: 'true',
    opened_at: instance.time,
    opened_by: actor === SYSTEM ? '' : actor,
  };
}

/** A closed state makes a task inactive; another one opens it again. */
function derive(instance: Instance, actor: string, table: string, row: Row, changed: Set<string>): void {
  if (!taskTables.includes(table) || !changed.has('state')) return;
  const closed = closedStates.has(row.state ?? '');
  if (row.active === String(!closed)) return;
  row.active = String(!closed);
  row.closed_at = closed ? instance.time : '';
  row.closed_by = closed && actor !== SYSTEM ? actor : '';
  changed.add('active');
}

function keepJournals(instance: Instance, actor: string, table: string, row: Row, journals: Journals): void {
  for (const [element, value] of journals) {
    insertRow(instance, actor, 'sys_journal_field', { name: table, element, element_id: row.sys_id, value });
  }
}

function audit(
  instance: Instance,
  actor: string,
  table: string,
  row: Row,
  before: Row,
  changed: ReadonlySet<string>,
  journals: Journals,
): void {
  if (!instance.options.auditedTables.includes(table)) return;
  for (const fieldname of changed) {
    const [, entry] = journals.find(([element]) => element === fieldname) ?? [];
    insertRow(instance, actor, 'sys_audit', {
      tablename: table,
      documentkey: row.sys_id,
      fieldname,
      oldvalue: before[fieldname] ?? '',
      newvalue: entry ?? row[fieldname] ?? '',
      user: instance.userName(actor),
      record_checkpoint: row.sys_mod_count ?? '',
    });
  }
}

function tell(instance: Instance, change: Change): void {
  for (const listener of instance.onChange) listener(change);
}
