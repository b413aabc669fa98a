import { describe, expect, it } from 'vitest';
import { awaitIdentityTask } from '#functions/await-identity-task/handler.ts';
import { remembered } from '#functions/common/remembered.ts';
import { readIdentityTask } from '#functions/read-identity-task/handler.ts';
import { releaseIdentityTask } from '#functions/release-identity-task/handler.ts';
import { verifyMemberships } from '#functions/verify-memberships/handler.ts';
import type { Principal } from '#shared/domain/principal.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { aGroupOf } from '#test/builders/directory.ts';
import { uwe } from '#test/builders/plan.ts';
import { identityTeamActs, plainly, playToApproval } from './story.ts';

const newDesk = desks();

async function releasedDesk(): Promise<Desk> {
  const desk = await newDesk();
  await playToApproval(desk, plainly(desk));
  await release(desk);
  return desk;
}

const release = (desk: Desk) => releaseIdentityTask(desk.invocation())(desk.input);
const read = (desk: Desk) => readIdentityTask(desk.invocation())(desk.input);
const verify = (desk: Desk) => verifyMemberships(desk.invocation())({ ...desk.input, read: 'verify' });
const onTask = (desk: Desk) => desk.tickets.comments.filter(({ ticketId }) => ticketId.startsWith('task'));

async function awaitTask(desk: Desk, token: string): Promise<boolean> {
  await awaitIdentityTask(desk.invocation())({ ...desk.input, token, enteredAt: desk.now().toISOString(), attempt: 0 });
  return desk.woken.includes(token);
}

/** Uwe is another one in Databricks from now on. */
function setTarget({ directory: { account } }: Desk, change: Partial<Principal>): void {
  account.principals = account.principals.map((one) => (one.id === uwe.id ? { ...one, ...change } : one));
}
const HOUR = 3600;
const states = (desk: Desk) => desk.tickets.tasks.map(({ state }) => state);

function closeTask(desk: Desk): void {
  for (const task of desk.tickets.tasks) task.state = 'done';
}

describe('ReleaseIdentityTask', () => {
  it('tells the team once that it may begin, and by whom', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    expect(await release(desk)).toEqual({ pollSeconds: 600 });
    desk.advance(60);
    await release(desk);
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['open']);
    expect(onTask(desk).map(({ text }) => text)).toEqual([expect.stringContaining('APPROVED by Anna Approver')]);
    expect(desk.tickets.tasks[0]?.summary).toMatch(/^Add Uwe Becker to 1 Entra group/);
    expect((await remembered(desk.ports, desk.key, 'identityWait')).since).toBe('2026-11-23T10:01:00.000Z');
  });

  it('does not mind a task that is gone, or closed already', async () => {
    const gone = await newDesk();
    await playToApproval(gone, plainly(gone));
    gone.tickets.tasks.splice(0);
    expect(await release(gone)).toEqual({ pollSeconds: 600 });
    expect(gone.said().filter((text) => text.includes('is gone'))).toHaveLength(1);
    const closed = await newDesk();
    await playToApproval(closed, plainly(closed));
    closeTask(closed);
    await release(closed);
    expect(closed.tickets.tasks.map(({ state }) => state)).toEqual(['done']);
  });
});

describe('AwaitIdentityTask', () => {
  it('answers itself for a task that is closed and was not looked at yet', async () => {
    const desk = await releasedDesk();
    expect(await awaitTask(desk, 'token-1')).toBe(false);
    closeTask(desk);
    expect(await awaitTask(desk, 'token-2')).toBe(true);
    await verify(desk);
    expect(await awaitTask(desk, 'token-3')).toBe(false);
  });

  it('answers itself for an edit', async () => {
    const desk = await releasedDesk();
    desk.edit('target', 'other@company.com');
    expect(await awaitTask(desk, 'token-1')).toBe(true);
  });

  it('waits for nobody where the task is gone', async () => {
    const desk = await releasedDesk();
    desk.tickets.tasks.splice(0);
    expect(await awaitTask(desk, 'token-1')).toBe(false);
  });
});

