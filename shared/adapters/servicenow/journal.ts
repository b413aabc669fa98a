import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import { type MarkerLine, readMarkerLine } from './marker.ts';
import { eq, oneOf } from './query.ts';
import type { ServiceNowSite } from './site.ts';
import { isSysId, sysIdSchema } from './sys-id.ts';
import { queryRecords, updateRecord } from './table.ts';

/** `comments` are shown to the requester, `work_notes` to those who work on the record. */
const JOURNALS = ['comments', 'work_notes'] as const;
export type Journal = (typeof JOURNALS)[number];

/** An entry of ours that carries a marker. */
export interface OwnEntry extends MarkerLine {
  readonly id: string;
  readonly journal: string;
  readonly text: string;
}

const entrySchema = z.object({ sys_id: sysIdSchema, element: z.string(), value: z.string() });

/** Entries of a record that we wrote, with their markers, oldest first. A marker in anybody else's proves nothing. */
export async function readOwnEntries(site: ServiceNowSite, recordId: string): Promise<readonly OwnEntry[]> {
  if (!isSysId(recordId)) return [];
  const where = [eq('element_id', recordId), eq('sys_created_by', site.stage.ownUserName), oneOf('element', JOURNALS)];
  const query = { what: 'reading the journal', table: 'sys_journal_field', where, fields: ['element', 'value'] };
  return (await queryRecords(site, query, entrySchema)).flatMap(({ sys_id: id, element, value }) => {
    const marker = readMarkerLine(value);
    return marker === null ? [] : [{ ...marker, id, journal: element, text: value }];
  });
}

/**
 * Adds an entry and returns its id. The answer to the write shows journals as empty whether they were taken or dropped,
 * so the entry itself is read: with its marker line, in the journal it is meant for.
 * @throws TicketSystemRefused also when it is not there
 */
export async function addEntry(
  site: ServiceNowSite,
  record: { readonly table: string; readonly sysId: string },
  entry: { readonly journal: Journal; readonly text: string },
): Promise<string> {
  const { journal, text } = entry;
  const what = journal === 'comments' ? 'adding a comment' : 'adding a comment for IT';
  const sent = readMarkerLine(text);
  await updateRecord(site, { what, ...record, values: {}, journal: { [journal]: text }, fields: [] }, z.unknown());
  const added = (await readOwnEntries(site, record.sysId)).findLast(
    (one) => one.journal === journal && one.hash === sent?.hash && one.part === sent.part && one.parts === sent.parts,
  );
  if (added) return added.id;
  const detail =
    `no entry of ours is in ${record.table}.${journal}: our account needs the right to write that field ` +
    '(work notes usually need the role itil) and to read sys_journal_field';
  throw new TicketSystemRefused({ what, status: 200, detail });
}
