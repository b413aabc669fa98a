import { describe, expect, it } from 'vitest';
import { updateRow } from '#sandbox/simulators/servicenow/changes.ts';
import { groups, items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { openDesk } from './desk.ts';
import { asked, deskWith } from './question.ts';

describe('an answer', () => {
  it('approved by an approver is theirs', async () => {
    await using desk = await openDesk();
    const { number, read, as } = await asked(desk);
    const row = desk.serviceNow.instance.rowsOf(number).find(({ approver }) => approver === users.paul);
    as(users.paul).decide(number, 'approved');
    expect(await read()).toEqual({
      state: 'approved',
      decidedBy: [expect.objectContaining({ id: users.paul, displayName: 'Paul Adler', emails: ['paul@company.com'] })],
      at: '2026-02-02T08:01:00.000Z',
      proof: expect.stringMatching(new RegExp(`^approver row ${row?.sys_id} of ${number}, change [0-9a-f]{32}$`)),
    });
  });

  it('rejected by an approver is theirs, although others approved', async () => {
    await using desk = await openDesk({ rollsUp: false });
    const { number, read, as } = await asked(desk);
    as(users.paul).decide(number, 'approved');
    as(users.petra).decide(number, 'rejected');
    expect(await read()).toMatchObject({ state: 'rejected', decidedBy: [{ id: users.petra }] });
  });

  it('rejected by another hand is rejected by that hand', async () => {
    await using desk = await openDesk();
    const { number, read, as } = await asked(desk);
    as(users.agent).decide(number, 'rejected', { approverId: users.petra });
    expect(await read()).toMatchObject({ state: 'rejected', decidedBy: [{ id: users.agent }] });
  });

  it('stays that of the first who approved, whoever approves later', async () => {
    await using desk = await openDesk({ rollsUp: false });
    const { number, read, as } = await asked(desk);
    as(users.paul).decide(number, 'approved');
    const first = await read();
    desk.clock.ms += 60_000;
    as(users.petra).decide(number, 'approved');
    expect(await read()).toEqual(first);
  });

  it('taken back is none; given again it has another proof', async () => {
    await using desk = await openDesk();
    const { number, read, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    const first = await read();
    as(users.petra).takeBack(number);
    expect(await read()).toMatchObject({ state: 'lapsed' });
    as(users.petra).decide(number, 'approved');
    const second = await read();
    expect(second).toMatchObject({ state: 'approved', decidedBy: [{ id: users.petra }] });
    expect(second).not.toMatchObject({ proof: first.state === 'approved' ? first.proof : '' });
  });

  it('taken back is pending again where nothing rolls up', async () => {
    await using desk = await openDesk({ rollsUp: false });
    const { number, read, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    as(users.petra).takeBack(number);
    expect(await read()).toEqual({ state: 'pending' });
  });

  it('by another hand does not count, and says whose', async () => {
    await using desk = await openDesk();
    const { number, read, as } = await asked(desk);
    as(users.rita).decide(number, 'approved', { approverId: users.petra });
    const detail = 'the answer of Petra Boss was given by another account (Rita Klein)';
    expect(await read()).toEqual({ state: 'lapsed', detail });
  });

  it('by another hand does not spoil one by the right hand', async () => {
    await using desk = await openDesk({ rollsUp: false });
    const { number, read, as } = await asked(desk);
    as(users.rita).decide(number, 'approved', { approverId: users.petra });
    desk.clock.ms += 60_000;
    as(users.paul).decide(number, 'approved');
    expect(await read()).toMatchObject({ state: 'approved', decidedBy: [{ id: users.paul }] });
  });

  it('by a listed delegate is theirs, in place of the approver, and a member of the group', async () => {
    await using desk = await deskWith({ delegates: { [users.petra]: [users.anna] } });
    const { number, read, as } = await asked(desk);
    as(users.anna).decide(number, 'approved', { approverId: users.petra });
    expect(await read()).toMatchObject({
      state: 'approved',
      decidedBy: [{ id: users.anna }],
      inPlaceOf: [{ id: users.petra }],
    });
    expect(await desk.tickets.isGroupMember(groups.approvers, users.anna)).toBe(true);
  });

  it('by the delegate of somebody else does not count', async () => {
    await using desk = await deskWith({ delegates: { [users.petra]: [users.anna] } });
    const { number, read, as } = await asked(desk);
    as(users.anna).decide(number, 'approved', { approverId: users.paul });
    expect(await read()).toMatchObject({ state: 'lapsed' });
  });

  it('in a row that others opened does not count', async () => {
    await using desk = await openDesk({ rollsUp: false });
    const { sysId, number, read, as } = await asked(desk);
    desk.serviceNow.instance.addApproverRow('sc_req_item', sysId, users.anna);
    as(users.anna).decide(number, 'approved');
    expect(await read()).toEqual({ state: 'pending' });
  });

  it('to an earlier question does not count for this one', async () => {
    await using desk = await openDesk({ rollsUp: false });
    const { sysId, number, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    const again = await desk.tickets.openDecision(sysId);
    expect(await desk.tickets.readDecision(sysId, again.handle)).toEqual({ state: 'pending' });
  });
});

describe('a question', () => {
  it('whose rows were closed without an answer has lapsed', async () => {
    await using desk = await openDesk();
    const { sysId, number, read } = await asked(desk);
    const { instance } = desk.serviceNow;
    const [first, second] = instance.rowsOf(number);
    if (first) updateRow(instance, users.agent, 'sysapproval_approver', first, { state: 'cancelled' });
    expect(await read()).toEqual({ state: 'pending' });
    if (second) instance.forget('sysapproval_approver', second.sys_id);
    expect(await read()).toEqual({ state: 'lapsed', detail: 'the question was closed without an answer' });
    expect(await desk.tickets.readDecision(sysId, 'what?')).toMatchObject({ state: 'lapsed' });
  });

  it('of a ticket that is gone or was moved has lapsed', async () => {
    await using desk = await openDesk();
    const { number, read } = await asked(desk);
    desk.serviceNow.instance.moveToItem(number, items.other);
    expect(await read()).toMatchObject({ state: 'lapsed', detail: expect.stringContaining('moved') });
    desk.serviceNow.instance.remove(number);
    expect(await read()).toMatchObject({ state: 'lapsed', detail: 'the ticket is gone' });
  });

  it.each(['rejected', 'cancelled'])('is rejected when the item turns %s', async (approval) => {
    await using desk = await openDesk();
    const { number, read, as } = await asked(desk);
    as(users.agent).setApproval(number, approval);
    expect(await read()).toMatchObject({
      state: 'rejected',
      decidedBy: [],
      proof: `approval of ${number}: ${approval}`,
    });
  });

  it('is rejected when the whole order turns rejected, an answer or not', async () => {
    await using desk = await openDesk();
    const { number, requestNumber, read, as } = await asked(desk);
    as(users.paul).decide(number, 'approved');
    as(users.agent).setApproval(requestNumber, 'rejected');
    expect(await read()).toMatchObject({ state: 'rejected', decidedBy: [] });
  });

  it('is not rejected because the item was before it was asked', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.as(users.agent).setApproval(number, 'rejected');
    const { handle } = await desk.tickets.openDecision(sysId);
    expect(await desk.tickets.readDecision(sysId, handle)).toEqual({ state: 'pending' });
  });
});
