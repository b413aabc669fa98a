import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';

/** A field in raw mode: text; a reference may still come with its link. */
const valueSchema = z.union([
  z.string(),
  z.null().transform(() => ''),
  z.object({ value: z.string() }).transform(({ value }) => value),
]);

/** A record of the Table API as it comes. */
export const rawRowSchema = z.record(z.string(), valueSchema);
export type RawRow = z.infer<typeof rawRowSchema>;

/** What was asked for, to say it in errors. */
interface Asked {
  readonly what: string;
  readonly table: string;
  readonly fields: readonly string[];
  readonly mayLack?: readonly string[];
}

/**
 * A record with all fields that were asked for. ServiceNow leaves out a field it does not know, or that is not for us,
 * without a word.
 * @throws TicketSystemRefused naming the field
 */
export function readRow<T>(row: RawRow, { what, table, fields, mayLack = [] }: Asked, schema: z.ZodType<T>): T {
  const refuse = (detail: string) => new TicketSystemRefused({ what, status: 200, detail });
  const missing = fields.find((field) => row[field] === undefined && !mayLack.includes(field));
  if (missing !== undefined) {
    throw refuse(`${table}.${missing} is not in the answer: our account needs the right to read it`);
  }
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole');
  throw refuse(`${table} has an unexpected value in ${places.slice(0, 5).join(', ')}`);
}
