import { describe, expect, it } from 'vitest';
import { awaitApproval } from '#functions/await-approval/handler.ts';
import { remembered } from '#functions/common/remembered.ts';
import { prepareAdditions } from '#functions/prepare-additions/handler.ts';
import { readApproval } from '#functions/read-approval/handler.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { releaseIdentityTask } from '#functions/release-identity-task/handler.ts';
import { reportFailure } from '#functions/report-failure/handler.ts';
import { reportOutcome } from '#functions/report-outcome/handler.ts';
import { requestApproval } from '#functions/request-approval/handler.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { uwe } from '#test/builders/plan.ts';
import { anna, paula } from '#test/builders/tickets.ts';
import { identityTeamActs, plainly, playToApproval, playToPlan, playToQuestion, playToWritten } from './story.ts';

const newDesk = desks();

/** A run that was approved and then broke. */
async function brokenDesk(playTo: typeof playToApproval = playToApproval): Promise<Desk> {
  const desk = await newDesk();
  await playTo(desk, plainly(desk));
  await reportFailure(desk.invocation())({ ...desk.input, error: 'DirectoryUnavailable' });
  return desk;
}

/** The next run of the same ticket, up to its question. */
async function nextRun(desk: Desk): Promise<Desk> {
  const { key } = await desk.store.openRun(desk.key);
  const next = { ...desk, key, input: { v: 1 as const, ...key } };
  await playToQuestion(next, plainly(next));
  return next;
}

async function triedAgain(desk: Desk): Promise<Desk> {
  await desk.store.allowRetry(desk.key);
  return nextRun(desk);
}

const read = (desk: Desk) => readApproval(desk.invocation())(desk.input);
const questions = (desk: Desk) => desk.tickets.decisions.length;

describe('a run that is tried again', () => {
  it('asks nobody for what the first run had approved, and is approved', async () => {
    const next = await triedAgain(await brokenDesk());
    expect(questions(next)).toBe(1);
    expect(next.said().at(-1)).toContain('The approval by Anna Approver of');
    expect(next.said().at(-1)).toMatch(
      /^requester: .*covers what is left for Uwe: 2 Databricks groups and 1 Entra group/s,
    );

    const waiting = { ...next.input, token: 'token-9', enteredAt: next.now().toISOString(), attempt: 0 };
    await awaitApproval(next.invocation())(waiting);
    expect(next.woken).toContain('token-9');
    expect(await read(next)).toMatchObject({ next: 'approved' });
    const approval = await remembered(next.ports, next.key, 'approval');
    const { digest } = await remembered(next.ports, next.key, 'plan');
    expect(approval).toMatchObject({ digest, by: [{ id: anna.id }] });
    expect(approval.remark).toMatch(/^given in run 1 for plan [0-9a-f]{12}, which covers this one$/);
  });

  it('says so once, and keeps the question, when the step is repeated', async () => {
    const desk = await brokenDesk();
    const next = await triedAgain(desk);
    const said = next.said().length;
    await playToQuestion(next, plainly(next));
    expect(next.said()).toHaveLength(said);
    expect(questions(next)).toBe(1);
  });

  it('needs no approval for the rest of what was written in part', async () => {
    const next = await triedAgain(await brokenDesk(playToWritten));
    expect(questions(next)).toBe(1);
    expect(await read(next)).toMatchObject({ next: 'approved' });
  });

  it('is carried over a second failure', async () => {
    const second = await triedAgain(await brokenDesk());
    await read(second);
    await reportFailure(second.invocation())({ ...second.input, error: 'Unexpected' });
    const third = await triedAgain(second);
    expect(questions(third)).toBe(1);
    expect(await read(third)).toMatchObject({ next: 'approved' });
  });

  it('asks nobody where a run that found nothing new lies between', async () => {
    const desk = await brokenDesk();
    const { key } = await desk.store.openRun(desk.key);
    expect(await readRequest(desk.invocation())({ v: 1, ...key })).toEqual({ next: 'nothing new' });
    expect(questions(await triedAgain(desk))).toBe(1);
  });

  it('asks again when the approval is refused by a judge who knows more', async () => {
    const desk = await brokenDesk();
    desk.change({
      parties: [
        { personId: anna.id, role: 'changed a request field' },
        { personId: paula.id, role: 'reporter' },
      ],
    });
    const next = await triedAgain(desk);
    expect(await read(next)).toMatchObject({ next: 'ask again' });
  });

  it('shows those it asks again the plan they are asked about', async () => {
    const desk = await brokenDesk(playToWritten);
    desk.change({ parties: [{ personId: anna.id, role: 'changed a request field' }] });
    const next = await triedAgain(desk);
    await read(next);
    const before = next.said().length;
    for (let time = 0; time < 2; time += 1) await requestApproval(next.invocation())(next.input);
    const said = next.said().slice(before);
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/^requester: .*Approve: 1 Entra group by the identity team/s);
    expect(said[1]).toContain('Please decide again');
  });

  it.each([
    ['at once', 0],
    ['after comments that opened runs with nothing to do', 2],
  ])('takes the place of the task the first run left with the team, %s', async (_name, silent) => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    await releaseIdentityTask(desk.invocation())(desk.input);
    await reportFailure(desk.invocation())({ ...desk.input, error: 'Unexpected' });
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['open']);
    for (let comment = 0; comment < silent; comment += 1) {
      const { key } = await desk.store.openRun(desk.key);
      expect(await readRequest(desk.invocation())({ v: 1, ...key })).toEqual({ next: 'nothing new' });
    }
    await triedAgain(desk);
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped', 'on hold']);
  });

  it.each([
    ['something is left in Databricks only', playToApproval],
    ['nothing is left at all', playToWritten],
  ])('closes the task the first run left with the team, where %s', async (_case, playTo) => {
    const desk = await newDesk();
    await playTo(desk, plainly(desk));
    await releaseIdentityTask(desk.invocation())(desk.input);
    await reportFailure(desk.invocation())({ ...desk.input, error: 'Unexpected' });
    desk.directory.account.groups.find(({ id }) => id === '101')?.members.push({ kind: 'user', id: uwe.id });
    await desk.store.allowRetry(desk.key);
    const { key } = await desk.store.openRun(desk.key);
    const next = { ...desk, key, input: { v: 1 as const, ...key } };
    await playToPlan(next, plainly(next));
    if (playTo === playToApproval) await requestApproval(next.invocation())(next.input);
    else await reportOutcome(next.invocation())(next.input);
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped']);
  });

  it('takes over nothing where nothing is left to add', async () => {
    const desk = await brokenDesk(playToWritten);
    identityTeamActs(desk);
    await desk.store.allowRetry(desk.key);
    const { key } = await desk.store.openRun(desk.key);
    const next = { ...desk, key, input: { v: 1 as const, ...key } };
    await playToPlan(next, plainly(next));
    expect(next.said().at(-1)).toContain('Nothing to approve: no group is left to add.');
    expect(next.said().at(-1)).not.toContain('covers what is left');
  });
});

