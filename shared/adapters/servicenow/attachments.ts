import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { TicketFile } from '#shared/ports/ticket-system.ts';
import { orNull } from './errors.ts';
import { type Condition, encodedQuery, eq, fulfils } from './query.ts';
import { findItemHead, type ServiceNowSite } from './site.ts';
import { isSysId, sysIdSchema } from './sys-id.ts';
import { tableOf } from './table-of.ts';

const PATH = '/api/now/attachment';

/** Nobody attaches as many files of one name; more than these need a person anyway. */
const MOST_FILES = 1_000;

const fileSchema = z.object({
  sys_id: sysIdSchema,
  table_name: z.string(),
  table_sys_id: z.string(),
  file_name: z.string(),
  sys_created_by: z.string(),
  sys_created_on: z.string(),
});
const addedSchema = fileSchema.extend({ size_bytes: z.string() });

/** Where a file is attached. */
interface Holder {
  readonly table: string;
  readonly sysId: string;
}

/** Whether a file for IT may be attached: whoever may read an item may read its files, so the stage has to say yes. */
export async function mayAttachForIt(site: ServiceNowSite, ticketId: string): Promise<boolean> {
  return (await findItemHead(site, ticketId))?.type?.filesForEverybody === true;
}

/** Ids of files of ours with exactly this name, oldest first: ServiceNow keeps any number of files of one name. */
export async function findAttachment(
  site: ServiceNowSite,
  ticketId: string,
  fileName: string,
): Promise<readonly string[]> {
  return findFiles(site, ticketId, fileName);
}

/** Attaches a file to an item or task and returns its id; the audience is asked about by `mayAttachForIt` before. */
export async function addAttachment(site: ServiceNowSite, ticketId: string, file: TicketFile): Promise<string> {
  return attachFile(site, { table: await tableOf(site, ticketId), sysId: ticketId }, file);
}

/** Removes a file; one that is gone already is fine. */
export async function removeAttachment(site: ServiceNowSite, attachmentId: string): Promise<void> {
  if (!isSysId(attachmentId)) return;
  await site.client.remove({ what: 'removing an attachment', path: `${PATH}/${attachmentId}` });
}

/** The same as `findAttachment`, for any record: no two of an instance have the same id. */
export async function findFiles(site: ServiceNowSite, sysId: string, fileName: string): Promise<readonly string[]> {
  if (!isSysId(sysId)) return [];
  const where = [eq('table_sys_id', sysId), eq('file_name', fileName), eq('sys_created_by', site.stage.ownUserName)];
  const query = { sysparm_query: encodedQuery(where), sysparm_limit: MOST_FILES };
  const call = { what: 'reading the attachments', path: PATH, query };
  const files = (await orNull(site.client.read(call, z.array(fileSchema)))) ?? [];
  if (!files.every((file) => where.every((condition) => holds(file, condition)))) {
    const detail = 'it did not heed a condition on attachments';
    throw new TicketSystemRefused({ what: call.what, status: 200, detail });
  }
  return files
    .toSorted((a, b) => a.sys_created_on.localeCompare(b.sys_created_on) || a.sys_id.localeCompare(b.sys_id))
    .map((file) => file.sys_id);
}

function holds(file: z.infer<typeof fileSchema>, condition: Condition): boolean {
  const values: Readonly<Record<string, string>> = file;
  return fulfils(values[condition.field] ?? '', condition);
}

/**
 * The same as `addAttachment`, for any record.
 * @throws TicketSystemRefused also when another file came out of it than was sent; it is removed then
 */
export async function attachFile(
  site: ServiceNowSite,
  holder: Holder,
  file: Pick<TicketFile, 'fileName' | 'mimeType' | 'content'>,
): Promise<string> {
  const what = 'attaching a file';
  if (!isSysId(holder.sysId)) throw new TicketSystemRefused({ what, status: 404, detail: 'the record has no such id' });
  const added = await site.client.insert(
    {
      what,
      path: `${PATH}/file`,
      query: { table_name: holder.table, table_sys_id: holder.sysId, file_name: file.fileName },
      bytes: { content: file.content, type: `${file.mimeType}; charset=utf-8` },
    },
    addedSchema,
  );
  const whole =
    added.table_sys_id === holder.sysId &&
    added.file_name === file.fileName &&
    added.size_bytes === String(file.content.byteLength);
  if (whole) return added.sys_id;
  await removeAttachment(site, added.sys_id);
  const detail = 'ServiceNow kept it under another name, in another place or not whole; it was removed';
  throw new TicketSystemRefused({ what, status: 201, detail });
}
