import { describe, expect, it } from 'vitest';
import { items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { openDesk, withApproval } from './desk.ts';
import { asked, deskWith, membersOf, NOWHERE, states } from './question.ts';

describe('asking', () => {
  it('opens one row per approver, and each of them is a child', async () => {
    await using desk = await openDesk();
    const { number, sysId, opened, read } = await asked(desk);
    const rows = desk.serviceNow.instance.rowsOf(number);
    expect(rows).toMatchObject([
      { approver: users.petra, sysapproval: sysId, source_table: 'sc_req_item', state: 'requested' },
      { approver: users.paul, sysapproval: sysId, source_table: 'sc_req_item', state: 'requested' },
    ]);
    const ids = rows.map(({ sys_id }) => sys_id).sort();
    const seen = ids.map((id) => `${id}@0`);
    expect(opened).toEqual({
      opened: true,
      handle: `rows:${ids.join(',')};item:not requested;order:approved;seen:${seen.join(',')}`,
      at: '2026-02-02T08:00:00.000Z',
      children: ids,
    });
    expect(await read()).toEqual({ state: 'pending' });
    expect(desk.serviceNow.instance.mails.map(({ to }) => to)).toEqual([users.petra, users.paul]);
  });

  it('asks on the order where the stage says so', async () => {
    await using desk = await deskWith({ on: 'request' });
    const { number, requestNumber } = await asked(desk);
    expect(states(desk, number)).toEqual([]);
    expect(states(desk, requestNumber)).toEqual(['petra requested', 'paul requested']);
    expect(desk.serviceNow.instance.rowsOf(requestNumber)[0]?.source_table).toBe('sc_request');
  });

  it.each([
    ['who opened the item', users.rita, {}],
    ['whom it is for', users.uwe, { requested_for: users.uwe }],
    ['whom it was for', users.thomas, [{ requested_for: users.thomas }, { requested_for: users.uwe }]],
    ['ourselves', users.desk, {}],
    ['inactive members', users.anna, {}],
  ])('leaves out %s', async (_who, userId, fields) => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    for (const edit of [fields].flat()) desk.serviceNow.instance.as(users.rita).editItem(number, edit);
    const anna = desk.serviceNow.instance.users.find((user) => user.sysId === users.anna);
    if (anna) anna.active = false;
    membersOf(desk).push(userId);
    await desk.tickets.openDecision(sysId);
    expect(states(desk, number)).toEqual(['petra requested', 'paul requested']);
  });

  it('leaves out whom the order is for, and who placed it', async () => {
    await using desk = await openDesk();
    const { sysId, number, requestNumber } = desk.order();
    Object.assign(desk.serviceNow.instance.task(requestNumber), { requested_for: users.uwe, opened_by: users.thomas });
    membersOf(desk).push(users.uwe, users.thomas);
    await desk.tickets.openDecision(sysId);
    expect(states(desk, number)).toEqual(['petra requested', 'paul requested']);
  });

  it('leaves out who changed the request: their yes would come before one that counts', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.as(users.paul).editVariable(number, 'target', 'thomas@company.com');
    await desk.tickets.openDecision(sysId);
    expect(states(desk, number)).toEqual(['petra requested']);
  });

  it('takes back what an earlier plan asked, and leaves the rows of others alone', async () => {
    await using desk = await openDesk();
    const { sysId, number, opened, read } = await asked(desk);
    desk.serviceNow.instance.addApproverRow('sc_req_item', sysId, users.anna);
    const again = await desk.tickets.openDecision(sysId);
    expect(states(desk, number)).toEqual([
      'petra not_required',
      'paul not_required',
      'anna requested',
      'petra requested',
      'paul requested',
    ]);
    expect(again.handle).not.toBe(opened.handle);
    expect(await read()).toEqual({ state: 'lapsed', detail: 'the question was closed without an answer' });
    expect(await desk.tickets.readDecision(sysId, again.handle)).toEqual({ state: 'pending' });
  });

  it('says what to do where nobody can be asked, and notices when somebody can', async () => {
    await using desk = await openDesk();
    membersOf(desk).splice(0, Infinity, users.rita);
    const { sysId, number, opened, read } = await asked(desk);
    expect(opened).toMatchObject({
      opened: false,
      handle: 'rows:;item:not requested;order:approved;seen:',
      instruction: expect.stringContaining('databricks-approvers'),
    });
    expect(states(desk, number)).toEqual([]);
    expect(await read()).toEqual({ state: 'pending' });
    membersOf(desk).push(users.petra);
    expect(await read()).toMatchObject({ state: 'lapsed', detail: expect.stringContaining('databricks-approvers') });
    expect(await desk.tickets.openDecision(sysId)).toMatchObject({ opened: true });
    expect(states(desk, number)).toEqual(['petra requested']);
  });

  it('does not mind that a row to be taken back is gone by then', async () => {
    await using desk = await openDesk();
    const { sysId, number } = await asked(desk);
    const gone = { error: { message: 'No Record found', detail: null }, status: 'failure' };
    const fault = { kind: 'answer', status: 404, json: gone } as const;
    desk.serviceNow.faults.add({ match: { method: 'PATCH' }, fault });
    expect(await desk.tickets.openDecision(sysId)).toMatchObject({ opened: true });
    expect(states(desk, number).slice(2)).toEqual(['petra requested', 'paul requested']);
  });

  it('takes back what was asked before where nobody can be asked any more', async () => {
    await using desk = await openDesk();
    const { sysId, number } = await asked(desk);
    membersOf(desk).splice(0);
    expect(await desk.tickets.openDecision(sysId)).toMatchObject({ opened: false });
    expect(states(desk, number)).toEqual(['petra not_required', 'paul not_required']);
  });

  it('says so where approval is asked for on an order and there is none', async () => {
    await using desk = await deskWith({ on: 'request' });
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.item(number).request = '';
    const opened = await desk.tickets.openDecision(sysId);
    expect(opened).toMatchObject({ opened: false, instruction: expect.stringContaining(number) });
    expect(await desk.tickets.readDecision(sysId, opened.handle)).toEqual({ state: 'pending' });
  });

  it('is refused where a row does not hold what was sent, and that row asks nobody', async () => {
    await using desk = await openDesk({ droppedFields: { sysapproval_approver: ['source_table'] } });
    const { sysId, number } = desk.order();
    await expect(desk.tickets.openDecision(sysId)).rejects.toMatchObject({
      name: 'TicketSystemRefused',
      facts: { detail: expect.stringContaining('sysapproval_approver.source_table') },
    });
    expect(states(desk, number)).toEqual(['petra not_required']);
  });

  it('is refused where the rows cannot be seen, and where the ticket is not served', async () => {
    await using desk = await openDesk({ readAccess: { sysapproval_approver: 'hidden' } });
    const { sysId, number } = desk.order();
    await expect(desk.tickets.openDecision(sysId)).rejects.toMatchObject({
      facts: { detail: expect.stringContaining('sysapproval_approver') },
    });
    desk.serviceNow.instance.moveToItem(number, items.other);
    await expect(desk.tickets.openDecision(sysId)).rejects.toThrow(TicketSystemRefused);
    await expect(desk.tickets.openDecision(NOWHERE)).rejects.toThrow(TicketSystemRefused);
  });
});

