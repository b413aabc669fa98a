import { describe, expect, it } from 'vitest';
import { updateRow } from '#sandbox/simulators/servicenow/changes.ts';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { Decision } from '#shared/ports/ticket-system.ts';
import { type Desk, openDesk } from './desk.ts';
import { asked } from './question.ts';

/** Whoever it is touches an approver's newest row, without changing the answer. */
function touch(desk: Desk, number: string, approverId: string, by: string): void {
  const { instance } = desk.serviceNow;
  const row = instance.rowsOf(number).findLast(({ approver }) => approver === approverId);
  if (row) updateRow(instance, by, 'sysapproval_approver', row, { comments: 'so be it' });
}

const proofOf = (decision: Decision) => ('proof' in decision ? decision.proof : '');

describe('where the instance keeps the changes of approver rows', () => {
  it.each([
    ['the approver', users.petra],
    ['somebody else', users.agent],
    ['a job', 'system'],
  ])('an answer stays the same when %s touches the row', async (_who, by) => {
    await using desk = await openDesk();
    const { number, read, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    const first = await read();
    expect(first).toMatchObject({ state: 'approved', decidedBy: [{ id: users.petra }] });
    desk.clock.ms += 60_000;
    touch(desk, number, users.petra, by);
    expect(await read()).toEqual(first);
  });

  it('the answer of another hand stays that, whoever touches the row', async () => {
    await using desk = await openDesk();
    const { number, read, as } = await asked(desk);
    as(users.rita).decide(number, 'approved', { approverId: users.petra });
    desk.clock.ms += 60_000;
    touch(desk, number, users.petra, users.petra);
    const detail = 'the answer of Petra Boss was given by another account (Rita Klein)';
    expect(await read()).toEqual({ state: 'lapsed', detail });
  });

  it('the answer of another hand, taken back and given by the approver, is theirs', async () => {
    await using desk = await openDesk({ rollsUp: false });
    const { number, read, as } = await asked(desk);
    as(users.rita).decide(number, 'approved', { approverId: users.petra });
    as(users.petra).takeBack(number);
    as(users.petra).decide(number, 'approved');
    expect(await read()).toMatchObject({ state: 'approved', decidedBy: [{ id: users.petra }] });
  });

  it('a no is of the hand that said it', async () => {
    await using desk = await openDesk();
    const { number, read, as } = await asked(desk);
    as(users.agent).decide(number, 'rejected', { approverId: users.petra });
    touch(desk, number, users.petra, users.petra);
    expect(await read()).toMatchObject({ state: 'rejected', decidedBy: [{ id: users.agent }] });
  });

  it('changes of one second that nobody can put in order prove nothing: the last hand on the row does', async () => {
    await using desk = await openDesk({ rollsUp: false });
    const { number, read, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    as(users.petra).takeBack(number);
    as(users.petra).decide(number, 'approved');
    for (const entry of desk.serviceNow.instance.rows('sys_audit')) entry.record_checkpoint = '';
    expect(proofOf(await read())).toMatch(/, version 3$/);
  });

  it('the latest entry that tells another state than the row proves nothing either', async () => {
    await using desk = await openDesk({ rollsUp: false });
    const { number, read, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    as(users.petra).takeBack(number);
    desk.serviceNow.instance.options.auditedTables = [];
    as(users.rita).decide(number, 'approved', { approverId: users.petra });
    expect(await read()).toMatchObject({ state: 'lapsed' });
  });
});

describe.each([
  ['where the instance does not', ['sc_req_item'], 'audit'],
  ['where the stage reads no history', ['sc_req_item', 'sysapproval_approver'], 'none'],
] as const)('%s', (_where, auditedTables, history) => {
  const open = () => openDesk({ auditedTables: [...auditedTables] }, (stage) => ({ ...stage, history }));

  it('an answered row that is touched again counts as taken back and given again', async () => {
    await using desk = await open();
    const { number, read, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    const first = await read();
    expect(proofOf(first)).toMatch(/, version 1$/);
    touch(desk, number, users.petra, users.petra);
    expect(proofOf(await read())).toMatch(/, version 2$/);
    touch(desk, number, users.petra, users.agent);
    expect(await read()).toMatchObject({ state: 'lapsed', detail: expect.stringContaining('another account') });
  });
});

describe('an approver whose user name is longer than what records keep of it', () => {
  const long = `petra.boss#EXT#${'x'.repeat(40)}`;
  const rename = (desk: Desk, userId: string, userName: string) => {
    const user = desk.serviceNow.instance.users.find(({ sysId }) => sysId === userId);
    if (user) user.userName = userName;
  };

  it.each([
    ['is known by the beginning', 'sven.helfer', 'approved'],
    ['is not known where another one begins so', `${long}y`, 'lapsed'],
  ])('%s', async (_how, other, state) => {
    await using desk = await openDesk({}, (stage) => ({ ...stage, history: 'none' }));
    rename(desk, users.petra, long);
    rename(desk, users.agent, other);
    const { number, read, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    const row = desk.serviceNow.instance.rowsOf(number).find(({ approver }) => approver === users.petra);
    if (row) row.sys_updated_by = long.slice(0, 40);
    expect(await read()).toMatchObject({ state });
  });
});

it('an account that ServiceNow cannot name is another account', async () => {
  await using desk = await openDesk();
  const { number, read, as } = await asked(desk);
  as(users.rita).decide(number, 'approved', { approverId: users.petra });
  desk.serviceNow.instance.users.splice(0, 1);
  const detail = 'the answer of Petra Boss was given by another account';
  expect(await read()).toEqual({ state: 'lapsed', detail });
});

describe('taking a question back', () => {
  it.each(['audit', 'none'] as const)('leaves the answer and its proof as they are (history: %s)', async (history) => {
    await using desk = await openDesk({ rollsUp: false }, (stage) => ({ ...stage, history }));
    const { sysId, number, opened, read, as } = await asked(desk);
    as(users.petra).decide(number, 'approved');
    const first = await read();
    await desk.tickets.closeDecision(sysId, opened.handle);
    expect(desk.serviceNow.instance.rowsOf(number).map(({ state }) => state)).toEqual(['approved', 'not_required']);
    expect(await read()).toEqual(first);
  });

  it('asks nobody any more, wherever the item is by now', async () => {
    await using desk = await openDesk();
    const { sysId, number, opened } = await asked(desk);
    const flows = desk.serviceNow.instance.addApproverRow('sc_req_item', sysId, users.anna);
    desk.serviceNow.instance.item(number).cat_item = 'f'.repeat(32);
    await desk.tickets.closeDecision(sysId, opened.handle);
    const ours = desk.serviceNow.instance.rowsOf(number).filter(({ sys_id }) => sys_id !== flows.sys_id);
    expect(ours.map(({ state }) => state)).toEqual(['not_required', 'not_required']);
    expect(flows.state).toBe('requested');
  });
});
