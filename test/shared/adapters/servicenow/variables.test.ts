import { describe, expect, it } from 'vitest';
import { readTicket } from '#shared/adapters/servicenow/read-ticket.ts';
import { id, ids } from './kit.ts';
import type { Row } from './kit-rows.ts';
import { answer, item, OPTION, QUESTION, typed, withAnswers } from './order-form.ts';

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
    ['a text that once was a person', 'uwe@x.com', typed('6', { reference: 'sys_user' }), { values: ['uwe@x.com'] }],
    ['a choice with a list left over', 'Uwe', typed('5', { list: 'sys_user' }), { values: ['Uwe'] }],
    [
      'a list of people with a table left over',
      ids.uwe,
      typed('21', { list: 'sys_user', reference: 'cmdb_ci' }),
      { values: ['uwe@company.com'] },
    ],
    [
      'a person in a kind of question unknown here',
      ids.uwe,
      typed('99', { reference: 'sys_user' }),
      { values: ['uwe@company.com'] },
    ],
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

  it('without a text of its own is called as we call it', async () => {
    const request = await requestOf([answer('target', 'a', { [`${QUESTION}.question_text`]: '' })]);
    expect(request?.target).toEqual({ label: 'target', values: ['a'] });
  });

  it('that the form does not have is not one that was left empty', async () => {
    const problem =
      'The form has no question called without; whoever runs Access Desk has to correct ' +
      'servicenow.catalogItems.0.variables.without of its stage file.';
    const others = ['source', 'target', 'scan_uc', 'reason'].map((name) => answer(name, 'a'));
    expect((await requestOf(others))?.without).toEqual({ label: 'without', values: [], problem });
    expect((await requestOf([...others, answer('without', '')]))?.without).toEqual({
      label: 'Question without',
      values: [],
    });
  });

  it('with the lines that the form does not have is not an empty one either', async () => {
    const kind = { variables: { target: 'target' }, linesFrom: { variable: 'lines' } };
    await using kit = await withAnswers([answer('target', 'a')], [item], kind);
    const read = async () => (await readTicket(kit.site, ids.item))?.request;
    expect((await read())?.source.problem).toMatch(/question called lines;.*servicenow\.catalogItems\.0\.linesFrom/);
    expect((await read())?.target).toEqual({ label: 'Question target', values: ['a'] });
    kit.tables.sc_item_option_mtom?.push(answer('lines', 'from: x'));
    expect((await read())?.source).toEqual({ label: 'from:', values: ['x'] });
    expect((await read())?.without).toEqual({ label: 'without:', values: [] });
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
