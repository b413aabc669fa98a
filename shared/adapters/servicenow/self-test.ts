import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { SelfTest } from '#shared/ports/self-test.ts';
import type { ServiceNowClient } from './client.ts';
import { HISTORY_ADVICE } from './history.ts';
import { readUser } from './people.ts';
import { eq, oneOf } from './query.ts';
import { rawRowSchema } from './row.ts';
import { wrongVariables } from './self-test-form.ts';
import { ITEM_TABLE, type ServiceNowOptions, type ServiceNowSite, serviceNowSite } from './site.ts';
import { queryRecords } from './table.ts';

/** What is read of each table, apart from users. */
const TABLES: Readonly<Record<string, string>> = {
  sc_req_item: '/api/now/table/sc_req_item',
  sc_request: '/api/now/table/sc_request',
  sc_task: '/api/now/table/sc_task',
  sc_item_option_mtom: '/api/now/table/sc_item_option_mtom',
  sysapproval_approver: '/api/now/table/sysapproval_approver',
  sys_journal_field: '/api/now/table/sys_journal_field',
  sys_user_grmember: '/api/now/table/sys_user_grmember',
  sys_attachment: '/api/now/attachment',
};

/** Rows we may not see are taken off after the limit: of so many at least one must be left. */
const SAMPLE = 50;

/**
 * Who the instance takes us for, whether its tables can be read at all, and whether what the stage file names is there.
 * Whether we may write shows in the first writes, which are proved one by one.
 */
export function serviceNowSelfTest(options: ServiceNowOptions): SelfTest {
  const site = serviceNowSite(options);
  return async () => {
    const missing = [...(await ownAccount(site))];
    for (const [table, path] of Object.entries(TABLES)) missing.push(...(await unreadable(site.client, table, path)));
    if (site.stage.history === 'audit') missing.push(...(await auditUnreadable(site)));
    missing.push(...(await unknownRecords(site)));
    for (const item of site.stage.catalogItems) missing.push(...(await wrongVariables(site, item)));
    return { system: 'ServiceNow', as: site.stage.ownUserName, missing: [...new Set(missing)] };
  };
}

/**
 * Whether the credentials are those of the account the stage file names. By its user name we know our own comments and
 * files again: under another one each repetition would write them anew.
 */
async function ownAccount(site: ServiceNowSite): Promise<readonly string[]> {
  const { ownUserId, ownUserName } = site.stage;
  try {
    const user = await readUser(site, ownUserId);
    if (user === null) {
      return [
        'servicenow.ownUserId names no user we may read: put the sys_id of our account there, and let it read sys_user.',
      ];
    }
    if (user.userName !== ownUserName) {
      return [
        `servicenow.ownUserName is ${ownUserName}, but that account is called ${user.userName}: write it exactly so.`,
      ];
    }
    const actual = await whoAsks(site.client);
    if (actual === null || actual === ownUserId) return [];
    return [`The credentials are those of the user ${actual}, not of servicenow.ownUserId: use one account for both.`];
  } catch (error) {
    return [sentence('sys_user', error)];
  }
}

/**
 * sys_id of the user our calls run as; null where the instance does not say. The query is the one of ServiceNow's own
 * example of a script in a query (c_TableAPI).
 */
async function whoAsks(client: ServiceNowClient): Promise<string | null> {
  const query = { sysparm_query: 'sys_id=javascript:gs.getUserID()', sysparm_fields: 'sys_id', sysparm_limit: 2 };
  const call = { what: 'asking who we are', path: '/api/now/table/sys_user', query };
  const rows = await client.read(call, z.array(rawRowSchema));
  return rows.length === 1 ? (rows[0]?.sys_id ?? null) : null;
}

