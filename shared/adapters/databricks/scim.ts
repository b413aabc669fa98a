import * as z from 'zod';
import { DirectoryUnavailable } from '#shared/errors.ts';
import type { Reads } from './calls.ts';

/** The documented most; larger values are cut down. */
const PAGE_SIZE = 100;

/** An id: SCIM writes strings, other APIs numbers, IAM v2 either. */
export const idSchema = z.union([z.string().min(1), z.number().int()]).transform(String);

const entrySchema = z.object({ id: idSchema, displayName: z.string().optional(), userName: z.string().optional() });

/** What a list is good for: lists leave out externalId and members, so everything else is read with a GET by id. */
export type ScimEntry = z.infer<typeof entrySchema>;

const listSchema = z.object({
  Resources: z.array(entrySchema).default([]),
  totalResults: z.number().int().nonnegative().optional(),
});

export type ScimCollection = 'Users' | 'ServicePrincipals' | 'Groups';

/** Path of a SCIM collection of the account, or of one resource in it. */
export function scimPath(accountId: string, collection: ScimCollection, id?: string): string {
  const base = `/api/2.0/accounts/${encodeURIComponent(accountId)}/scim/v2/${collection}`;
  return id === undefined ? base : `${base}/${encodeURIComponent(id)}`;
}

/** `attribute operator "value"`; only double quotes work, and a value's own quotes and backslashes are escaped. */
export function scimFilter(attribute: string, operator: 'eq' | 'co' | 'sw', value: string): string {
  return `${attribute} ${operator} "${value.replace(/["\\]/g, '\\$&')}"`;
}

/**
 * All entries of a collection that fit a filter, each once. The next page begins after what was received, whatever was
 * asked for, because servers send less.
 * @throws DirectoryUnavailable when the pages hold less than the server counts, or go in a circle: a list is never
 *   silently short
 */
export async function scimList(
  reads: Reads,
  accountId: string,
  collection: ScimCollection,
  filter: string,
): Promise<readonly ScimEntry[]> {
  const found = new Map<string, ScimEntry>();
  let startIndex = 1;
  for (;;) {
    const { entries, next, total } = await scimListPage(reads, accountId, collection, { filter, startIndex });
    const before = found.size;
    for (const entry of entries) found.set(entry.id, entry);
    if (next !== null && found.size === before)
      throw new DirectoryUnavailable({ what: `list of ${collection}: its pages go in a circle` });
    if (next === null && found.size < (total ?? 0))
      throw new DirectoryUnavailable({ what: `list of ${collection}: pages are missing` });
    if (next === null) return [...found.values()];
    startIndex = next;
  }
}

/** One page of such a list; `next` is where the page after it begins, null after the last. */
export async function scimListPage(
  reads: Reads,
  accountId: string,
  collection: ScimCollection,
  { filter, startIndex }: { readonly filter: string | undefined; readonly startIndex: number },
): Promise<{ entries: readonly ScimEntry[]; next: number | null; total: number | null }> {
  const page = await scimPage(reads, accountId, collection, { filter, startIndex, count: PAGE_SIZE });
  const { Resources: entries, totalResults: total = null } = page;
  const received = startIndex - 1 + entries.length;
  const complete = total !== null && received >= total;
  // A full page may be followed by more than the count says; a page that is short and completes the count is the last.
  const last = entries.length === 0 || (complete && entries.length < PAGE_SIZE);
  return { entries, next: last ? null : received + 1, total };
}

/** One page of what fits a filter. */
export function scimPage(
  reads: Reads,
  accountId: string,
  collection: ScimCollection,
  query: { readonly filter: string | undefined; readonly startIndex: number; readonly count: number },
) {
  // Names only where they exist: the rest of a list entry would be weight, and not to be trusted.
  const attributes = collection === 'Users' ? 'id,userName,displayName' : 'id,displayName';
  return reads.get(
    { what: `list of ${collection}`, path: scimPath(accountId, collection), query: { ...query, attributes } },
    listSchema,
  );
}
