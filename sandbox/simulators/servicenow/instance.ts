import { directoryRows } from './directory.ts';
import { sysIdOf } from './ids.ts';
import type { CatalogItem, Group, InstanceModel, InstanceOptions, OAuthClient, User, Webhook } from './model.ts';
import { taskTables } from './schema.ts';
import { databaseTime } from './times.ts';

/** A record: column → text. Every record of a table has all of its columns. */
export type Row = Record<string, string> & { readonly sys_id: string };

/** Something that was written, after the fact. */
export interface Change {
  readonly table: string;
  readonly operation: 'insert' | 'update' | 'delete';
  readonly row: Row;
  /** sys_id of who did it; `system` for the instance itself. */
  readonly actor: string;
  /** Columns whose value is another now, journals with a new entry included. */
  readonly changed: ReadonlySet<string>;
}

/** A mail the instance sent. */
export interface Mail {
  /** sys_id of the reader. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Of the record it is about. */
  readonly number: string;
  readonly at: number;
}

/** Who acts where no person does. */
export const SYSTEM = 'system';

const numberPrefixes: Readonly<Record<string, string>> = { sc_request: 'REQ', sc_req_item: 'RITM', sc_task: 'SCTASK' };

/** A running instance: its configuration, its records, its clock, and who listens to what is written. */
export class Instance implements InstanceModel {
  readonly users: User[];
  readonly groups: Group[];
  readonly items: CatalogItem[];
  readonly clients: OAuthClient[];
  readonly webhooks: Webhook[];
  readonly options: InstanceOptions;
  readonly mails: Mail[] = [];
  /** What callers made the server run by `javascript:` in a query. */
  readonly scriptsRun: string[] = [];
  /** Bytes of attachments by sys_id. */
  readonly files = new Map<string, Buffer>();
  readonly now: () => number;
  /** `http://127.0.0.1:<port>` once the server listens. */
  baseUrl = '';
  /** Makes every token given so far worthless. */
  expireTokens: () => void = () => undefined;
  readonly onChange: ((change: Change) => void)[] = [];

  readonly #tables = new Map<string, Map<string, Row>>();
  readonly #committedAt = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  #ids = 0;

  constructor(model: InstanceModel, now: () => number) {
    this.users = model.users;
    this.groups = model.groups;
    this.items = model.items;
    this.clients = model.clients;
    this.webhooks = model.webhooks;
    this.options = model.options;
    this.now = now;
  }

  /** Now, as the database writes it. */
  get time(): string {
    return databaseTime(this.now());
  }

  newSysId(): string {
    this.#ids += 1;
    return sysIdOf(`record ${this.#ids}`);
  }

  /** The next number of a table of tasks; undefined for others. Numbers are never used twice. */
  newNumber(table: string): string | undefined {
    const prefix = numberPrefixes[table];
    if (prefix === undefined) return undefined;
    const number = (this.#numbers.get(table) ?? 10_000) + 1;
    this.#numbers.set(table, number);
    return `${prefix}${String(number).padStart(7, '0')}`;
  }

  /** The committed records of a table, in the order they were made; `task` has those of all its tables. */
  rows(table: string): Row[] {
    if (table === 'task') return taskTables.flatMap((name) => this.rows(name));
    const directory = directoryRows(this, table);
    if (directory !== undefined) return directory;
    const now = this.now();
    const rows = [...(this.#tables.get(table)?.values() ?? [])];
    return rows.filter(({ sys_id }) => (this.#committedAt.get(sys_id) ?? now) <= now);
  }

  find(table: string, sysId: string): Row | undefined {
    if (table === 'task') return taskTables.map((name) => this.find(name, sysId)).find((row) => row !== undefined);
    const directory = directoryRows(this, table);
    if (directory !== undefined) return directory.find(({ sys_id }) => sys_id === sysId);
    if ((this.#committedAt.get(sysId) ?? 0) > this.now()) return undefined;
    return this.#tables.get(table)?.get(sysId);
  }

  /** Keeps a record. @param committedAt when others begin to see it; at once when left out. */
  keep(table: string, row: Row, committedAt?: number): void {
    const rows = this.#tables.get(table) ?? new Map<string, Row>();
    this.#tables.set(table, rows.set(row.sys_id, row));
    if (committedAt !== undefined) this.#committedAt.set(row.sys_id, committedAt);
  }

  forget(table: string, sysId: string): void {
    this.#tables.get(table)?.delete(sysId);
  }

  user(sysId: string): User {
    return known(
      this.users.find((user) => user.sysId === sysId),
      `user ${sysId}`,
    );
  }

  /** As `sys_updated_by` names somebody. */
  userName(actor: string): string {
    return actor === SYSTEM ? SYSTEM : this.user(actor).userName;
  }

  hasRole(sysId: string, role: string): boolean {
    return this.users.some((user) => user.sysId === sysId && user.roles.includes(role));
  }

  /** The catalog item with this sys_id. */
  catalogItem(sysId: string): CatalogItem {
    return known(
      this.items.find((item) => item.sysId === sysId),
      `catalog item ${sysId}`,
    );
  }

  /** A requested item, order or task, by number or sys_id. Throws when there is none. */
  task(numberOrSysId: string): Row {
    const found = this.find('task', numberOrSysId) ?? this.rows('task').find(({ number }) => number === numberOrSysId);
    return known(found, `record ${numberOrSysId}`);
  }
}

/** Thrown only when the configuration does not fit together, or a test names what does not exist. */
function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`the simulated instance has no ${what}`);
  return found;
}
