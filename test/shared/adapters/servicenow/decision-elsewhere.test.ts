import { describe, expect, it } from 'vitest';
import { updateRow } from '#sandbox/simulators/servicenow/changes.ts';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { Decision } from '#shared/ports/ticket-system.ts';
import type { ServiceNowStage } from '#shared/stage.ts';
import { type Desk, openDesk, withApproval } from './desk.ts';
import { asked, membersOf, states } from './question.ts';

/** A desk for which a set field counts; whoever set it is nobody's business where no history is read. */
function accepting(history: ServiceNowStage['history'] = 'none') {
  return openDesk({}, (stage) => ({ ...withApproval(stage, { withoutRows: 'accept' }), history }));
}

const elsewhere = { state: 'lapsed', detail: 'the item was approved in a row that was not opened for this plan' };

/** Uwe, the target, said yes before the plan was made anew. */
async function oldYes(desk: Desk) {
  membersOf(desk).push(users.uwe);
  const { sysId, number, as } = await asked(desk);
  as(users.uwe).decide(number, 'approved');
  desk.clock.ms += 60_000;
  const { handle } = await desk.tickets.openDecision(sysId);
  desk.clock.ms += 60_000;
  const { instance } = desk.serviceNow;
  const row = instance.rowsOf(number).find(({ approver, state }) => approver === users.uwe && state === 'approved');
  const set = (state: string) => row && updateRow(instance, users.uwe, 'sysapproval_approver', row, { state });
  const read = (): Promise<Decision> => desk.tickets.readDecision(sysId, handle);
  return { number, set, read };
}

