import * as z from 'zod';
import { TicketSystemUnavailable } from '#shared/errors.ts';
import type { ServiceNowCall, ServiceNowClient } from './client.ts';
import { type RawRow, rawRowSchema } from './row.ts';

/** Rows per page. */
const PAGE = 500;

/** A site that pages in circles must not hold us for ever. */
const MOST_PAGES = 100;

/** The rows of a list, each once. */
export interface Rows {
  readonly rows: readonly RawRow[];
  /** How many the instance counts besides: those that are kept from us. */
  readonly hidden: number;
}

/**
 * Reads a list page by page, to its end or until there are `most` rows.
 * @throws TicketSystemUnavailable when there is no end
 */
export async function readPages(client: ServiceNowClient, call: ServiceNowCall, most: number): Promise<Rows> {
  const limit = Math.min(PAGE, most);
  const found = new Map<string | undefined, RawRow>();
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const offset = page * limit;
    const query = { ...call.query, sysparm_limit: limit, sysparm_offset: offset };
    const { rows, total } = await client.readPage({ ...call, query }, z.array(rawRowSchema));
    for (const row of rows) found.set(row.sys_id, row);
    if (found.size >= most) return { rows: [...found.values()].slice(0, most), hidden: 0 };
    // Rows we may not see are taken off after the limit: a short page is not the last one where a total says more.
    const last = total === null ? rows.length < limit : offset + limit >= total;
    if (last) return { rows: [...found.values()], hidden: Math.max(0, (total ?? 0) - found.size) };
  }
  throw new TicketSystemUnavailable({ what: `${call.what}: more than ${MOST_PAGES} pages` });
}
