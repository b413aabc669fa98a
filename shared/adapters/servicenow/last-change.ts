import * as z from 'zod';
import { eq, oneOf } from './query.ts';
import type { ServiceNowSite } from './site.ts';
import { sysIdSchema } from './sys-id.ts';
import { queryRecords } from './table.ts';
import { timeSchema } from './times.ts';

/** The latest change of a field, as the instance wrote it down (sys_audit). */
export interface LastChange {
  /** sys_id of the entry. */
  readonly id: string;
  readonly to: string;
  /** User name. */
  readonly by: string;
  /** ISO. */
  readonly at: string;
}

/** Which of two changes in one second was the later one; not on every instance. */
const MAY_LACK = ['record_checkpoint'] as const;

const changeSchema = z.object({
  sys_id: sysIdSchema,
  documentkey: sysIdSchema,
  newvalue: z.string(),
  user: z.string(),
  sys_created_on: timeSchema,
  record_checkpoint: z.string().default(''),
});
type Entry = z.infer<typeof changeSchema>;

/**
 * The latest change of one field of these records (at most 150), by sys_id. A record without an entry is not in the map:
 * its table is not audited, or the field never changed, or the stage reads no history. Null stands for a change whose
 * place among others nobody tells.
 */
export async function readLastChanges(
  site: ServiceNowSite,
  { table, field }: { readonly table: string; readonly field: string },
  ids: readonly string[],
): Promise<ReadonlyMap<string, LastChange | null>> {
  if (site.stage.history === 'none' || ids.length === 0) return new Map();
  const query = {
    what: 'reading who changed an approval',
    table: 'sys_audit',
    where: [eq('tablename', table), eq('fieldname', field), oneOf('documentkey', ids)],
    fields: ['newvalue', 'user', 'sys_created_on', ...MAY_LACK],
    mayLack: MAY_LACK,
  };
  const entries = await queryRecords(site, query, changeSchema);
  return new Map(
    Map.groupBy(entries, ({ documentkey }) => documentkey)
      .entries()
      .map(([id, of]) => [id, latest(of)]),
  );
}

function latest(entries: readonly Entry[]): LastChange | null {
  const times = entries.map((entry) => entry.sys_created_on).toSorted();
  const last = entries.filter((entry) => entry.sys_created_on === times.at(-1)).toSorted((a, b) => place(a) - place(b));
  const [entry, rival] = last.toReversed();
  if (entry === undefined || (rival !== undefined && !(place(entry) > place(rival)))) return null;
  return { id: entry.sys_id, to: entry.newvalue, by: entry.user, at: entry.sys_created_on };
}

/** `sys_mod_count` of the record after the change; -1 where it is not told. */
function place({ record_checkpoint: count }: Entry): number {
  return /^\d+$/.test(count) ? Number(count) : -1;
}