describe('an item approved by a row that is not of this question, where a set field counts', () => {
  it('does not count: a row of an earlier plan, approved once more', async () => {
    await using desk = await accepting();
    const { set, read } = await oldYes(desk);
    set('requested');
    set('approved');
    expect(await read()).toEqual(elsewhere);
  });

  it('does not count: the same put back before we look', async () => {
    await using desk = await accepting();
    const { number, set, read } = await oldYes(desk);
    set('requested');
    set('approved');
    set('requested');
    expect(desk.serviceNow.instance.item(number).approval).toBe('approved');
    expect(await read()).toEqual(elsewhere);
  });

  it('does not count: the row of a flow, answered and put back before we look', async () => {
    await using desk = await accepting();
    const { sysId, number, read, as } = await asked(desk);
    desk.serviceNow.instance.addApproverRow('sc_req_item', sysId, users.rita);
    as(users.rita).decide(number, 'approved');
    as(users.rita).takeBack(number);
    expect(await read()).toEqual(elsewhere);
  });

  it('does not count: a yes to a row we took back', async () => {
    await using desk = await accepting();
    const { sysId, number, as } = await asked(desk);
    const { handle } = await desk.tickets.openDecision(sysId);
    const { instance } = desk.serviceNow;
    const [old] = instance.rowsOf(number);
    if (old) updateRow(instance, users.petra, 'sysapproval_approver', old, { state: 'approved' });
    expect(await desk.tickets.readDecision(sysId, handle)).toEqual(elsewhere);
    if (old) updateRow(instance, users.petra, 'sysapproval_approver', old, { state: 'not_required' });
    as(users.automation).setApproval(number, 'approved');
    expect(await desk.tickets.readDecision(sysId, handle)).toEqual(elsewhere);
  });

  it('does not count: an own row, answered and closed again by the approver', async () => {
    await using desk = await accepting();
    const { number, read, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    const { instance } = desk.serviceNow;
    const row = instance.rowsOf(number).find(({ approver }) => approver === users.petra);
    if (row) updateRow(instance, users.petra, 'sysapproval_approver', row, { state: 'not_required' });
    expect(await read()).toEqual({ state: 'lapsed', detail: 'an approver took their answer back' });
  });

  it('is no matter where nothing was answered since: rows approved before, asked since or closed by a flow', async () => {
    await using desk = await accepting();
    const { sysId, number } = desk.order();
    const { instance } = desk.serviceNow;
    instance.addApproverRow('sc_req_item', sysId, users.agent, 'approved');
    const closed = instance.addApproverRow('sc_req_item', sysId, users.anna);
    for (const _time of [1, 2]) {
      const { handle } = await desk.tickets.openDecision(sysId);
      desk.clock.ms += 60_000;
      instance.addApproverRow('sc_req_item', sysId, users.anna);
      instance.as(users.automation).setApproval(number, 'approved');
      updateRow(instance, users.automation, 'sysapproval_approver', closed, { state: 'cancelled' });
      expect(await desk.tickets.readDecision(sysId, handle)).toMatchObject({ state: 'approved', decidedBy: [] });
    }
  });

  it('nor is it one that a rule of the instance touches when it is opened, or that was commented on', async () => {
    await using desk = await accepting();
    const { instance } = desk.serviceNow;
    instance.onChange.push(({ table, operation, row }) => {
      if (table !== 'sysapproval_approver' || operation !== 'insert') return;
      for (const comments of ['one', 'two']) updateRow(instance, users.automation, table, row, { comments });
    });
    const { number, read, as } = await asked(desk);
    const [row] = instance.rowsOf(number);
    if (row) updateRow(instance, users.petra, 'sysapproval_approver', row, { comments: 'hm' });
    as(users.automation).setApproval(number, 'approved');
    expect(await read()).toMatchObject({ state: 'approved', decidedBy: [] });
  });

  it('stays approved with the same proof when we ask nobody any more', async () => {
    for (const history of ['audit', 'none'] as const) {
      await using desk = await accepting(history);
      const { sysId, number, opened, read, as } = await asked(desk);
      as(users.automation).setApproval(number, 'approved');
      const first = await read();
      expect(first).toMatchObject({ state: 'approved', decidedBy: [] });
      await desk.tickets.closeDecision(sysId, opened.handle);
      expect(states(desk, number)).toEqual(['petra not_required', 'paul not_required']);
      const second = await read();
      expect(second).toMatchObject({ state: 'approved', proof: 'proof' in first ? first.proof : '' });
    }
  });
});

describe('whoever set the field, where the history is read', () => {
  it.each([
    ['the requester', users.rita],
    ['an agent', users.agent],
  ])('%s is told, for the desk to judge', async (_who, userId) => {
    await using desk = await accepting('audit');
    const { number, read, as } = await asked(desk);
    as(userId).setApproval(number, 'approved');
    desk.clock.ms += 60_000;
    const decision = await read();
    expect(decision).toMatchObject({
      state: 'approved',
      decidedBy: [{ id: userId }],
      at: '2026-02-02T08:01:00.000Z',
      proof: expect.stringMatching(new RegExp(`^approval of ${number}, change [0-9a-f]{32}$`)),
    });
    expect(decision).not.toHaveProperty('unanswered');
  });

  it.each([
    ['an account of a flow', users.automation],
    ['the system', 'system'],
  ])('%s is nobody', async (_who, actor) => {
    await using desk = await accepting('audit');
    const { number, read } = await asked(desk);
    const { instance } = desk.serviceNow;
    updateRow(instance, actor, 'sc_req_item', instance.item(number), { approval: 'approved' });
    expect(await read()).toMatchObject({
      state: 'approved',
      decidedBy: [],
      unanswered: `${number} was set to approved without an approver's answer`,
    });
  });

  it('whose name may be one of several people is not believed', async () => {
    await using desk = await accepting('audit');
    const { number, read, as } = await asked(desk);
    as(users.agent).setApproval(number, 'approved');
    const { instance } = desk.serviceNow;
    for (const user of instance.users) if (user.userName === 'anna.schmidt') user.userName = 'Sven.Helfer';
    expect(await read()).toEqual({ state: 'lapsed', detail: `it is not known who set ${number} to approved` });
  });

  it('whose entry is missing among others is not believed', async () => {
    await using desk = await accepting('audit');
    const { number, read, as } = await asked(desk);
    desk.serviceNow.instance.options.auditedTables = [];
    as(users.agent).setApproval(number, 'approved');
    expect(await read()).toEqual({ state: 'lapsed', detail: `it is not known who set ${number} to approved` });
  });
});
