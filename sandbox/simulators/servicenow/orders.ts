import { deleteRow, insertRow, updateRow } from './changes.ts';
import { questionId } from './directory.ts';
import type { Instance, Row } from './instance.ts';

export interface OrderOptions {
  /** sys_id of whom it is for; default: whoever orders. */
  readonly requestedFor?: string;
  readonly shortDescription?: string;
  readonly description?: string;
  /** A record that an import or an API made: nobody filled in a form. */
  readonly imported?: boolean;
}

/** What the shop says after checkout. */
export interface PlacedOrder {
  readonly sysId: string;
  readonly number: string;
  readonly requestNumber: string;
}

/**
 * Orders a catalog item: the order, its item, one record per variable. The order is committed `requestDelayMs` after the
 * item, which names it already.
 * @param values variable name → what was entered (a sys_id for references)
 */
export function placeOrder(
  instance: Instance,
  me: string,
  itemSysId: string,
  values: Readonly<Record<string, string>>,
  { requestedFor = me, shortDescription, description = '', imported = false }: OrderOptions = {},
): PlacedOrder {
  const catalogItem = instance.catalogItem(itemSysId);
  for (const name of Object.keys(values)) {
    if (!catalogItem.variables.some((variable) => variable.name === name)) {
      throw new Error(`The form of ${catalogItem.name} has no variable ${name}.`);
    }
  }
  const { requestDelayMs } = instance.options;
  // A small order needs no approval of its own, so it is approved with nobody having approved it.
  const order = insertRow(
    instance,
    me,
    'sc_request',
    { requested_for: requestedFor, approval: 'approved', request_state: 'in_process', short_description: '' },
    requestDelayMs > 0 ? instance.now() + requestDelayMs : undefined,
  );
  const item = insertRow(instance, me, 'sc_req_item', {
    cat_item: itemSysId,
    request: order.sys_id,
    requested_for: requestedFor,
    quantity: '1',
    stage: 'request_approved',
    short_description: shortDescription ?? catalogItem.name,
    description,
  });
  for (const [index, { name }] of imported ? [] : catalogItem.variables.entries()) {
    const option = insertRow(instance, me, 'sc_item_option', {
      value: values[name] ?? '',
      item_option_new: questionId(catalogItem, index),
      order: String(index),
    });
    insertRow(instance, me, 'sc_item_option_mtom', { request_item: item.sys_id, sc_item_option: option.sys_id });
  }
  return { sysId: item.sys_id, number: item.number ?? '', requestNumber: order.number ?? '' };
}

/** The answers of an item, in the form's order. */
export function answersOf(instance: Instance, itemSysId: string): { question: Row; option: Row; link: Row }[] {
  const links = instance.rows('sc_item_option_mtom').filter(({ request_item }) => request_item === itemSysId);
  return links.flatMap((link) => {
    const option = instance.find('sc_item_option', link.sc_item_option ?? '');
    const question = option && instance.find('item_option_new', option.item_option_new ?? '');
    return option && question ? [{ question, option, link }] : [];
  });
}

/** Enters another value. The item itself does not change. Throws when the form has no such variable. */
export function changeAnswer(instance: Instance, me: string, itemSysId: string, name: string, value: string): void {
  const answers = answersOf(instance, itemSysId).filter(({ question }) => question.name === name);
  if (answers.length === 0) throw new Error(`The item has no variable ${name}.`);
  for (const { option } of answers) updateRow(instance, me, 'sc_item_option', option, { value });
}

/** Deletes an item with its answers. */
export function deleteItem(instance: Instance, me: string, item: Row): void {
  for (const { option, link } of answersOf(instance, item.sys_id)) {
    deleteRow(instance, me, 'sc_item_option_mtom', link);
    deleteRow(instance, me, 'sc_item_option', option);
  }
  deleteRow(instance, me, 'sc_req_item', item);
}
