import * as z from 'zod';
import { inPath, numericIdSchema, timeSchema } from './client.ts';
import { orNull } from './errors.ts';
import { readPages } from './pages.ts';
import { authorSchema } from './people.ts';
import type { JiraSite } from './site.ts';

/** Entries per page; Jira gives no more. */
const PAGE = 100;

/**
 * One changed field. The display texts are left unread on purpose: Jira's key for the new one is `toString`, which a
 * missing key would silently answer with Object.prototype.toString. Ids are all we compare.
 */
const itemSchema = z
  .object({
    field: z.string(),
    fieldId: z.string().nullish(),
    from: z.string().nullish(),
    to: z.string().nullish(),
    tmpFromAccountId: z.string().nullish(),
    tmpToAccountId: z.string().nullish(),
  })
  .transform((item) => ({
    // Data Center has no fieldId; created events spell the field `Status`.
    fieldId: item.fieldId ?? item.field.toLowerCase(),
    from: item.from ?? null,
    to: item.to ?? null,
    accounts: [item.from, item.to, item.tmpFromAccountId, item.tmpToAccountId],
  }));

const entrySchema = z.object({
  id: numericIdSchema,
  author: authorSchema,
  created: timeSchema,
  items: z.array(itemSchema),
});

const pageSchema = z.object({
  values: z.array(entrySchema),
  isLast: z.boolean().optional(),
  total: z.number().optional(),
});

export type ChangelogEntry = z.infer<typeof entrySchema>;

/** The whole history of an issue, oldest first, all pages; null when the issue is gone. */
export async function readChangelog(site: JiraSite, issueId: string): Promise<readonly ChangelogEntry[] | null> {
  const what = 'reading the changelog';
  const path = `/rest/api/3/issue/${inPath(issueId)}/changelog`;
  const entries = await readPages(what, async (startAt) => {
    const page = await orNull(site.client.read({ what, path, query: { startAt, maxResults: PAGE } }, pageSchema));
    return page && { ...page, isLast: page.isLast ?? startAt + page.values.length >= (page.total ?? 0) };
  });
  return entries === null ? null : entries.sort((a, b) => compareIds(a.id, b.id));
}

/** The latest entry that changed this field. */
export function lastChangeOf(entries: readonly ChangelogEntry[], fieldId: string): ChangelogEntry | undefined {
  return entries.findLast((entry) => entry.items.some((item) => item.fieldId === fieldId));
}

/** A change of the issue's status. */
export interface StatusChange {
  readonly entry: ChangelogEntry;
  readonly from: string | null;
  readonly to: string | null;
}

/** Every change of the status, oldest first. */
export function statusChanges(entries: readonly ChangelogEntry[]): readonly StatusChange[] {
  return entries.flatMap((entry) =>
    entry.items.filter((item) => item.fieldId === 'status').map((item) => ({ entry, from: item.from, to: item.to })),
  );
}

/** Orders numeric ids of any length. */
export function compareIds(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
