import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { type Condition, eq, oneOf } from './query.ts';
import { variableNames } from './request-fields.ts';
import type { ServiceNowSite } from './site.ts';
import { queryRecords, readRecord } from './table.ts';

const QUESTIONS = 'item_option_new';

/**
 * Variables of the stage file that the form of a catalog item does not have: one sentence for all of them, or none.
 * Questions are the item's own, or those of a variable set that it shares with other items (io_set_item); where sets
 * cannot be read, the sentence says that they may hold them. An item that is not there is told elsewhere.
 */
export async function wrongVariables(site: ServiceNowSite, item: CatalogItem): Promise<readonly string[]> {
  const configured = variableNames(item);
  if (configured.length === 0 || !(await isThere(site, item))) return [];
  const own = await names(site, eq('cat_item', item.catItemId));
  if (own === null) return [`${QUESTIONS} cannot be read: give our account a role that may.`];
  const missing = configured.filter((name) => !own.includes(name));
  if (missing.length === 0) return [];

  const shared = await namesOfSets(site, item);
  const wrong = missing.filter((name) => shared?.includes(name) !== true);
  if (wrong.length === 0) return [];
  const where = `servicenow.catalogItems.${site.stage.catalogItems.indexOf(item)}`;
  const said = `${where} names variables that are no questions of the catalog item: ${wrong.join(', ')}`;
  if (shared !== null) return [`${said}. Write their names as item_option_new has them.`];
  return [`${said}. If a variable set of it holds them, all is well; io_set_item, which would tell, cannot be read.`];
}

async function isThere(site: ServiceNowSite, { catItemId }: CatalogItem): Promise<boolean> {
  const reading = { what: 'reading a catalog item', table: 'sc_cat_item', sysId: catItemId, fields: [] };
  return (await orRefused(readRecord(site, reading, z.unknown()))) !== null;
}

const questionSchema = z.object({ name: z.string() }).transform(({ name }) => name);

/** Names of questions; null where we may not read them all. */
async function names(site: ServiceNowSite, where: Condition): Promise<readonly string[] | null> {
  const query = { what: 'reading the questions of a form', table: QUESTIONS, where: [where], fields: ['name'] };
  return orRefused(queryRecords(site, query, questionSchema));
}

const setSchema = z.object({ variable_set: z.string() }).transform(({ variable_set }) => variable_set);

/** Names of the questions of an item's variable sets; null where we may not read them. */
async function namesOfSets(site: ServiceNowSite, { catItemId }: CatalogItem): Promise<readonly string[] | null> {
  const where = [eq('sc_cat_item', catItemId)];
  const query = { what: 'reading the variable sets of a form', table: 'io_set_item', where, fields: ['variable_set'] };
  const sets = await orRefused(queryRecords(site, query, setSchema));
  if (sets === null || sets.length === 0) return sets;
  return names(site, oneOf('variable_set', sets));
}

async function orRefused<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TicketSystemRefused) return null;
    throw error;
  }
}
