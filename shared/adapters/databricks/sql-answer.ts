import * as z from 'zod';
import { type GrantRow, SQL_PARTS } from '#shared/ports/grant-statements.ts';

/** Numbers of 64 bits may come as text. */
const count = z.coerce.number().int().nonnegative();

const rowsSchema = z.array(z.array(z.string().nullable())).nullish();

/** One chunk of a result; the first one comes with the statement. */
export const chunkSchema = z.object({ data_array: rowsSchema, next_chunk_index: count.nullish() });

/** A statement as the Statement Execution API shows it (databricks-sdk-go, service/sql/model.go). */
export const statementSchema = z.object({
  statement_id: z.string().regex(/^[\w-]+$/),
  status: z.object({
    state: z.string(),
    error: z.object({ error_code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  }),
  /** What is zero or false may be left out. */
  manifest: z.object({ total_row_count: count.nullish(), truncated: z.boolean().nullish() }).nullish(),
  result: chunkSchema.nullish(),
});
export type Statement = z.infer<typeof statementSchema>;

/** Grantee, kind, first name, objects, privileges, inherited: the columns the statement selects. */
const rowSchema = z.tuple([
  z.string().min(1),
  z.enum([...new Set(Object.values(SQL_PARTS))]),
  z.string().min(1),
  count.pipe(z.number().min(1)),
  z.string().min(1),
  z.string(),
]);

/** Rows of an answer; null when one of them is none of ours. */
export function grantRows(rows: readonly (readonly (string | null)[])[]): readonly GrantRow[] | null {
  const parsed = z.array(rowSchema).safeParse(rows);
  if (!parsed.success) return null;
  return parsed.data.map(([principal, kind, name, objects, privileges, inherited]) => ({
    principal,
    kind,
    name,
    objects,
    privileges: privileges.split(',').map((privilege) => privilege.replaceAll('_', ' ')),
    inherited: !DIRECT.has(inherited.toUpperCase()),
  }));
}

/** The column is documented as nullable and as an ancestor; what it says for none is not. */
const DIRECT: ReadonlySet<string> = new Set(['', 'NONE', 'NULL']);
