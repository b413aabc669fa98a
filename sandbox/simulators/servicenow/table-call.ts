import { mayRead } from './access.ts';
import { parseQuery, select } from './encoded-query.ts';
import type { Row } from './instance.ts';
import type { Rendering } from './render-record.ts';
import { type Call, numberIn, param } from './route.ts';
import { tableNamed } from './schema.ts';
import { notFound, ServiceFault } from './service-fault.ts';

/** One page of a list, and where its neighbours are. */
export interface Page {
  readonly rows: Row[];
  readonly headers: Record<string, string>;
}

/** The table a call is about. @throws {ServiceFault} 400 when there is none, 403 when the caller may not read it at all */
export function tableOf(call: Call): string {
  const table = param(call, 'table');
  if (tableNamed(table) === undefined) throw new ServiceFault(400, `Invalid table ${table}`);
  requireReadable(call, table);
  return table;
}

/** @throws {ServiceFault} 403 when the table's ACL lets the caller read nothing */
export function requireReadable({ instance }: Call, table: string): void {
  if (instance.options.readAccess[table] !== 'forbidden') return;
  throw new ServiceFault(403, 'User Not Authorized', 'Failed API level ACL Validation');
}

/** The record a call is about. @throws {ServiceFault} 404 when it is gone or hidden: nobody is told which */
export function readableRow(call: Call, table: string, sysId: string): Row {
  const { instance, me } = call;
  const row = instance.find(table, sysId);
  const hidden = instance.options.readAccess[table] === 'hidden';
  if (row === undefined || hidden || !mayRead(instance, me, table, row)) throw notFound();
  return row;
}

/** The page a list call asks for. The limit counts before the ACLs do, so a page may be short or empty. */
export function pageOf(call: Call, table: string, defaultLimit: number): Page {
  const { instance, me, request } = call;
  const found = select(instance, table, parseQuery({ instance, me }, table, queryText(request.query)));
  const limit = numberIn(call, 'sysparm_limit', defaultLimit);
  const offset = numberIn(call, 'sysparm_offset', 0);
  const hidden = instance.options.readAccess[table] === 'hidden';
  const rows = found.slice(offset, offset + limit).filter((row) => !hidden && mayRead(instance, me, table, row));
  const links = pageLinks(call, limit, offset, found.length);
  return {
    rows,
    headers: {
      ...(request.query.get('sysparm_no_count') !== 'true' && { 'x-total-count': String(found.length) }),
      ...(request.query.get('sysparm_suppress_pagination_header') !== 'true' && links !== '' && { link: links }),
    },
  };
}

/** `sysparm_query`, and plain parameters such as `number=RITM0010001`. */
function queryText(query: URLSearchParams): string {
  const plain = [...query].filter(([name]) => !name.startsWith('sysparm_'));
  return [query.get('sysparm_query') ?? '', ...plain.map(([name, value]) => `${name}=${value}`)].join('^');
}

function pageLinks({ instance, request }: Call, limit: number, offset: number, total: number): string {
  const last = limit === 0 ? 0 : Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const link = (rel: string, to: number) => {
    const query = new URLSearchParams(request.query);
    query.set('sysparm_offset', String(to));
    return `<${instance.baseUrl}${request.path}?${query}>;rel="${rel}"`;
  };
  return [
    link('first', 0),
    ...(offset > 0 ? [link('prev', Math.max(0, offset - limit))] : []),
    ...(offset + limit < total ? [link('next', offset + limit)] : []),
    link('last', last),
  ].join(',');
}

/** How the caller wants values shown. */
export function renderingOf({ request: { query } }: Call): Rendering {
  const display = query.get('sysparm_display_value');
  const fields = (query.get('sysparm_fields') ?? '').split(',').map((name) => name.trim());
  const named = fields.filter((name) => name !== '');
  return {
    display: display === 'true' || display === 'all' ? display : 'false',
    excludeReferenceLinks: query.get('sysparm_exclude_reference_link') === 'true',
    ...(named.length > 0 && { fields: named }),
  };
}
