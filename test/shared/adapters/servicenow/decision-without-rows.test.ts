import { describe, expect, it } from 'vitest';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { openDesk, withApproval } from './desk.ts';
import { asked, deskWith, states } from './question.ts';

describe('the order approved', () => {
  it('says nothing about the item: told once', async () => {
    await using desk = await openDesk();
    const { sysId, number, requestNumber, read, as } = await asked(desk);
    const orderId = desk.serviceNow.instance.task(requestNumber).sys_id;
    desk.serviceNow.instance.addApproverRow('sc_request', orderId, users.petra);
    expect(await read()).toEqual({ state: 'pending' });
    as(users.petra).decideOrder(number, 'approved');
    const detail = `the order ${requestNumber} was approved; that says nothing about this item`;
    expect(await read()).toEqual({ state: 'lapsed', detail });
    const again = await desk.tickets.openDecision(sysId);
    expect(await desk.tickets.readDecision(sysId, again.handle)).toEqual({ state: 'pending' });
    as(users.paul).decide(number, 'approved');
    expect(await desk.tickets.readDecision(sysId, again.handle)).toMatchObject({ state: 'approved' });
  });

  it('counts where the stage asks on orders, and the item alone does not', async () => {
    await using desk = await deskWith({ on: 'request' });
    const { number, requestNumber, read, as } = await asked(desk);
    as(users.agent).setApproval(number, 'approved');
    expect(await read()).toEqual({ state: 'pending' });
    as(users.petra).decideOrder(number, 'approved');
    expect(await read()).toMatchObject({
      state: 'approved',
      decidedBy: [{ id: users.petra }],
      proof: expect.stringContaining(requestNumber),
    });
  });
});

describe('an item set to approved with no approver having answered', () => {
  it('does not count unless the stage says so', async () => {
    await using desk = await openDesk();
    const { sysId, number, read, as } = await asked(desk);
    as(users.agent).setApproval(number, 'approved');
    const detail = "the item was set to approved without an approver's answer";
    expect(await read()).toEqual({ state: 'lapsed', detail });
    const again = await desk.tickets.openDecision(sysId);
    expect(again.handle).toContain('item:approved');
    expect(await desk.tickets.readDecision(sysId, again.handle)).toEqual({ state: 'pending' });
  });

  it('does not count on an order either', async () => {
    await using desk = await deskWith({ on: 'request' });
    const { sysId, requestNumber } = desk.order();
    const { instance } = desk.serviceNow;
    instance.task(requestNumber).approval = 'requested';
    const { handle } = await desk.tickets.openDecision(sysId);
    instance.as(users.agent).setApproval(requestNumber, 'approved');
    const detail = `the order ${requestNumber} was set to approved without an approver's answer`;
    expect(await desk.tickets.readDecision(sysId, handle)).toEqual({ state: 'lapsed', detail });
  });

  it('does not count where somebody did answer, in a row that is not ours', async () => {
    await using desk = await deskWith({ withoutRows: 'accept' });
    const { sysId, number, read, as } = await asked(desk);
    desk.serviceNow.instance.addApproverRow('sc_req_item', sysId, users.rita);
    as(users.rita).decide(number, 'approved');
    expect(desk.serviceNow.instance.item(number).approval).toBe('approved');
    const detail = 'the item was approved in a row that was not opened for this plan';
    expect(await read()).toEqual({ state: 'lapsed', detail });
  });

  it('counts where the stage accepts it, with a sentence for the record', async () => {
    await using desk = await openDesk({}, (stage) => ({
      ...withApproval(stage, { withoutRows: 'accept' }),
      history: 'none',
    }));
    const { number, opened, read, as } = await asked(desk);
    expect(desk.serviceNow.instance.item(number).approval).toBe('requested');
    expect(opened.handle).toContain(';item:requested;');
    expect(await read()).toEqual({ state: 'pending' });
    as(users.agent).setApproval(number, 'approved');
    expect(await read()).toEqual({
      state: 'approved',
      decidedBy: [],
      at: '2026-02-02T08:01:00.000Z',
      proof: `approval of ${number}, set 2026-02-02 08:01:00`,
      unanswered: `${number} was set to approved without an approver's answer`,
    });
  });

  it('accepted, taken back and set again has another proof', async () => {
    await using desk = await deskWith({ withoutRows: 'accept' });
    const { number, read, as } = await asked(desk);
    as(users.agent).setApproval(number, 'approved');
    const first = await read();
    as(users.agent).setApproval(number, 'requested');
    expect(await read()).toEqual({ state: 'pending' });
    desk.clock.ms += 60_000;
    as(users.agent).setApproval(number, 'approved');
    const second = await read();
    expect(second.state).toBe('approved');
    expect(second).not.toMatchObject({ proof: first.state === 'approved' ? first.proof : '' });
  });

  it('is asked of the order where that is approved on', async () => {
    await using desk = await deskWith({ on: 'request', withoutRows: 'accept' });
    const { requestNumber, opened, read, as } = await asked(desk);
    expect(desk.serviceNow.instance.task(requestNumber).approval).toBe('requested');
    expect(opened.handle).toContain(';order:requested;');
    as(users.agent).setApproval(requestNumber, 'approved');
    expect(await read()).toMatchObject({ state: 'approved', proof: expect.stringContaining(requestNumber) });
  });

  it('does not count where an approver gave an answer and took it back', async () => {
    await using desk = await deskWith({ withoutRows: 'accept' });
    const { number, read, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    as(users.petra).takeBack(number);
    expect(desk.serviceNow.instance.item(number).approval).toBe('approved');
    expect(await read()).toEqual({ state: 'lapsed', detail: 'an approver took their answer back' });
  });

  it('does not count for an answer by another hand', async () => {
    await using desk = await deskWith({ withoutRows: 'accept' });
    const { number, read, as } = await asked(desk);
    as(users.rita).decide(number, 'approved', { approverId: users.petra });
    expect(desk.serviceNow.instance.item(number).approval).toBe('approved');
    expect(await read()).toMatchObject({ state: 'lapsed', detail: expect.stringContaining('another account') });
  });

  it('is refused where our account may not set it to requested before', async () => {
    await using desk = await openDesk({ droppedFields: { sc_req_item: ['approval'] } }, (stage) =>
      withApproval(stage, { withoutRows: 'accept' }),
    );
    const { sysId, number } = desk.order();
    await expect(desk.tickets.openDecision(sysId)).rejects.toMatchObject({
      facts: { detail: expect.stringContaining('sc_req_item.approval') },
    });
    expect(states(desk, number)).toEqual([]);
  });
});
