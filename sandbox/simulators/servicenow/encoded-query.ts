import { valueAt } from './dot-walk.ts';
import type { Instance, Row } from './instance.ts';
import { columnAt } from './schema.ts';

interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** Groups (`^NQ`) of which one must hold, of terms that all must hold, of alternatives (`^OR`). */
export interface EncodedQuery {
  readonly groups: readonly (readonly (readonly Condition[])[])[];
  readonly order: readonly { readonly field: string; readonly descending: boolean }[];
  /** An invalid part was there and was dropped. */
  readonly invalid: boolean;
}

/** Who asks: `javascript:` values are run as this user. */
interface Asker {
  readonly instance: Instance;
  readonly me: string;
}

const operators = ['ISNOTEMPTY', 'ISEMPTY', 'NOT IN', 'NOTLIKE', 'STARTSWITH', 'ENDSWITH', 'BETWEEN', 'LIKE', 'IN'];
const condition = new RegExp(`^([a-z_][a-z0-9_.]*)(${operators.join('|')}|!=|>=|<=|=|>|<)(.*)$`, 's');

/**
 * Reads an encoded query as the instance does: `^` always splits, nothing escapes it; a part that names no column or no
 * operator is dropped and the rest runs; `javascript:` values are run.
 */
export function parseQuery(asker: Asker, table: string, text: string): EncodedQuery {
  const groups: Condition[][][] = [[]];
  const order: { field: string; descending: boolean }[] = [];
  let invalid = false;
  for (const part of text.split('^')) {
    if (part === '' || part === 'EQ') continue;
    const [, direction, field = ''] = /^ORDERBY(DESC)?(.*)$/s.exec(part) ?? [];
    if (part.startsWith('ORDERBY')) {
      if (columnAt(table, field) === undefined) invalid = true;
      else order.push({ field, descending: direction !== undefined });
      continue;
    }
    const newGroup = part.startsWith('NQ');
    if (newGroup) groups.push([]);
    const alternative = part.startsWith('OR');
    const parsed = parseCondition(asker, table, newGroup || alternative ? part.slice(2) : part);
    if (parsed === undefined) {
      invalid = true;
      continue;
    }
    const group = groups.at(-1) ?? [];
    const last = alternative ? group.at(-1) : undefined;
    if (last === undefined) group.push([parsed]);
    else last.push(parsed);
  }
  return { groups, order, invalid };
}

function parseCondition(asker: Asker, table: string, text: string): Condition | undefined {
  const [, field, operator, value = ''] = condition.exec(text) ?? [];
  if (field === undefined || operator === undefined || columnAt(table, field) === undefined) return undefined;
  return { field, operator, value: value.startsWith('javascript:') ? run(asker, value.slice(11)) : value };
}

function run({ instance, me }: Asker, script: string): string {
  instance.scriptsRun.push(script);
  if (/^gs\.getUserID\(\)/.test(script)) return me;
  if (/^gs\.getUserName\(\)/.test(script)) return instance.userName(me);
  return '';
}

/** The records the query finds, in its order. */
export function select(instance: Instance, table: string, query: EncodedQuery): Row[] {
  if (query.invalid && instance.options.invalidQueryReturnsNoRows) return [];
  const found = instance.rows(table).filter((row) => {
    const holds = (one: Condition) => fits(one, valueAt(instance, table, row, one.field));
    return query.groups.some((group) => group.every((alternatives) => alternatives.some(holds)));
  });
  return found.sort((a, b) => {
    for (const { field, descending } of query.order) {
      const [left, right] = [valueAt(instance, table, a, field), valueAt(instance, table, b, field)];
      if (left !== right) return (left < right ? -1 : 1) * (descending ? -1 : 1);
    }
    return 0;
  });
}

/** The database compares without regard to case. */
function fits({ operator, value }: Condition, stored: string): boolean {
  const left = stored.toLowerCase();
  const right = value.toLowerCase();
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '>':
      return left > right;
    case '<':
      return left < right;
    case '>=':
      return left >= right;
    case '<=':
      return left <= right;
    case 'LIKE':
      return left.includes(right);
    case 'NOTLIKE':
      return !left.includes(right);
    case 'STARTSWITH':
      return left.startsWith(right);
    case 'ENDSWITH':
      return left.endsWith(right);
    case 'IN':
      return right.split(',').includes(left);
    case 'NOT IN':
      return !right.split(',').includes(left);
    case 'ISEMPTY':
      return left === '';
    case 'ISNOTEMPTY':
      return left !== '';
    default: {
      const [from = '', until = ''] = right.split('@');
      return left >= from && left <= until;
    }
  }
}
