/** A column of a table. Values are kept as text, as the database does. */
export type Column =
  | { readonly kind: 'text'; readonly length: number }
  | { readonly kind: 'choice' | 'time' | 'boolean' | 'number' | 'journal' }
  | { readonly kind: 'reference'; readonly table: string };

export type Columns = Readonly<Record<string, Column>>;

export interface Table {
  readonly columns: Columns;
  /** The column a reference to this table is shown by. */
  readonly display: string;
}

const text = (length = 255): Column => ({ kind: 'text', length });
const to = (table: string): Column => ({ kind: 'reference', table });
const choice: Column = { kind: 'choice' };
const time: Column = { kind: 'time' };
const truth: Column = { kind: 'boolean' };
const count: Column = { kind: 'number' };
const journal: Column = { kind: 'journal' };

/** What the system itself keeps of every record; nobody writes it. */
export const stamps: Columns = {
  sys_id: text(32),
  sys_created_on: time,
  sys_created_by: text(40),
  sys_updated_on: time,
  sys_updated_by: text(40),
  sys_mod_count: count,
};

/** Lengths as published; what is longer is cut without a word. */
const taskColumns: Columns = {
  ...stamps,
  sys_class_name: text(80),
  number: text(40),
  short_description: text(160),
  description: text(4_000),
  state: choice,
  approval: choice,
  approval_set: time,
  active: truth,
  opened_by: to('sys_user'),
  opened_at: time,
  closed_by: to('sys_user'),
  closed_at: time,
  close_notes: text(4_000),
  assigned_to: to('sys_user'),
  assignment_group: to('sys_user_group'),
  parent: to('task'),
  correlation_id: text(100),
  correlation_display: text(100),
  comments: journal,
  work_notes: journal,
};

const tasks = (more: Columns): Table => ({ columns: { ...taskColumns, ...more }, display: 'number' });
const records = (display: string, columns: Columns): Table => ({ columns: { ...stamps, ...columns }, display });

/** The tables the simulator knows. */
const tables: ReadonlyMap<string, Table> = new Map([
  ['task', tasks({})],
  ['sc_request', tasks({ requested_for: to('sys_user'), request_state: choice, stage: text() })],
  [
    'sc_req_item',
    tasks({
      request: to('sc_request'),
      cat_item: to('sc_cat_item'),
      requested_for: to('sys_user'),
      quantity: count,
      stage: text(),
      u_verdict: text(),
    }),
  ],
  ['sc_task', tasks({ request_item: to('sc_req_item'), request: to('sc_request') })],
  ['sc_item_option_mtom', records('sys_id', { request_item: to('sc_req_item'), sc_item_option: to('sc_item_option') })],
  ['sc_item_option', records('value', { value: text(4_000), item_option_new: to('item_option_new'), order: count })],
  [
    'item_option_new',
    records('name', {
      name: text(100),
      question_text: text(),
      type: choice,
      reference: text(80),
      list_table: text(80),
      cat_item: to('sc_cat_item'),
      order: count,
    }),
  ],
  [
    'sysapproval_approver',
    records('approver', {
      state: choice,
      approver: to('sys_user'),
      sysapproval: to('task'),
      source_table: text(80),
      document_id: text(32),
      group: to('sysapproval_group'),
      comments: journal,
    }),
  ],
  ['sysapproval_group', records('sys_id', { approval: choice })],
  [
    'sys_user',
    records('name', {
      user_name: text(40),
      name: text(151),
      first_name: text(50),
      last_name: text(50),
      email: text(100),
      active: truth,
      locked_out: truth,
      web_service_access_only: truth,
    }),
  ],
  ['sys_user_group', records('name', { name: text(80), active: truth, email: text(100) })],
  ['sys_user_grmember', records('user', { user: to('sys_user'), group: to('sys_user_group') })],
  ['sc_cat_item', records('name', { name: text(100), short_description: text(), active: truth })],
  [
    'sys_journal_field',
    records('element', { name: text(80), element: text(80), element_id: text(32), value: text(65_000) }),
  ],
  [
    'sys_audit',
    records('fieldname', {
      tablename: text(80),
      documentkey: text(32),
      fieldname: text(80),
      oldvalue: text(4_000),
      newvalue: text(4_000),
      user: text(80),
      reason: text(80),
      record_checkpoint: count,
    }),
  ],
  [
    'sys_choice',
    records('label', {
      name: text(80),
      element: text(80),
      value: text(80),
      label: text(),
      language: text(3),
      inactive: truth,
    }),
  ],
  [
    'sys_attachment',
    records('file_name', {
      table_name: text(80),
      table_sys_id: text(32),
      file_name: text(),
      content_type: text(),
      size_bytes: count,
      size_compressed: count,
      compressed: truth,
    }),
  ],
]);

/** Tables whose records are also found in `task`. */
export const taskTables: readonly string[] = ['sc_request', 'sc_req_item', 'sc_task'];

export function tableNamed(name: string): Table | undefined {
  return tables.get(name);
}

/** The column at the end of a dotted path, undefined when the path leads nowhere. */
export function columnAt(table: string, path: string): Column | undefined {
  const [name = '', ...rest] = path.split('.');
  const columns = tables.get(table)?.columns ?? {};
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (rest.length === 0 || column === undefined) return column;
  return column.kind === 'reference' ? columnAt(column.table, rest.join('.')) : undefined;
}
