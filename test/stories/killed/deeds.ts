import * as z from 'zod';
import type { Crossing } from './border.ts';

const rowSchema = z.record(z.string(), z.string());

/** What changed at a ticket system or Databricks; null for reads, some of which are POSTs, and for what was refused. */
export function effectOf({ method, path, body, status }: Crossing): string | null {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  if (method === 'GET' || status >= 300 || /\/oidc\/|\/oauth_token\.do|\/search(\/|$)/.test(pathname)) return null;
  const table = searchParams.get('table_name');
  return [method, pathname, ...(table === null ? [] : [table]), ...columnsOf(pathname, body)].join(' ');
}

/** ServiceNow takes comments, states and answers at one address; only the columns tell them apart. */
function columnsOf(pathname: string, body: Buffer): string[] {
  if (!pathname.startsWith('/api/now/table/')) return [];
  return Object.entries(rowSchema.parse(JSON.parse(body.toString()))).map(([name, value]) => {
    const [part = ''] = /^\(\d+\/\d+\)/.exec(value) ?? [];
    return `${name}${part}`;
  });
}

/** What changed in the store; null for reads and refused conditions. */
export function storeWriteOf({ headers, status }: Crossing): string | null {
  const [, operation = ''] = String(headers['x-amz-target']).split('.');
  return status === 200 && !/^(Get|Query|Describe|List)/.test(operation) ? operation : null;
}

/** The same for all deeds that differ only in what they were done to. */
export function kindOf(deed: string): string {
  return deed.replace(/[0-9a-f]{32}|\d+/g, '#');
}