describe('a question whose answer never came to us', () => {
  it('is none before anything was asked', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    desk.serviceNow.instance.addApproverRow('sc_req_item', sysId, users.petra);
    expect(await desk.tickets.findDecision(sysId, await desk.tickets.readDecisionMark(sysId))).toBeNull();
  });

  it('is found under the same handle, and is no new one for a later mark', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const mark = await desk.tickets.readDecisionMark(sysId);
    const { opened, ...question } = await desk.tickets.openDecision(sysId);
    expect(opened).toBe(true);
    expect(await desk.tickets.findDecision(sysId, mark)).toEqual(question);
    expect(await desk.tickets.findDecision(sysId, await desk.tickets.readDecisionMark(sysId))).toBeNull();
  });

  it('is completed where only some approvers were asked', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    await desk.tickets.openDecision(sysId);
    const mark = await desk.tickets.readDecisionMark(sysId);
    const match = { method: 'POST', path: /sysapproval_approver$/ };
    desk.serviceNow.faults.add({ match, fault: { kind: 'resetAfter' } });
    await expect(desk.tickets.openDecision(sysId)).rejects.toThrow(TicketSystemUnavailable);
    expect(states(desk, number).slice(2)).toEqual(['petra requested']);
    const found = await desk.tickets.findDecision(sysId, mark);
    expect(states(desk, number).slice(2)).toEqual(['petra requested', 'paul requested']);
    expect(found?.children).toHaveLength(2);
    desk.serviceNow.instance.as(users.paul).decide(number, 'approved');
    const read = await desk.tickets.readDecision(sysId, found?.handle ?? '');
    expect(read).toMatchObject({ state: 'approved', decidedBy: [{ id: users.paul }] });
  });

  it('is not opened wider once it was answered, and the answer counts', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const mark = await desk.tickets.readDecisionMark(sysId);
    const match = { method: 'POST', path: /sysapproval_approver$/ };
    desk.serviceNow.faults.add({ match, fault: { kind: 'resetAfter' } });
    await expect(desk.tickets.openDecision(sysId)).rejects.toThrow(TicketSystemUnavailable);
    desk.serviceNow.instance.as(users.petra).decide(number, 'approved');
    const found = await desk.tickets.findDecision(sysId, mark);
    expect(states(desk, number)).toEqual(['petra approved']);
    expect(await desk.tickets.readDecision(sysId, found?.handle ?? '')).toMatchObject({ state: 'approved' });
  });

  it('is none where the ticket is gone', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const mark = await desk.tickets.readDecisionMark(sysId);
    expect(await desk.tickets.findDecision(NOWHERE, mark)).toBeNull();
    await expect(desk.tickets.readDecisionMark(NOWHERE)).rejects.toThrow(TicketSystemRefused);
  });
});

describe('whether the ticket counts as approved already', () => {
  it('is told by any approver row, ours or not', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    expect(await desk.tickets.isApprovedAlready(sysId)).toBe(false);
    desk.serviceNow.instance.addApproverRow('sc_req_item', sysId, users.anna, 'approved');
    expect(await desk.tickets.isApprovedAlready(sysId)).toBe(true);
    expect(await desk.tickets.isApprovedAlready(NOWHERE)).toBe(false);
  });

  it('is told by the rows of the order only where those are asked', async () => {
    await using desk = await openDesk();
    const { sysId, requestNumber } = desk.order();
    const orderId = desk.serviceNow.instance.task(requestNumber).sys_id;
    desk.serviceNow.instance.addApproverRow('sc_request', orderId, users.anna, 'approved');
    expect(await desk.tickets.isApprovedAlready(sysId)).toBe(false);
    expect(await desk.with(withApproval(desk.stage, { on: 'request' })).isApprovedAlready(sysId)).toBe(true);
  });
});