/** One sentence, or none. */
async function unreadable(client: ServiceNowClient, table: string, path: string): Promise<readonly string[]> {
  const query = { sysparm_fields: 'sys_id', sysparm_limit: SAMPLE };
  try {
    const { rows, total } = await client.readPage({ what: `reading ${table}`, path, query }, z.array(rawRowSchema));
    const hidden = rows.length === 0 && total !== null && total > 0;
    return hidden ? [`${table} has rows, but we see none of them: give our account a role that may read them.`] : [];
  } catch (error) {
    return [sentence(table, error)];
  }
}

async function auditUnreadable(site: ServiceNowSite): Promise<readonly string[]> {
  const found = await unreadable(site.client, 'sys_audit', '/api/now/table/sys_audit');
  return found.length > 0 ? found.map((said) => `${said} (${HISTORY_ADVICE}.)`) : unaudited(site);
}

const changedSchema = z.object({ sys_id: z.string(), sys_mod_count: z.string() });

/** An instance that writes nothing down looks like one where nobody changed anything. */
async function unaudited(site: ServiceNowSite): Promise<readonly string[]> {
  const served = site.stage.catalogItems.map(({ catItemId }) => catItemId);
  const what = 'looking whether items are audited';
  try {
    const items = { table: ITEM_TABLE, where: [oneOf('cat_item', served)], fields: ['sys_mod_count'] };
    const latest = { what, ...items, newestFirst: true, most: SAMPLE, mayBePartial: true };
    const found = await queryRecords(site, latest, changedSchema);
    const changed = found.filter((item) => item.sys_mod_count !== '0').map((item) => item.sys_id);
    if (changed.length === 0) return [];
    const where = [eq('tablename', ITEM_TABLE), oneOf('documentkey', changed)];
    const audit = { what, table: 'sys_audit', where, fields: [], most: 1, mayBePartial: true };
    if ((await queryRecords(site, audit, z.unknown())).length > 0) return [];
  } catch (error) {
    // Said already, of the table that cannot be read.
    if (error instanceof TicketSystemRefused) return [];
    throw error;
  }
  return [
    `Items were changed, but sys_audit says nothing of it: switch auditing on for ${ITEM_TABLE}, or write servicenow.history: none.`,
  ];
}

function sentence(table: string, error: unknown): string {
  if (!(error instanceof TicketSystemRefused)) throw error;
  return `${table} cannot be read: give our account a role that may (ServiceNow says: ${String(error.facts.detail)}).`;
}

/** Catalog items and groups of the stage file that the instance does not have. */
async function unknownRecords(site: ServiceNowSite): Promise<readonly string[]> {
  const { catalogItems } = site.stage;
  const items = new Map(catalogItems.map(({ catItemId }, index) => [catItemId, `catalogItems.${index}.catItemId`]));
  const groups = new Map(
    catalogItems.flatMap(({ approval, identityTask, correctorGroupId }, index) => {
      const where = `catalogItems.${index}`;
      return [
        [approval.approverGroupId, `${where}.approval.approverGroupId`] as const,
        [identityTask.assignmentGroupId, `${where}.identityTask.assignmentGroupId`] as const,
        ...(correctorGroupId === undefined ? [] : [[correctorGroupId, `${where}.correctorGroupId`] as const]),
      ];
    }),
  );
  return [
    ...(await notThere(site, { table: 'sc_cat_item', is: 'catalog item', places: items })),
    ...(await notThere(site, { table: 'sys_user_group', is: 'group', places: groups })),
  ];
}

async function notThere(
  site: ServiceNowSite,
  { table, is, places }: { readonly table: string; readonly is: string; readonly places: ReadonlyMap<string, string> },
): Promise<readonly string[]> {
  const query = { what: `reading ${table}`, table, where: [oneOf('sys_id', [...places.keys()])], fields: [] };
  try {
    const rows = await queryRecords(site, query, z.object({ sys_id: z.string() }));
    const there = new Set(rows.map(({ sys_id }) => sys_id));
    return [...places]
      .filter(([id]) => !there.has(id))
      .map(([, place]) => `servicenow.${place} names no ${is} we may read: put its sys_id there.`);
  } catch (error) {
    return [sentence(table, error)];
  }
}