describe('a run asks anew', () => {
  it('when nobody allowed it to be tried again', async () => {
    const desk = await brokenDesk();
    desk.change({ reopenedAt: new Date(desk.now().getTime() + 60_000).toISOString() });
    desk.advance(120);
    expect(questions(await nextRun(desk))).toBe(2);
  });

  it('when the request was edited', async () => {
    const desk = await brokenDesk();
    desk.edit('reason', 'Another one.');
    expect(questions(await triedAgain(desk))).toBe(2);
  });

  it('when the first run ended in another way', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    await desk.store.closeRun(desk.key, 'expired', (await remembered(desk.ports, desk.key, 'ticket')).revision);
    expect(questions(await triedAgain(desk))).toBe(2);
  });

  it.each([
    'withdrawn',
    'done',
  ] as const)('when the run that was approved is %s and a later one failed before it could read', async (end) => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    await desk.store.closeRun(desk.key, end, (await remembered(desk.ports, desk.key, 'ticket')).revision);
    const { key } = await desk.store.openRun(desk.key);
    await reportFailure(desk.invocation())({ v: 1, ...key, error: 'TicketSystemUnavailable' });
    expect(questions(await triedAgain(desk))).toBe(2);
  });

  it('when somebody had withdrawn the request before its run failed', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    desk.change({ closed: true });
    expect(await prepareAdditions(desk.invocation())(desk.input)).toMatchObject({ next: 'withdrawn' });
    await reportFailure(desk.invocation())({ ...desk.input, error: 'TicketSystemUnavailable' });
    desk.change({ closed: false });
    expect(questions(await triedAgain(desk))).toBe(2);
  });

  it('when the target was another one before its run failed', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    await desk.store.writeSection(desk.key, 'targetChange', { change: 'is inactive' });
    await reportFailure(desk.invocation())({ ...desk.input, error: 'TicketSystemUnavailable' });
    expect(questions(await triedAgain(desk))).toBe(2);
  });

  it('when the approval was taken back', async () => {
    const desk = await brokenDesk();
    const [decision] = desk.tickets.decisions;
    if (decision) decision.decision = { state: 'pending' };
    expect(questions(await triedAgain(desk))).toBe(2);
  });

  it('when the decision was given a second time', async () => {
    const desk = await brokenDesk();
    const [decision] = desk.tickets.decisions;
    if (decision?.decision.state === 'approved') decision.decision = { ...decision.decision, proof: 'another' };
    expect(questions(await triedAgain(desk))).toBe(2);
  });

  it('when the plan became wider', async () => {
    const desk = await brokenDesk();
    const users = desk.directory.account.groups.find(({ id }) => id === '104');
    const admins = desk.directory.account.groups.find(({ id }) => id === '109');
    if (users) admins?.members.push({ kind: 'group', id: users.id });
    expect(questions(await triedAgain(desk))).toBe(2);
    expect(desk.logged.join()).toContain('a group leads to another group now');
  });
});
