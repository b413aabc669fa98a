import * as z from 'zod';
import type { Audience, Document } from '#shared/domain/document.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { TaskComment } from '#shared/ports/ticket-system.ts';
import { addEntry, type Journal, type OwnEntry, readOwnEntries } from './journal.ts';
import { markerHash } from './marker.ts';
import { eq, oneOf } from './query.ts';
import type { ServiceNowSite } from './site.ts';
import { isSysId, sysIdSchema } from './sys-id.ts';
import { queryRecords } from './table.ts';
import { tableOf } from './table-of.ts';
import { journalEntries } from './text.ts';

const JOURNAL_FOR = { requester: 'comments', it: 'work_notes' } as const satisfies Record<Audience, Journal>;

/**
 * Ids of our comments with this marker in the journal for their audience, oldest first. A comment in several entries counts only when all of them are
 * there; its id is that of the first one. What an attempt left unfinished whose text was another one does not count.
 */
export async function findComment(
  site: ServiceNowSite,
  ticketId: string,
  { marker, audience }: { readonly marker: string; readonly audience: Audience },
): Promise<readonly string[]> {
  const hash = markerHash(marker);
  const journal = JOURNAL_FOR[audience];
  const entries = (await readOwnEntries(site, ticketId)).filter((one) => one.hash === hash && one.journal === journal);
  const counts = [...new Set(entries.map(({ parts }) => parts))];
  const found = new Set(
    counts.flatMap((parts) =>
      wholeOnes(
        entries.filter((entry) => entry.parts === parts),
        parts,
      ),
    ),
  );
  return entries.map(({ id }) => id).filter((id) => found.has(id));
}

/** Ids of the first entries of comments in so many parts: there are as many as of the part there are fewest of. */
function wholeOnes(entries: readonly OwnEntry[], parts: number): readonly string[] {
  const byPart = Map.groupBy(entries, ({ part }) => part);
  const copies = Math.min(...Array.from({ length: parts }, (_, index) => byPart.get(index + 1)?.length ?? 0));
  return copies === 0 ? [] : (byPart.get(1) ?? []).slice(-copies).map(({ id }) => id);
}

/**
 * Writes a comment, its marker in the last line of every entry, and returns the id of the first entry. Of a comment in
 * several entries only those are written that an earlier attempt did not: an entry of another text is none of them.
 * @throws TicketSystemRefused also when an entry is not found afterwards in the journal for its audience
 */
export async function addComment(
  site: ServiceNowSite,
  ticketId: string,
  comment: { marker: string; audience: Audience; body: Document },
): Promise<string> {
  const journal = JOURNAL_FOR[comment.audience];
  const record = { table: await tableOf(site, ticketId), sysId: ticketId };
  const [first = '', ...more] = journalEntries(comment.body, comment.marker);
  if (more.length === 0) return addEntry(site, record, { journal, text: first });

  const written = (await readOwnEntries(site, ticketId)).filter((entry) => entry.journal === journal);
  const ids: string[] = [];
  for (const text of [first, ...more]) {
    const there = written.find((entry) => sameText(entry.text, text));
    ids.push(there?.id ?? (await addEntry(site, record, { journal, text })));
  }
  return ids[0] ?? '';
}

/** Journals may rewrite line ends, and nothing else. */
function sameText(kept: string, sent: string): boolean {
  const lines = (text: string) => text.replace(/\r\n?/g, '\n').trim();
  return lines(kept) === lines(sent);
}

const entrySchema = z.object({ sys_id: sysIdSchema, value: z.string(), sys_created_by: z.string() });

/** The latest entry of a task that is not ours, of either journal; its author by user name. Null when there is none. */
export async function readTaskComment(site: ServiceNowSite, taskId: string): Promise<TaskComment | null> {
  if (!isSysId(taskId)) return null;
  const where = [eq('element_id', taskId), oneOf('element', Object.values(JOURNAL_FOR))];
  const query = { what: 'reading the journal', table: 'sys_journal_field', where, fields: ['value', 'sys_created_by'] };
  const entries = await queryRecords(site, query, entrySchema);
  const latest = entries.findLast((entry) => entry.sys_created_by !== site.stage.ownUserName);
  return latest ? { by: latest.sys_created_by, text: latest.value } : null;
}

/**
 * ServiceNow keeps what was written in a journal, so nothing is asked of it.
 * @throws TicketSystemRefused always
 */
export async function removeComment(_site: ServiceNowSite, _ticketId: string, _commentId: string): Promise<never> {
  const detail = 'ServiceNow keeps every entry of a journal';
  throw new TicketSystemRefused({ what: 'removing a comment', status: 405, detail });
}
