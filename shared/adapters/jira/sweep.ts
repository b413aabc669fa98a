import * as z from 'zod';
import { TicketSystemUnavailable } from '#shared/errors.ts';
import { idSchema } from './client.ts';
import type { JiraSite } from './site.ts';

/** Issues per page: Jira gives that many where only ids are asked for. */
const PAGE = 1_000;

/** A site that pages in circles must not hold us for ever. */
const MOST_PAGES = 100;

const pageSchema = z.object({
  issues: z.array(z.object({ id: idSchema })),
  nextPageToken: z.string().nullish(),
  isLast: z.boolean().optional(),
});

/**
 * Ids of issues of the served projects and types changed within the last minutes, oldest change first. The index lags
 * behind by seconds, and crossing projects with types may name a few too many: both are for the caller's overlap and
 * re-read to absorb.
 */
export async function listChanged(site: JiraSite, minutes: number): Promise<readonly string[]> {
  const jql = searchText(site, minutes);
  const found = new Set<string>();
  let nextPageToken: string | undefined;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const body = { jql, fields: ['id'], maxResults: PAGE, ...(nextPageToken !== undefined && { nextPageToken }) };
    const call = { what: 'searching changed issues', method: 'POST', path: '/rest/api/3/search/jql', body } as const;
    const answer = await site.client.read(call, pageSchema);
    for (const issue of answer.issues) found.add(issue.id);
    if (answer.isLast === true || !answer.nextPageToken) return [...found];
    nextPageToken = answer.nextPageToken;
  }
  throw new TicketSystemUnavailable({ what: `searching changed issues: more than ${MOST_PAGES} pages` });
}

/** Ids were checked to be digits when the adapter was built; the number is made one here. */
function searchText(site: JiraSite, minutes: number): string {
  const list = (ids: readonly string[]) => [...new Set(ids)].join(', ');
  const { ticketTypes } = site.stage;
  const projects = list(ticketTypes.map((type) => type.projectId));
  const types = list(ticketTypes.map((type) => type.issueTypeId));
  const span = Math.max(1, Math.ceil(minutes));
  return `project in (${projects}) AND issuetype in (${types}) AND updated >= "-${span}m" ORDER BY updated ASC`;
}
