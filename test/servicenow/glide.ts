import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { type Call, glideClasses, type JavaText, java } from './glide-classes.ts';

const folder = fileURLToPath(new URL('../../servicenow/', import.meta.url));

export const readScript = (name: string): string => readFileSync(`${folder}${name}`, 'utf8');

export type Values = Record<string, string>;

interface Scheduled {
  readonly event: string;
  readonly record: Values;
  readonly parm1: string;
  readonly parm2: string;
  readonly seconds: number;
}

export interface Instance {
  readonly properties: Values;
  /** Records by table. */
  readonly tables: Record<string, Values[]>;
  readonly calls: Call[];
  readonly scheduled: Scheduled[];
  readonly logged: string[];
  /** Whose session a script runs in. */
  session: { name: string; id: string };
  /** Milliseconds since the epoch. */
  now: number;
  /** What the other side answers; a text is thrown. */
  answer: number | string;
  /** Runs a script of servicenow/, the script include loaded; `record` is its `current`. */
  run(script: string, record?: { table: string; values: Values }, more?: Record<string, unknown>): void;
}

/** An instance with the script include and nothing else: records, properties, sessions as ServiceNow documents them. */
export function anInstance(scope: 'global' | 'scoped', properties: Values): Instance {
  class GlideRecord {
    readonly #table: string;
    #wanted: (record: Values) => boolean = () => true;
    #found: Values[] = [];
    #record: Values | undefined;

    constructor(table: string, record?: Values) {
      this.#table = table;
      this.#record = record;
    }

    addQuery(field: unknown, value: unknown): void {
      this.#wanted = (record) => record[String(field)] === String(value);
    }

    addEncodedQuery(query: unknown): void {
      const conditions = String(query)
        .split('^')
        .map((condition) => /^(\w+?)(=|STARTSWITH)(.*)$/.exec(condition));
      this.#wanted = (record) =>
        conditions.every((condition) => {
          const [, field = '', operator, value = ''] = condition ?? [];
          const actual = record[field] ?? '';
          return operator === '=' ? actual === value : actual.startsWith(value);
        });
    }

    setLimit(): void {}

    query(): void {
      this.#found = (instance.tables[this.#table] ?? []).filter(this.#wanted);
    }

    next(): boolean {
      this.#record = this.#found.shift();
      return this.#record !== undefined;
    }

    get(field: unknown, value?: unknown): boolean {
      this.addQuery(value === undefined ? 'sys_id' : field, value === undefined ? field : value);
      this.query();
      return this.next();
    }

    getRowCount = (): number => this.#found.length;
    isValidRecord = (): boolean => this.#record !== undefined;
    getTableName = (): JavaText => java(this.#table);
    getUniqueValue = (): JavaText => java(this.#record?.sys_id ?? '');

    /** Null for an empty field. */
    getValue(field: string): JavaText | null {
      const value = this.#record?.[field];
      return value === undefined || value === '' ? null : java(value);
    }

    /** For the fakes: the record a script handed over. */
    values = (): Values => this.#record ?? {};
  }

  const { GlideDateTime, GlideDigest, Encryption, RESTMessageV2 } = glideClasses(() => instance);

  const gs = {
    getProperty: (name: string, otherwise: string) => {
      const value = instance.properties[name];
      return value === undefined ? otherwise : java(value);
    },
    getUserName: () => java(instance.session.name),
    getUserID: () => java(instance.session.id),
    error: (text: string) => instance.logged.push(text),
    info: (text: string) => instance.logged.push(text),
    eventQueueScheduled(
      event: string,
      record: GlideRecord,
      parm1: string,
      parm2: string,
      when: { getNumericValue(): JavaText },
    ) {
      const seconds = (Number(when.getNumericValue().toString()) - instance.now) / 1_000;
      instance.scheduled.push({ event, record: record.values(), parm1, parm2, seconds });
    },
  };

  const instance: Instance = {
    properties: { instance_name: 'dev00000', ...properties },
    tables: {},
    calls: [],
    scheduled: [],
    logged: [],
    session: { name: 'system', id: 'system' },
    now: 0,
    answer: 200,
    run(script, record, more = {}) {
      const context = createContext({
        ...{ gs, GlideRecord, GlideDateTime, GlideDigest, sn_ws: { RESTMessageV2 }, ...more },
        ...(scope === 'global' ? { GlideCertificateEncryption: Encryption } : { CertificateEncryption: Encryption }),
        ...(record && { current: new GlideRecord(record.table, record.values) }),
      });
      // As the platform's own: a class whose `initialize` is its constructor.
      const platform = 'var Class = { create: function () { return function () { this.initialize(); }; } };';
      runInContext(platform + readScript('access-desk-sender.js') + readScript(script), context, { filename: script });
    },
  };
  return instance;
}
