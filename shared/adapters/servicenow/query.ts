import { ConfigurationInvalid } from '#shared/errors.ts';
import { toServiceNowTime } from './times.ts';

/**
 * One condition of an encoded query. Made by the functions below only, which let no value through that could be more
 * than a value: `^` begins another condition, `=`, `<` and `>` are operators, `,` begins another member of a list,
 * `javascript:` is run by the instance, and no way of escaping them is agreed on in ServiceNow's documentation.
 */
export interface Condition {
  readonly field: string;
  readonly is: 'equals' | 'equalsAnyCase' | 'contains' | 'in' | 'since';
  readonly values: readonly string[];
}

/** Newest or oldest first by this field. */
export interface Order {
  readonly field: string;
  readonly newestFirst: boolean;
}

/** A member of a list makes the URL longer by itself; instances take some 8,000 characters. */
const MOST_VALUES = 150;

const FIELD = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

/** What can be seen, with spaces inside only: user names hold nearly anything (`x_acme.com#EXT#@other.com`). */
const VALUE = /^(?! )(?:[^\p{C}\p{Z}^=<>]| ){1,255}(?<! )$/u;

/** A comma is a plain character where one text is compared, as it is in some user names; elsewhere it is not needed. */
const WITH_COMMAS: readonly Condition['is'][] = ['equalsAnyCase'];

/** Whether a value may be part of a query at all; what users typed may not. */
export function mayBeAsked(value: string, is: Condition['is'] = 'equals'): boolean {
  return VALUE.test(value) && !/javascript:/iu.test(value) && (WITH_COMMAS.includes(is) || !value.includes(','));
}

/**
 * The field is exactly this.
 * @throws ConfigurationInvalid when the value may not be part of a query
 */
export function eq(field: string, value: string): Condition {
  return condition(field, 'equals', [value]);
}

/** The same without regard to case, as the database compares texts. */
export function eqAnyCase(field: string, value: string): Condition {
  return condition(field, 'equalsAnyCase', [value]);
}

/** The text holds this, without regard to case. */
export function contains(field: string, value: string): Condition {
  return condition(field, 'contains', [value]);
}

/**
 * The field is one of these; 1 to 150 of them.
 * @throws ConfigurationInvalid
 */
export function oneOf(field: string, values: readonly string[]): Condition {
  return condition(field, 'in', [...new Set(values)]);
}

/** A time field holds this second or a later one. Plain times in a query are UTC (community article 2270667). */
export function since(field: string, date: Date): Condition {
  return condition(field, 'since', [toServiceNowTime(date)]);
}

/** All conditions joined, as `sysparm_query` wants it; not yet percent-encoded. */
export function encodedQuery(conditions: readonly Condition[], order?: Order): string {
  const parts = conditions.map(({ field, is, values }) => `${field}${OPERATORS[is]}${values.join(',')}`);
  const by = `ORDERBY${order?.newestFirst ? 'DESC' : ''}`;
  // Rows of one second need an order too, or pages overlap and leave rows out.
  if (order) parts.push(`${by}${order.field}`, `${by}sys_id`);
  return parts.join('^');
}

/**
 * Whether a value the instance answered fulfils the condition: one with a field it does not know it drops without a
 * word, and answers every row.
 */
export function fulfils(value: string, { is, values }: Condition): boolean {
  switch (is) {
    case 'equals':
    case 'in':
      return values.includes(value);
    case 'equalsAnyCase':
      return values.some((asked) => asked.toLowerCase() === value.toLowerCase());
    case 'contains':
      return values.every((asked) => value.toLowerCase().includes(asked.toLowerCase()));
    case 'since':
      return values.every((asked) => value >= asked);
  }
}

const OPERATORS = { equals: '=', equalsAnyCase: '=', contains: 'LIKE', in: 'IN', since: '>=' } as const;

function condition(field: string, is: Condition['is'], values: readonly string[]): Condition {
  const refuse = (problem: string) => new ConfigurationInvalid({ problem: `ServiceNow is not asked: ${problem}` });
  if (!FIELD.test(field)) throw refuse('a field name is none');
  if (values.length === 0 || values.length > MOST_VALUES) throw refuse(`${values.length} values for ${field}`);
  if (!values.every((value) => mayBeAsked(value, is))) throw refuse(`a value for ${field} may not be part of a query`);
  return { field, is, values };
}
