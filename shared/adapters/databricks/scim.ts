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
 * @param filter left out: the whole collection
 * @throws DirectoryUnavailable when the pages hold less than the server counts: a list is never silently short
 */
export async function scimList(
  reads: Reads,
  accountId: string,
  collection: ScimCollection,
  filter?: string,
): Promise<readonly ScimEntry[]> {
  const what = `list of ${collection}`;
  const found = new Map<string, ScimEntry>();
  let received = 0;
  for (;;) {
    const page = await scimPage(reads, accountId, collection, { filter, startIndex: received + 1, count: PAGE_SIZE });
    for (const entry of page.Resources) found.set(entry.id, entry);
    received += page.Resources.length;
    const complete = page.totalResults !== undefined && received >= page.totalResults;
    // A full page may be followed by more than the count says; a page that is short and completes the count is the last.
    if (page.Resources.length > 0 && !(complete && page.Resources.length < PAGE_SIZE)) continue;
    if (found.size < (page.totalResults ?? 0)) throw new DirectoryUnavailable({ what: `${what}: pages are missing` });
    return [...found.values()];
  }
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
