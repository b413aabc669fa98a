import { describe, expect, it } from 'vitest';
import { readTicket } from '#shared/adapters/servicenow/read-ticket.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { accessItem, id, ids, type Kit, openKit, start } from './kit.ts';
import type { Row } from './kit-rows.ts';

const OPTION = 'sc_item_option';
const QUESTION = `${OPTION}.item_option_new`;
let made = 0;

/** An answer of the order form. */
function answer(name: string, value: string, more: Row = {}): Row {
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

const typed = (type: string, more: { reference?: string; list?: string } = {}): Row => ({
  [`${QUESTION}.type`]: type,
  [`${QUESTION}.reference`]: more.reference ?? '',
  [`${QUESTION}.list_table`]: more.list ?? '',
});

const item: Row = {
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

function withAnswers(answers: Row[], items: Row[] = [item], kind: Partial<CatalogItem> = {}): Promise<Kit> {
  const tables = {
    sc_req_item: items,
    sc_request: [{ sys_id: ids.order, opened_by: ids.rita, requested_for: ids.uwe }],
    sc_item_option_mtom: answers,
    sys_audit: [],
    sys_journal_field: [],
  };
  return openKit(tables, { catalogItems: [{ ...accessItem, ...kind }] });
}

async function requestOf(answers: Row[]) {
  await using kit = await withAnswers(answers);
  return (await readTicket(kit.site, ids.item))?.request;
}

describe('an answer', () => {
  it.each<[string, string, Row, object]>([
    ['text', ' uwe@company.com ', {}, { values: ['uwe@company.com'] }],
    ['nothing', ' ', {}, { values: [] }],
    ['a person', ids.uwe, typed('8', { reference: 'sys_user' }), { values: ['uwe@company.com'] }],
    ['the person it is for', ids.uwe, typed('31'), { values: ['uwe@company.com'] }],
    [
      'a list of people',
      `${ids.uwe},${ids.petra}`,
      typed('21', { list: 'sys_user' }),
      { values: ['uwe@company.com', 'petra@company.com'] },
    ],
    [
      'a person who is gone',
      id('ff'),
      typed('8', { reference: 'sys_user' }),
      {
        values: ['a person ServiceNow does not know (no e-mail in ServiceNow)'],
        problem: 'ServiceNow has no e-mail address for a person ServiceNow does not know.',
      },
    ],
    [
      'a record of another table',
      id('ff'),
      typed('8', { reference: 'cmdb_ci' }),
      { values: [], problem: expect.stringContaining('cannot be read') },
    ],
    ['a record of who knows what', id('ff'), typed('18'), { values: [], problem: expect.stringContaining('cannot') }],
    ['no record at all', '', typed('8', { reference: 'cmdb_ci' }), { values: [] }],
  ])('that is %s', async (_name, value, kind, expected) => {
    expect((await requestOf([answer('target', value, kind)]))?.target).toEqual({
      label: 'Question target',
      ...expected,
    });
  });

  it('that is a tick', async () => {
    expect((await requestOf([answer('scan_uc', 'true', typed('7'))]))?.scanUc.values).toEqual(['Yes']);
    expect((await requestOf([answer('scan_uc', 'false', typed('7'))]))?.scanUc.values).toEqual(['No']);
  });

  it('that is there twice gives both, and a list of groups one', async () => {
    const request = await requestOf([
      answer('target', 'a'),
      answer('target', 'b'),
      answer('without', 'x'),
      answer('without', 'y'),
    ]);
    expect(request?.target.values).toEqual(['a', 'b']);
    expect(request?.without.values).toEqual(['x\ny']);
  });

  it('without a text of its own, or that the form does not have, is called as we call it', async () => {
    const request = await requestOf([answer('target', 'a', { [`${QUESTION}.question_text`]: '' })]);
    expect(request?.target).toEqual({ label: 'target', values: ['a'] });
    expect(request?.source).toEqual({ label: 'source', values: [] });
  });

  it('that was deleted is none', async () => {
    const gone = { [`${OPTION}.sys_updated_on`]: '', [`${OPTION}.sys_updated_by`]: '', [`${QUESTION}.name`]: '' };
    const request = await requestOf([answer('', '', gone), answer('target', 'a')]);
    expect(request?.target.values).toEqual(['a']);
  });

  it('is read where an instance knows no list of tables', async () => {
    const { [`${QUESTION}.list_table`]: _, ...row } = answer('target', ids.uwe, typed('8', { reference: 'sys_user' }));
    expect((await requestOf([row]))?.target.values).toEqual(['uwe@company.com']);
  });
});

describe('an item', () => {
  it('that does not say whom it is for leaves that to its order', async () => {
    const { requested_for: _, ...without } = item;
    await using kit = await withAnswers([answer('target', 'x')], [without]);
    kit.tables.sys_journal_field?.push({
      sys_id: id('e1'),
      element_id: ids.item,
      element: 'comments',
      value: 'to: y',
      sys_created_by: 'uwe',
      sys_created_on: '2026-02-02 07:30:00',
    });
    const ticket = await readTicket(kit.site, ids.item);
    expect(ticket?.parties).toContainEqual({ personId: ids.uwe, role: 'requested for' });
    expect(ticket?.request.target.values).toEqual(['y']);
  });

  it('opened by nobody, or by somebody who is gone, has a requester nobody knows', async () => {
    await using kit = await withAnswers([answer('target', 'x')], [{ ...item, opened_by: '' }]);
    expect((await readTicket(kit.site, ids.item))?.requester).toMatchObject({ id: 'unknown', active: false });
    kit.tables.sc_req_item = [{ ...item, opened_by: id('ff') }];
    expect((await readTicket(kit.site, ids.item))?.requester).toMatchObject({
      id: id('ff'),
      active: false,
      emails: [],
    });
  });

  it('without an order is read without', async () => {
    await using kit = await withAnswers([answer('target', 'x')], [{ ...item, request: '' }]);
    kit.clock.ms = start + 3_600_000;
    expect(await readTicket(kit.site, ids.item)).toMatchObject({ key: 'RITM0010001' });
    expect(kit.requests().some(({ path }) => path.includes('sc_request'))).toBe(false);
  });

  it('costs a call per table, and one per person', async () => {
    await using kit = await withAnswers([answer('target', 'x')]);
    await readTicket(kit.site, ids.item);
    expect(
      kit
        .requests()
        .map(({ path }) => path.replace('/api/now/table/', ''))
        .toSorted(),
    ).toEqual([
      'sc_item_option_mtom',
      `sc_req_item/${ids.item}`,
      `sc_request/${ids.order}`,
      'sys_audit',
      'sys_journal_field',
      'sys_user',
      `sys_user/${ids.rita}`,
    ]);
  });
});
