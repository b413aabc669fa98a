import { JiraFault } from './jira-fault.ts';
import { type JqlQuery, parseJql } from './jql.ts';
import { isOnTeam } from './permissions.ts';
import type { Site } from './site.ts';
import type { Issue } from './ticket.ts';

export interface SearchRequest {
  readonly jql: string;
  readonly maxResults: number;
  readonly nextPageToken?: string | undefined;
  /** Ids for which the index is brought up to date first (read-after-write). */
  readonly reconcileIssues: readonly string[];
}

export interface SearchPage {
  readonly issues: Issue[];
  /** Missing on the last page. */
  readonly nextPageToken?: string;
}

/**
 * One page of what the account may see. The index lags: a change younger than `searchDelayMs` is not there yet, unless
 * the ticket is named in `reconcileIssues`. Pages are counted on the live result, so tickets can slip between pages.
 */
export function search(site: Site, accountId: string, request: SearchRequest): SearchPage {
  const query = parseJql(request.jql);
  for (const key of query.projects ?? []) checkProject(site, accountId, key);
  const offset = readToken(request.jql, request.nextPageToken);
  const found = [...site.issues.values()]
    .filter((issue) => isOnTeam(site, accountId, site.project(issue.projectKey)))
    .map((issue) => ({ issue, updated: indexedAt(site, issue, request.reconcileIssues.includes(issue.id)) }))
    .filter(({ issue, updated }) => updated !== undefined && fits(site, query, issue, updated))
    .sort(comparator(query));
  const issues = found.slice(offset, offset + request.maxResults).map(({ issue }) => issue);
  const end = offset + request.maxResults;
  return end < found.length ? { issues, nextPageToken: writeToken(request.jql, end) } : { issues };
}

/** When the index believes the ticket changed last; undefined when it does not know the ticket yet. */
function indexedAt(site: Site, issue: Issue, reconciled: boolean): number | undefined {
  const horizon = reconciled ? Infinity : site.now() - site.options.searchDelayMs;
  return issue.changedAt.findLast((at) => at <= horizon);
}

function fits(site: Site, query: JqlQuery, issue: Issue, updated: number): boolean {
  const project = site.project(issue.projectKey);
  const type = site.issueType(issue);
  const named = (values: readonly string[] | undefined, ...names: string[]) => {
    return values?.some((value) => names.some((name) => name.toLowerCase() === value.toLowerCase())) ?? true;
  };
  const recent = query.updatedWithinMs === undefined || updated >= site.now() - query.updatedWithinMs;
  return (
    recent &&
    named(query.projects, project.key, project.id, project.name) &&
    named(query.issueTypes, type.id, type.name)
  );
}

function checkProject(site: Site, accountId: string, name: string): void {
  const wanted = name.toLowerCase();
  const known = site.projects.some((project) => {
    const names = [project.key, project.id, project.name].map((text) => text.toLowerCase());
    return names.includes(wanted) && isOnTeam(site, accountId, project);
  });
  if (!known) throw new JiraFault(400, `The value '${name}' does not exist for the field 'project'.`);
}

type Ranked = { readonly issue: Issue; readonly updated: number | undefined };

function comparator({ order }: JqlQuery): (a: Ranked, b: Ranked) => number {
  const value = ({ issue, updated = 0 }: Ranked) => (order.by === 'updated' ? updated : issue.created);
  const sign = order.descending ? -1 : 1;
  return (a, b) => sign * (order.by === 'key' ? compareKeys(a, b) : value(a) - value(b) || compareKeys(a, b));
}

function compareKeys(a: Ranked, b: Ranked): number {
  return a.issue.key.localeCompare(b.issue.key, 'en', { numeric: true });
}

function writeToken(jql: string, offset: number): string {
  return Buffer.from(JSON.stringify([offset, jql])).toString('base64url');
}

function readToken(jql: string, token: string | undefined): number {
  if (token === undefined) return 0;
  const [, offset, tokenJql] =
    /^\[(\d+),(".*")\]$/s.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? ([] as const);
  if (offset === undefined || tokenJql !== JSON.stringify(jql)) throw new JiraFault(400, 'Invalid nextPageToken.');
  return Number(offset);
}
