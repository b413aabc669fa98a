import { JiraFault } from './jira-fault.ts';

/** A query as a sweep needs it. `updatedWithinMs` is how far back `updated >= "-NNm"` reaches. */
export interface JqlQuery {
  readonly projects?: readonly string[];
  readonly issueTypes?: readonly string[];
  readonly updatedWithinMs?: number;
  readonly order: { readonly by: 'updated' | 'created' | 'key'; readonly descending: boolean };
}

/** `AND`, unless an odd number of quotes follows: then it belongs to a name. */
const andOutsideQuotes = /\s+and\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/i;
const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * Reads `project in (…) AND issuetype in (…) AND updated >= "-30m" ORDER BY updated ASC`. Anything else Jira can do is
 * refused loudly instead of being half understood.
 * @throws {JiraFault} 400 for unbounded or unsupported queries.
 */
export function parseJql(jql: string): JqlQuery {
  const [, where = '', orderBy] = /^(.*?)(?:\border\s+by\s+(.*))?$/is.exec(jql.trim()) ?? [];
  if (where.trim() === '') {
    throw refused('Unbounded JQL queries are not allowed here. Please add a search restriction to your query.');
  }
  const query: { projects?: string[]; issueTypes?: string[]; updatedWithinMs?: number } = {};
  for (const clause of where.trim().split(andOutsideQuotes)) {
    const listed = /^"?(project|issuetype|type)"?\s*(?:=\s*(.+)|in\s*\((.+)\))$/is.exec(clause);
    const relative = /^updated\s*>=\s*["']?-(\d+)([mhdw])["']?$/i.exec(clause);
    if (listed !== null) {
      const values = splitValues(listed[3] ?? listed[2] ?? '', listed[3] !== undefined);
      if (listed[1]?.toLowerCase() === 'project') query.projects = values;
      else query.issueTypes = values;
    } else if (relative !== null) {
      query.updatedWithinMs = Number(relative[1]) * (unitMs[(relative[2] ?? 'm').toLowerCase()] ?? 0);
    } else throw refused(`Error in the JQL Query: '${clause}' is not supported.`);
  }
  return { ...query, order: parseOrder(orderBy) };
}

function splitValues(list: string, many: boolean): string[] {
  const values = list.match(/"[^"]*"|'[^']*'|[^,"']+/g) ?? [];
  const cleaned = values.map((value) => value.trim().replace(/^(["'])(.*)\1$/, '$2')).filter((value) => value !== '');
  if (cleaned.length === 0 || (!many && cleaned.length > 1))
    throw refused('Error in the JQL Query: a value is missing.');
  // Unquoted words with spaces are a syntax error in Jira, the usual slip with issue type names.
  if (values.some((value) => /^[^"'].*\s.*[^"']$/.test(value.trim()))) {
    throw refused(`Error in the JQL Query: names with spaces must be quoted.`);
  }
  return cleaned;
}

function parseOrder(orderBy: string | undefined): JqlQuery['order'] {
  if (orderBy === undefined) return { by: 'created', descending: true };
  const [, by, direction] = /^(updated|created|key)(?:\s+(asc|desc))?$/i.exec(orderBy.trim()) ?? [];
  if (by === undefined) throw refused(`Error in the JQL Query: ORDER BY '${orderBy}' is not supported.`);
  const name = by.toLowerCase();
  const descending = direction === undefined ? name !== 'key' : direction.toLowerCase() === 'desc';
  return { by: name === 'updated' || name === 'created' ? name : 'key', descending };
}

function refused(message: string): JiraFault {
  return new JiraFault(400, message);
}
