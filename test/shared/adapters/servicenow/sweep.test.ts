import { describe, expect, it } from 'vitest';
import { items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { listChanged } from '#shared/adapters/servicenow/sweep.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import { openDesk, withApproval } from './desk.ts';
import { id, ids, openKit } from './kit.ts';

const MINUTE = 60_000;

describe('listing changed tickets', () => {
  it('names served ones changed within the span', async () => {
    await using desk = await openDesk();
    const early = desk.order();
    desk.clock.ms += 30 * MINUTE;
    const late = desk.order();
    desk.serviceNow.instance.as(users.rita).order(items.other, { model: 'small' });
    expect(await desk.tickets.listChanged(25)).toEqual([late.sysId]);
    expect(await desk.tickets.listChanged(29.2)).toEqual([early.sysId, late.sysId]);
    desk.clock.ms += 30 * MINUTE;
    expect(await desk.tickets.listChanged(25)).toEqual([]);
  });

  it('tells a comment, an answer changed, and a task of ours', async () => {
    await using desk = await openDesk();
    const { instance } = desk.serviceNow;
    const [comment, answer, task, nothing] = [desk.order(), desk.order(), desk.order(), desk.order()];
    await desk.tickets.createIdentityTask(task.sysId, { marker: 'm', summary: 's', body: [] });
    desk.clock.ms += 30 * MINUTE;
    instance.as(users.rita).comment(comment.number, 'cancel');
    instance.as(users.rita).editVariable(answer.number, 'target', 'ines@company.com');
    const [child] = instance.tasksOf(task.number);
    instance.as(users.ines).takeTask(child?.number ?? '');
    const changed = await desk.tickets.listChanged(25);
    expect(changed).toEqual(expect.arrayContaining([comment.sysId, answer.sysId, task.sysId]));
    expect(changed).not.toContain(nothing.sysId);
  });

  it.each(['item', 'request'] as const)('tells an answer of an approver of the %s', async (on) => {
    await using desk = await openDesk({ rollsUp: false });
    const { instance } = desk.serviceNow;
    const tickets = desk.with(withApproval(desk.stage, { on }));
    const [asked, other] = [desk.order(), desk.order()];
    for (const { sysId } of [asked, other]) await tickets.openDecision(sysId);
    desk.clock.ms += 30 * MINUTE;
    expect(await tickets.listChanged(25)).toEqual([]);
    const petra = instance.as(users.petra);
    if (on === 'item') petra.decide(asked.number, 'approved');
    else petra.decideOrder(asked.number, 'approved');
    expect(await tickets.listChanged(25)).toEqual([asked.sysId]);
  });

  it('asks for nothing but ids, of what the stage file names', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    await desk.tickets.openDecision(sysId);
    const before = desk.serviceNow.requests.length;
    await desk.tickets.listChanged(10);
    const queries = desk.serviceNow.requests.slice(before).map(({ path, query }) => ({
      table: path.split('/').at(-1),
      where: query.get('sysparm_query')?.replace(/\^ORDERBY.*/, ''),
    }));
    const served = `${items.access},${items.accessPicked}`;
    const from = '2026-02-02 07:50:00';
    expect(queries).toEqual([
      { table: 'sc_req_item', where: `cat_itemIN${served}^sys_updated_on>=${from}` },
      {
        table: 'sc_item_option_mtom',
        where: `request_item.cat_itemIN${served}^sc_item_option.sys_updated_on>=${from}`,
      },
      {
        table: 'sc_task',
        where: `correlation_display=access-desk^request_item.cat_itemIN${served}^sys_updated_on>=${from}`,
      },
      { table: 'sysapproval_approver', where: `sys_created_by=svc.accessdesk^sys_updated_on>=${from}` },
      { table: 'sc_req_item', where: `sys_idIN${sysId}^cat_itemIN${served}` },
      { table: 'sc_req_item', where: `requestIN${sysId}^cat_itemIN${served}` },
    ]);
  });

  it('asks for the items of many approver rows bit by bit', async () => {
    const hex = (index: number) => index.toString(16).padStart(32, '0');
    const time = { sys_created_on: '2026-02-02 08:00:00', sys_updated_on: '2026-02-02 08:00:00' };
    await using kit = await openKit({
      sc_req_item: [{ sys_id: hex(249), cat_item: ids.access, request: hex(7), sys_updated_on: '2026-01-01 00:00:00' }],
      sc_item_option_mtom: [],
      sc_task: [],
      sysapproval_approver: Array.from({ length: 250 }, (_, index) => ({
        sys_id: id(index.toString(16).padStart(2, '0')),
        sysapproval: hex(index),
        sys_created_by: 'svc.accessdesk',
        ...time,
      })),
    });
    expect(await listChanged(kit.site, 1)).toEqual([hex(249)]);
    expect(kit.requests()).toHaveLength(4 + 6);
  });

  it('takes no rows of others for changes', async () => {
    await using kit = await openKit({
      sc_req_item: [{ sys_id: id('99'), cat_itemm: ids.access, sys_updated_on: '9' }],
    });
    await expect(listChanged(kit.site, 1)).rejects.toThrow(TicketSystemRefused);
  });
});
