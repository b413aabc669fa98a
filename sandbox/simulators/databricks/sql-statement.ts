import { type ViewRow, viewColumns } from './sql-views.ts';

/** One branch of the statement: what it selects, from where, under which conditions. */
interface Branch {
  readonly view: string;
  /** Alias → expression. */
  readonly selected: ReadonlyMap<string, string>;
  readonly where: string;
}

/** What the simulated warehouse understands of a statement. */
export interface GrantSelect {
  readonly branches: readonly Branch[];
  /** Kinds of which only the first name is told. */
  readonly counted: ReadonlySet<string>;
}

export interface SqlError {
  readonly code: string;
  readonly message: string;
}

/**
 * Reads the one kind of statement the simulator knows: views of system.information_schema under one another, held
 * together by principal. It is no SQL engine: anything else is a syntax error.
 * @param missing views, or `view.column`, this metastore does not have
 */
export function readStatement(sql: string, missing: readonly string[]): GrantSelect | SqlError {
  const branches = sql
    .split(/\bUNION ALL\b/)
    .map(
      (part) =>
        /SELECT (?<list>(?:(?!\bSELECT\b).)+?) FROM system\.information_schema\.(?<view>\w+) WHERE (?<where>.+?)(?:\n\)|$)/s.exec(
          part.trim(),
        )?.groups,
    );
  const counted = /CASE WHEN kind IN \(([^)]*)\) THEN '' ELSE name END/.exec(sql)?.[1];
  if (branches.includes(undefined) || counted === undefined) {
    return { code: 'BAD_REQUEST', message: '[PARSE_SYNTAX_ERROR] Syntax error: this warehouse is a simulated one.' };
  }
  const read = branches.map((groups): Branch => {
    const { list = '', view = '', where = '' } = groups ?? {};
    const items = list.split(/,\s+(?=(?:[^()]*\([^()]*\))*[^()]*$)/).map((item) => item.split(/\s+AS\s+/));
    return {
      view,
      where,
      selected: new Map(items.map(([expression = '', alias = '']) => [alias.trim(), expression.trim()])),
    };
  });
  const error = read.map((branch) => unknownIn(branch, missing)).find((found) => found !== undefined);
  return error ?? { branches: read, counted: new Set(literals(counted)) };
}

function unknownIn({ view, selected, where }: Branch, missing: readonly string[]): SqlError | undefined {
  const columns = viewColumns(view);
  if (columns === undefined || missing.includes(view)) {
    const name = `\`system\`.\`information_schema\`.\`${view}\``;
    const message = `[TABLE_OR_VIEW_NOT_FOUND] The table or view ${name} cannot be found. SQLSTATE: 42P01`;
    return { code: 'BAD_REQUEST', message };
  }
  const used = [...selected.values(), where].join(' ').matchAll(/\b([a-z_]+)\.([a-z_]+)\b/g);
  for (const [, from = '', column = ''] of used) {
    if (from === view && columns.has(column) && !missing.includes(`${view}.${column}`)) continue;
    const message =
      `[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name \`${from}\`.\`${column}\` ` +
      'cannot be resolved. SQLSTATE: 42703';
    return { code: 'BAD_REQUEST', message };
  }
  return undefined;
}

/** The answer: grantee, kind, first name, number of objects, privileges, inherited. */
export function answer(
  { branches, counted }: GrantSelect,
  names: ReadonlySet<string>,
  rowsOf: (view: string) => readonly ViewRow[],
): string[][] {
  const held = branches.flatMap((branch) =>
    rowsOf(branch.view)
      .filter((row) => passes(branch, row))
      .map((row) => Object.fromEntries([...branch.selected].map(([alias, text]) => [alias, value(text, row) ?? '']))),
  );
  const ours = held.filter(({ grantee = '' }) => names.has(grantee));
  const objects = [...Map.groupBy(ours, (row) => key(row, 'grantee', 'kind', 'name', 'inherited')).values()].map(
    (rows) => ({
      ...rows[0],
      privileges: [...new Set(rows.map(({ privilege = '' }) => privilege))].sort().join(','),
    }),
  );
  const grouped = Map.groupBy(objects, (row: Readonly<Record<string, string>>) =>
    key(row, 'grantee', 'kind', 'privileges', 'inherited', counted.has(row.kind ?? '') ? '' : 'name'),
  );
  return [...grouped.values()].map((rows: readonly Readonly<Record<string, string>>[]) => {
    const { grantee = '', kind = '', privileges = '', inherited = '' } = rows[0] ?? {};
    const [first = ''] = rows.map(({ name = '' }) => name).sort();
    return [grantee, kind, first, String(rows.length), privileges, inherited];
  });
}

function key(row: Readonly<Record<string, string>>, ...columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => row[column] ?? ''));
}

/** Literals, columns, `concat_ws` and `coalesce`. */
function value(expression: string, row: ViewRow): string | null {
  const [literal] = literals(expression);
  const columns = [...expression.matchAll(/\w+\.(\w+)/g)].map(([, column = '']) => row[column] ?? null);
  if (expression.startsWith('concat_ws(')) return columns.join(literal ?? '');
  if (expression.startsWith('coalesce(')) return columns[0] ?? literal ?? null;
  return literal ?? columns[0] ?? null;
}

function passes({ where }: Branch, row: ViewRow): boolean {
  return where.split(/\bAND\b/).every((condition) => {
    const column = row[/\.(\w+)/.exec(condition)?.[1] ?? ''] ?? '';
    if (/ NOT IN /.test(condition)) return !literals(condition).includes(column);
    if (/ <> /.test(condition)) return !literals(condition).includes(column);
    return true;
  });
}

function literals(text: string): string[] {
  return [...text.matchAll(/'([^']*)'/g)].map(([, literal = '']) => literal);
}
