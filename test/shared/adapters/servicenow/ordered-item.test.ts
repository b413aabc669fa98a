import { describe, expect, it } from 'vitest';
import { readTicket } from '#shared/adapters/servicenow/read-ticket.ts';
import { TicketSystemUnavailable } from '#shared/errors.ts';
import { id, ids, start } from './kit.ts';
import { answer, item, withAnswers } from './order-form.ts';

describe('an item', () => {
  it('that is new may not have all its answers yet', async () => {
    await using kit = await withAnswers([answer('target', 'a')]);
    kit.clock.ms = Date.parse('2026-02-02T07:01:59Z');
    await expect(readTicket(kit.site, ids.item)).rejects.toThrow(TicketSystemUnavailable);
    kit.clock.ms += 1_000;
    expect((await readTicket(kit.site, ids.item))?.request.target.values).toEqual(['a']);
  });

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
