import type * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { ServiceNowClient } from './client.ts';
import { orNull } from './errors.ts';
import { readPages } from './pages.ts';
import { type Condition, encodedQuery, fulfils } from './query.ts';
import { type RawRow, rawRowSchema, readRow } from './row.ts';
import { isSysId } from './sys-id.ts';

/** Names of fields; they may lead through references (`approver.user_name`). */
export type Fields = readonly string[];

/** Values as the database holds them, references as plain ids, times in UTC: labels differ by language. */
const RAW = { sysparm_display_value: 'false', sysparm_exclude_reference_link: 'true' } as const;

/** What these functions need of a site. */
interface Instance {
  readonly client: ServiceNowClient;
}

interface Reading {
  /** The call in a few words, for errors. */
  readonly what: string;
  readonly table: string;
  /** Every one must be in the answer: unknown ones are left out by ServiceNow without a word. */
  readonly fields: Fields;
  /** Those of `fields` that some instances do not have. */
  readonly mayLack?: Fields;
}

/** One record; null when it is gone, not visible to us, or the id is none. */
export async function readRecord<T>(
  site: Instance,
  { sysId, ...reading }: Reading & { readonly sysId: string },
  schema: z.ZodType<T>,
): Promise<T | null> {
  if (!isSysId(sysId)) return null;
  const asked = withFields(reading, ['sys_id']);
  const call = { what: reading.what, path: recordPath(reading.table, sysId), query: { ...RAW, ...columns(asked) } };
  const row = await orNull(site.client.read(call, rawRowSchema));
  if (row === null) return null;
  if (row.sys_id !== sysId) throw refused(reading, 'it answered another record than the one asked for');
  return readRow(row, asked, schema);
}

export interface Query extends Reading {
  readonly where: readonly Condition[];
  readonly newestFirst?: boolean;
  /** How many at most. @default all */
  readonly most?: number;
  /** True where rows that are kept from us may be missing: then those we see are enough. */
  readonly mayBePartial?: boolean;
}

/**
 * Every record that fulfils all conditions, oldest first unless said otherwise.
 * @throws TicketSystemRefused also when ServiceNow left out a condition and answered rows that do not fulfil it, or
 *   counts rows that we may not see: who concludes from what is not there must see everything
 */
export async function queryRecords<T>(site: Instance, query: Query, schema: z.ZodType<T>): Promise<readonly T[]> {
  const { what, table, where, newestFirst = false, most = Number.POSITIVE_INFINITY, mayBePartial = false } = query;
  const asked = withFields(query, ['sys_id', ...where.map(({ field }) => field)]);
  const sorted = encodedQuery(where, { field: 'sys_created_on', newestFirst });
  const call = { what, path: tablePath(table), query: { ...RAW, sysparm_query: sorted, ...columns(asked) } };
  const read = async () => {
    const { rows, hidden } = await readPages(site.client, call, most);
    return { hidden: mayBePartial ? 0 : hidden, records: rows.map((row) => checked(row, asked, where, schema)) };
  };
  const first = await read();
  if (first.hidden === 0) return first.records;
  // A record may have come between counting and reading.
  const second = await read();
  if (second.hidden === 0) return second.records;
  throw refused(query, `some rows of ${table} are kept from us: our account needs a role that may read them`);
}

/** A row as asked for: a condition on a field it does not know ServiceNow drops without a word, and answers every row. */
function checked<T>(row: RawRow, asked: Reading, where: readonly Condition[], schema: z.ZodType<T>): T {
  const record = readRow(row, asked, schema);
  const broken = where.find((condition) => !fulfils(row[condition.field] ?? '', condition));
  if (broken) throw refused(asked, `it did not heed the condition on ${broken.field} of ${asked.table}`);
  return record;
}

interface Writing extends Reading {
  /** Compared with the answer, each exactly. */
  readonly values: Readonly<Record<string, string>>;
  /** Journal fields: each write adds an entry, and the answer shows none. */
  readonly journal?: Readonly<Record<string, string>>;
}

/**
 * Creates a record and proves that it holds what was sent.
 * @param record.undo what to do with a record that does not; by default it is deleted
 * @throws TicketSystemRefused naming the field that was dropped or changed
 */
export async function insertRecord<T>(
  site: Instance,
  record: Writing & { readonly undo?: (sysId: string) => Promise<void> },
  schema: z.ZodType<T>,
): Promise<T> {
  const { what, table, values, journal } = record;
  const asked = withFields(record, ['sys_id', ...Object.keys(values)]);
  const call = { what, path: tablePath(table), query: { ...RAW, ...columns(asked) }, body: { ...values, ...journal } };
  const row = await site.client.insert(call, rawRowSchema);
  try {
    mustHold(row, record);
    return readRow(row, asked, schema);
  } catch (error) {
    if (!(error instanceof TicketSystemRefused)) throw error;
    const undo = record.undo ?? ((sysId) => site.client.remove({ what, path: recordPath(table, sysId) }));
    const end = (await wasUndone(row, undo)) ? 'the new record was taken back' : 'the new record is still there';
    throw refused(record, `${String(error.facts.detail)}; ${end}`);
  }
}

/**
 * Changes a record and proves that it holds what was sent.
 * @throws TicketSystemRefused naming the field that was dropped or changed; also when the record is gone
 */
export async function updateRecord<T>(
  site: Instance,
  record: Writing & { readonly sysId: string },
  schema: z.ZodType<T>,
): Promise<T> {
  const { what, table, sysId, values, journal } = record;
  if (!isSysId(sysId)) throw new TicketSystemRefused({ what, status: 404, detail: 'the record has no such id' });
  const asked = withFields(record, ['sys_id', ...Object.keys(values)]);
  const call = {
    what,
    path: recordPath(table, sysId),
    query: { ...RAW, ...columns(asked) },
    body: { ...values, ...journal },
  };
  const row = await site.client.update(call, rawRowSchema);
  if (row.sys_id !== sysId) throw refused(record, 'it answered another record than the one changed');
  mustHold(row, record);
  return readRow(row, asked, schema);
}

/** Fields we may not write are dropped, and long texts cut, while the call succeeds. Line ends may be rewritten. */
function mustHold(row: RawRow, writing: Writing): void {
  const lines = (text: string | undefined) => text?.replace(/\r\n?/g, '\n');
  const { table, values } = writing;
  const wrong = Object.keys(values).find((field) => lines(row[field]) !== lines(values[field]));
  if (wrong === undefined) return;
  const reasons = 'our account needs the right to write it, or a rule or the length of the field changes it';
  throw refused(writing, `${table}.${wrong} does not hold what was sent: ${reasons}`);
}

async function wasUndone(row: RawRow, undo: (sysId: string) => Promise<void>): Promise<boolean> {
  if (row.sys_id === undefined) return false;
  try {
    await undo(row.sys_id);
    return true;
  } catch {
    // What matters to whoever reads the error is the field; this only adds that the record is still there.
    return false;
  }
}

function withFields<R extends Reading>(reading: R, more: Fields): Reading {
  return { ...reading, fields: [...new Set([...more, ...reading.fields])] };
}

function columns({ fields }: Reading) {
  return { sysparm_fields: fields.join(',') };
}

function tablePath(table: string): string {
  return `/api/now/table/${encodeURIComponent(table)}`;
}

function recordPath(table: string, sysId: string): string {
  return `${tablePath(table)}/${encodeURIComponent(sysId)}`;
}

function refused({ what }: Reading, detail: string): TicketSystemRefused {
  return new TicketSystemRefused({ what, status: 200, detail });
}
