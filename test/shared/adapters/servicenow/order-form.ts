import type { CatalogItem } from '#shared/stage.ts';
import { accessItem, ids, type Kit, openKit } from './kit.ts';
import type { Row } from './kit-rows.ts';

export const OPTION = 'sc_item_option';
export const QUESTION = `${OPTION}.item_option_new`;
let made = 0;

/** An answer of the order form. */
export function answer(name: string, value: string, more: Row = {}): Row {
  made += 1;
  return {
    sys_id: made.toString(16).padStart(32, '0'),
    request_item: ids.item,
    sys_created_on: '2026-02-02 07:00:00',
    [`${OPTION}.value`]: value,
    [`${OPTION}.sys_updated_on`]: '2026-02-02 07:00:00',
    [`${OPTION}.sys_updated_by`]: 'rita',
    [`${QUESTION}.name`]: name,
    [`${QUESTION}.question_text`]: `Question ${name}`,
    [`${QUESTION}.type`]: '6',
    [`${QUESTION}.reference`]: '',
    [`${QUESTION}.list_table`]: '',
    ...more,
  };
}

/** The kind of question it answers (`item_option_new.type`). */
export const typed = (type: string, more: { reference?: string; list?: string } = {}): Row => ({
  [`${QUESTION}.type`]: type,
  [`${QUESTION}.reference`]: more.reference ?? '',
  [`${QUESTION}.list_table`]: more.list ?? '',
});

/** An item ordered by Rita for herself. */
export const item: Row = {
  sys_id: ids.item,
  number: 'RITM0010001',
  cat_item: ids.access,
  request: ids.order,
  state: '1',
  approval: 'requested',
  opened_by: ids.rita,
  requested_for: ids.rita,
  sys_created_on: '2026-02-02 07:00:00',
  sys_created_by: 'rita',
  sys_updated_by: 'rita',
  active: 'true',
  description: '',
  short_description: '',
};

/** An instance with one item, its answers, and nothing else said about it. */
export function withAnswers(answers: Row[], items: Row[] = [item], kind: Partial<CatalogItem> = {}): Promise<Kit> {
  const tables = {
    sc_req_item: items,
    sc_request: [{ sys_id: ids.order, opened_by: ids.rita, requested_for: ids.uwe }],
    sc_item_option_mtom: answers,
    sys_audit: [],
    sys_journal_field: [],
  };
  return openKit(tables, { catalogItems: [{ ...accessItem, ...kind }] });
}