describe('ReadIdentityTask', () => {
  it.each([
    ['verify', () => undefined],
    ['superseded', (desk: Desk) => desk.edit('target', 'other@company.com')],
    ['withdrawn', (desk: Desk) => desk.change({ closed: true })],
    ['target changed', (desk: Desk) => setTarget(desk, { active: false })],
    ['target changed', (desk: Desk) => setTarget(desk, { name: 'uwe.becker@company.com' })],
    ['target changed', (desk: Desk) => setTarget(desk, { id: '9999' })],
  ])('says %s', async (next, change) => {
    const desk = await releasedDesk();
    change(desk);
    expect(await read(desk)).toEqual({ next });
  });
});

describe('VerifyMemberships', () => {
  it.each(['superseded', 'withdrawn', 'target changed'] as const)('hands on “%s” and reads nothing', async (read) => {
    const desk = await newDesk();
    const answer = await verifyMemberships(desk.invocation())({ ...desk.input, read });
    expect(answer).toMatchObject({ next: read });
    expect(await desk.store.readSection(desk.key, 'identity')).toBeNull();
  });

  it('is done when Databricks sees them, and closes a task that is still open', async () => {
    const desk = await releasedDesk();
    expect(await verify(desk)).toEqual({ next: 'wait', pollSeconds: 600 });
    expect(await remembered(desk.ports, desk.key, 'identity')).toMatchObject({ missing: ['101'] });
    desk.directory.account.groups.find(({ id }) => id === '101')?.members.push({ kind: 'user', id: uwe.id });
    expect(await verify(desk)).toMatchObject({ next: 'done' });
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['done']);
    expect(await remembered(desk.ports, desk.key, 'identity')).toMatchObject({ missing: [] });
  });

  it('takes a membership through nesting where IAM v2 tells of it', async () => {
    const desk = await releasedDesk();
    const inner = aGroupOf('130', 'inner', [uwe]);
    desk.directory.account.groups.push(inner);
    desk.directory.account.groups.find(({ id }) => id === '101')?.members.push({ kind: 'group', id: '130' });
    expect(await verify(desk)).toMatchObject({ next: 'done' });
    desk.directory.account.iamV2 = false;
    expect(await verify(desk)).toMatchObject({ next: 'wait' });
  });

  it('finds a direct membership without IAM v2', async () => {
    const desk = await releasedDesk();
    desk.directory.account.iamV2 = false;
    identityTeamActs(desk);
    expect(await verify(desk)).toMatchObject({ next: 'done' });
  });

  it('closed as done: waits two hours for the sync, then opens it again once, and says why', async () => {
    const desk = await releasedDesk();
    closeTask(desk);
    const before = onTask(desk).length;
    expect(await verify(desk)).toEqual({ next: 'wait', pollSeconds: 600 });
    desk.advance(2 * HOUR - 1);
    await verify(desk);
    expect(onTask(desk)).toHaveLength(before);
    expect(states(desk)).toEqual(['done']);
    desk.advance(1);
    await verify(desk);
    expect(states(desk)).toEqual(['open']);
    expect(onTask(desk).at(-1)?.text).toMatch(/closed two hours ago[\s\S]*data-engineers[\s\S]*Usual reasons/);
    // A second time it stays closed, and IT hears of it once.
    closeTask(desk);
    await verify(desk);
    desk.advance(2 * HOUR);
    await verify(desk);
    desk.advance(HOUR);
    await verify(desk);
    expect(states(desk)).toEqual(['done']);
    expect(desk.said().filter((text) => text.includes('a second time'))).toHaveLength(1);
    expect(onTask(desk)).toHaveLength(before + 1);
  });

  it('says so where our account may not open it again, and tries no more', async () => {
    const desk = await releasedDesk();
    closeTask(desk);
    await verify(desk);
    desk.advance(2 * HOUR);
    const refused = new TicketSystemRefused({ what: 'moving', status: 409, detail: 'no way' });
    const tried: string[] = [];
    desk.tickets.fault = (call) => {
      if (!call.endsWith(' reopened')) return undefined;
      tried.push(call);
      return { error: refused, applied: false };
    };
    await verify(desk);
    desk.advance(HOUR);
    await verify(desk);
    expect(tried).toHaveLength(1);
    expect(desk.said().filter((text) => text.includes('may not open it again'))).toHaveLength(1);
  });

  it('a task that is open again while its ticket closed with it is no withdrawal', async () => {
    const desk = await releasedDesk();
    closeTask(desk);
    desk.change({ closed: true });
    await verify(desk);
    desk.advance(2 * HOUR);
    await verify(desk);
    expect(states(desk)).toEqual(['open']);
    expect(await read(desk)).toEqual({ next: 'verify' });
  });

  it('closed as not done: tells IT with the last comment, the requester without, once; and goes on', async () => {
    const desk = await releasedDesk();
    for (const task of desk.tickets.tasks) task.state = 'skipped';
    const words = `No.\u202e\n[code]<b>${'x'.repeat(2000)}`;
    desk.tickets.taskComments.set(desk.tickets.tasks[0]?.id ?? '', { by: 'Ines', text: words });
    expect(await verify(desk)).toMatchObject({ next: 'wait' });
    desk.advance(3 * HOUR);
    await verify(desk);
    const [forIt, ...more] = desk.said().filter((text) => text.startsWith('it: The identity team closed'));
    expect(more).toEqual([]);
    expect(forIt).toMatch(/as not done[\s\S]*data-engineers[\s\S]*by Ines: “No\.\\u\{202e\} \[code\]/);
    expect(forIt?.length).toBeLessThan(1100);
    const [forRequester] = desk.said().filter((text) => text.startsWith('requester: The identity team closed'));
    expect(forRequester).toContain('without adding Uwe to 1 Entra group');
    expect(forRequester).not.toMatch(/data-engineers|Ines/);
  });

  it('is told even if closing the task closed the ticket', async () => {
    const desk = await releasedDesk();
    for (const task of desk.tickets.tasks) task.state = 'skipped';
    desk.change({ closed: true });
    expect(await read(desk)).toEqual({ next: 'withdrawn' });
    expect(desk.said().filter((text) => text.includes('as not done'))).toHaveLength(1);
  });

  it('tells IT once that a task was deleted, and goes on looking', async () => {
    const desk = await releasedDesk();
    desk.tickets.tasks.splice(0);
    await verify(desk);
    await verify(desk);
    expect(desk.said().filter((text) => text.includes('is gone'))).toHaveLength(1);
    identityTeamActs(desk);
    expect(await verify(desk)).toMatchObject({ next: 'done' });
  });

  it('says on the task that all has arrived', async () => {
    const desk = await releasedDesk();
    identityTeamActs(desk);
    await verify(desk);
    expect(onTask(desk).at(-1)?.text).toMatch(
      /^All arrived: Databricks sees Uwe Becker \(uwe@company\.com\) in 1 group/,
    );
  });

  it('expires after its days, without the task as well', async () => {
    const desk = await releasedDesk();
    desk.tickets.tasks.splice(0);
    desk.advance(14 * 86_400 - 1);
    expect(await verify(desk)).toEqual({ next: 'wait', pollSeconds: 1 });
    desk.advance(1);
    expect(await verify(desk)).toMatchObject({ next: 'expired' });
  });

  it('counts a group that was deleted as missing', async () => {
    const desk = await releasedDesk();
    const { account } = desk.directory;
    account.groups = account.groups.filter(({ id }) => id !== '101');
    expect(await verify(desk)).toMatchObject({ next: 'wait' });
  });
});
