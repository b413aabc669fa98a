import * as z from 'zod';
import { eq } from './query.ts';
import type { ServiceNowSite } from './site.ts';
import { queryRecords } from './table.ts';
import { timeSchema } from './times.ts';

/** Empty where an answer was deleted and only the link to it is left. */
const timeOrNothing = z.union([timeSchema, z.literal('').transform(() => null)]);

const QUESTION = 'sc_item_option.item_option_new';

const FIELDS = {
  value: 'sc_item_option.value',
  changedAt: 'sc_item_option.sys_updated_on',
  changedBy: 'sc_item_option.sys_updated_by',
  name: `${QUESTION}.name`,
  label: `${QUESTION}.question_text`,
  type: `${QUESTION}.type`,
  reference: `${QUESTION}.reference`,
  listTable: `${QUESTION}.list_table`,
} as const;

/** `item_option_new.type`: stored as `true` or `false`, shown as a tick. */
const CHECKBOX = '7';
/** `item_option_new.type`: always a user, its `reference` may be empty. */
const REQUESTED_FOR = '31';
/** `item_option_new.type`: its records are those of `list_table`. */
const LIST_COLLECTOR = '21';
/**
 * `item_option_new.type` of texts, numbers and choices. A question that once was a reference keeps the table's name. Of
 * a type that is not known here a table is believed: an id taken for a text would be somebody's name.
 */
const PLAIN: readonly string[] = ['1', '2', '3', '4', '5', '6', CHECKBOX, '16', '26'];

const variableSchema = z
  .object({
    [FIELDS.value]: z.string(),
    [FIELDS.changedAt]: timeOrNothing,
    [FIELDS.changedBy]: z.string(),
    [FIELDS.name]: z.string(),
    [FIELDS.label]: z.string(),
    [FIELDS.type]: z.string(),
    [FIELDS.reference]: z.string(),
    [FIELDS.listTable]: z.string().default(''),
  })
  .transform((row) => ({
    name: row[FIELDS.name],
    /** The question as the requester sees it. */
    label: row[FIELDS.label],
    value: row[FIELDS.value],
    isCheckbox: row[FIELDS.type] === CHECKBOX,
    /** Of which table the value names records; empty for plain values. */
    table: tableOf(row[FIELDS.type], row[FIELDS.reference], row[FIELDS.listTable]),
    changedAt: row[FIELDS.changedAt],
    /** User name. */
    changedBy: row[FIELDS.changedBy],
  }));

function tableOf(type: string, reference: string, listTable: string): string {
  if (PLAIN.includes(type)) return '';
  if (type === LIST_COLLECTOR) return listTable || reference;
  return reference || listTable || (type === REQUESTED_FOR ? 'sys_user' : '');
}

/** An answer of the order form. */
export interface Variable extends z.infer<typeof variableSchema> {
  /** ISO; when it was given or last changed. */
  readonly changedAt: string;
}

/** All answers of a requested item; multi-row sets are kept elsewhere and are not among them. */
export async function readVariables(site: ServiceNowSite, itemId: string): Promise<readonly Variable[]> {
  const query = {
    what: 'reading the variables of an item',
    table: 'sc_item_option_mtom',
    where: [eq('request_item', itemId)],
    fields: Object.values(FIELDS),
    mayLack: [FIELDS.listTable],
  };
  const answers = await queryRecords(site, query, variableSchema);
  return answers.flatMap(({ changedAt, ...answer }) => (changedAt === null ? [] : [{ ...answer, changedAt }]));
}
