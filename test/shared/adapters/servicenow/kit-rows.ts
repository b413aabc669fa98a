import type { SimulatorResponse } from '#sandbox/simulators/http-routes.ts';

export type Row = Readonly<Record<string, string>>;

/** Answers a GET of the Table API over these rows; of one record where its id is given. */
export function answerRows(
  rows: readonly Row[] | undefined,
  query: URLSearchParams,
  sysId?: string,
): SimulatorResponse {
  if (rows === undefined) return failure(400, 'Invalid table');
  const fields = query.get('sysparm_fields')?.split(',') ?? [];
  const shown = (row: Row) =>
    Object.fromEntries(fields.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])));
  if (sysId !== undefined) {
    const row = rows.find((candidate) => candidate.sys_id === sysId);
    return row ? { status: 200, json: { result: shown(row) } } : failure(404, 'No Record found');
  }
  const parts = (query.get('sysparm_query') ?? '').split('^');
  const known = (field: string) => rows.some((row) => row[field] !== undefined);
  const found = rows.filter((row) => parts.every((part) => fits(row, part, known)));
  const descending = parts.some((part) => part.startsWith('ORDERBYDESC'));
  const sorted = found.toSorted((a, b) => key(a).localeCompare(key(b)) * (descending ? -1 : 1));
  const offset = Number(query.get('sysparm_offset') ?? 0);
  const page = sorted.slice(offset, offset + Number(query.get('sysparm_limit') ?? 10_000));
  return {
    status: 200,
    headers: { 'x-total-count': String(found.length) },
    json: { result: page.map(shown) },
  };
}

function failure(status: number, message: string): SimulatorResponse {
  return { status, json: { error: { message, detail: null }, status: 'failure' } };
}

function key(row: Row): string {
  return `${row.sys_created_on ?? ''} ${row.sys_id ?? ''}`;
}

function fits(row: Row, part: string, known: (field: string) => boolean): boolean {
  const [, field = '', operator = '', value = ''] = /^([a-z][a-z0-9_.]*)(>=|IN|LIKE|=)(.*)$/.exec(part) ?? [];
  if (field === '' || !known(field)) return true;
  const held = row[field] ?? '';
  if (operator === '>=') return held >= value;
  if (operator === 'IN') return value.split(',').includes(held);
  const [text, asked] = [held.toLowerCase(), value.toLowerCase()];
  return operator === 'LIKE' ? text.includes(asked) : text === asked;
}
