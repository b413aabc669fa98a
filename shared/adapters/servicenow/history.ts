import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { eq, oneOf } from './query.ts';
import { ITEM_TABLE, type ServiceNowSite } from './site.ts';
import { queryRecords } from './table.ts';
import { timeSchema } from './times.ts';

/** What of an item's history the desk looks at. */
const AUDITED = ['state', 'cat_item', 'requested_for', 'opened_by', 'description', 'short_description'] as const;

const changeSchema = z
  .object({
    fieldname: z.enum(AUDITED),
    oldvalue: z.string(),
    newvalue: z.string(),
    user: z.string(),
    sys_created_on: timeSchema,
  })
  .transform((row) => ({
    field: row.fieldname,
    from: row.oldvalue,
    to: row.newvalue,
    /** User name. */
    by: row.user,
    /** ISO. */
    at: row.sys_created_on,
  }));

/** A change of a field of an item. */
export type Change = z.infer<typeof changeSchema>;

/**
 * What the instance wrote down about an item's changes (sys_audit), oldest first; empty where the stage goes without.
 * @throws TicketSystemRefused also where our account may not read it, saying what to do
 */
export async function readHistory(site: ServiceNowSite, itemId: string): Promise<readonly Change[]> {
  if (site.stage.history === 'none') return [];
  const what = 'reading the history of an item';
  const query = {
    what,
    table: 'sys_audit',
    where: [eq('tablename', ITEM_TABLE), eq('documentkey', itemId), oneOf('fieldname', AUDITED)],
    fields: ['oldvalue', 'newvalue', 'user', 'sys_created_on'],
  };
  try {
    return await queryRecords(site, query, changeSchema);
  } catch (error) {
    if (!(error instanceof TicketSystemRefused)) throw error;
    const status = Number(error.facts.status);
    const detail = `${String(error.facts.detail)} — ${HISTORY_ADVICE}`;
    throw new TicketSystemRefused({ what, status, detail }, { cause: error });
  }
}

/** What to do where sys_audit cannot be read. */
export const HISTORY_ADVICE =
  'our account needs a role with read access to sys_audit, or the stage file must say servicenow.history: none';

/** The latest changes of this field: times are whole seconds, and which of two in one was first nobody tells. */
export function lastChangesOf(changes: readonly Change[], field: Change['field']): readonly Change[] {
  const ofField = changes.filter((change) => change.field === field);
  return ofField.filter(({ at }) => at === ofField.at(-1)?.at);
}

/**
 * An item is taken up again when it leaves a closed state, and when it becomes one that is served (ISO time). Where we set
 * it back ourselves, because it was closed with a task of ours, nobody asked for anything.
 */
export function reopenedAt({ stage }: ServiceNowSite, changes: readonly Change[], type: CatalogItem): string | null {
  const isClosed = (state: string) => type.closedStates.includes(state);
  const latest = changes.findLast(
    ({ field, from, to, by }) =>
      by !== stage.ownUserName && (field === 'cat_item' || (field === 'state' && isClosed(from) && !isClosed(to))),
  );
  return latest?.at ?? null;
}
