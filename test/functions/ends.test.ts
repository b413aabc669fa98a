import { describe, expect, it } from 'vitest';
import { closeRequest } from '#functions/close-request/handler.ts';
import { remembered } from '#functions/common/remembered.ts';
import { runStep } from '#functions/common/run-step.ts';
import { prepareAdditions } from '#functions/prepare-additions/handler.ts';
import { readApproval } from '#functions/read-approval/handler.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { releaseIdentityTask } from '#functions/release-identity-task/handler.ts';
import { reportOutcome } from '#functions/report-outcome/handler.ts';
import { resolvePrincipals } from '#functions/resolve-principals/handler.ts';
import { tellRequester } from '#functions/tell-requester/handler.ts';
import { verifyMemberships } from '#functions/verify-memberships/handler.ts';
import { planDigest } from '#shared/domain/canonical.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { aPlan } from '#test/builders/plan.ts';
import { anna } from '#test/builders/tickets.ts';
import { endEntries, recordLineOf } from './end-entries.ts';
import { identityTeamActs, plainly, playToApproval, playToEnd, playToQuestion, playToWritten } from './story.ts';

const newDesk = desks();
const record = (desk: Desk) => desk.store.readTicketRecord(desk.key);

async function askedDesk(): Promise<Desk> {
  const desk = await newDesk();
  await playToQuestion(desk, plainly(desk));
  return desk;
}

/** Puts another plan in the place of the run's current one. */
async function replacePlan(desk: Desk, plan: Plan, planNo: number): Promise<void> {
  const section = await remembered(desk.ports, desk.key, 'plan');
  await desk.store.writeText(desk.key, `plan:${planNo}`, JSON.stringify(plan));
  await desk.store.writeSection(desk.key, 'plan', { ...section, planNo, digest: planDigest(plan) });
}

describe('CloseRequest', () => {
  const close = (desk: Desk, end: 'rejected' | 'withdrawn' | 'expired' | 'superseded') =>
    closeRequest(desk.invocation())({ ...desk.input, end });

  it('says who rejected, once, and closes task and run', async () => {
    const desk = await askedDesk();
    const before = desk.said().length;
    desk.tickets.decide('rejected', anna);
    await readApproval(desk.invocation())(desk.input);
    expect(await close(desk, 'rejected')).toEqual({});
    await close(desk, 'rejected');
    const said = desk.said().slice(before);
    expect(said).toHaveLength(2);
    expect(said.every((text) => text.includes('Rejected by Anna Approver'))).toBe(true);
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped']);
    expect(desk.tickets.moves).toContain(`${desk.key.ticketId} rejected`);
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'rejected' } });
    expect(desk.started).toEqual([]);
  });

  it('ends as decided where the workflow refuses to move the identity task, which says that it is skipped', async () => {
    const desk = await askedDesk();
    await desk.store.writeSection(desk.key, 'closing', { reason: '', by: [anna] });
    const error = new TicketSystemRefused({ what: 'moving an issue', status: 400, detail: 'Resolution is required' });
    desk.tickets.fault = (call) => (call.startsWith('moveIdentityTask') ? { error, applied: false } : undefined);
    await close(desk, 'rejected');
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'rejected' } });
    expect(desk.tickets.comments.filter(({ ticketId }) => ticketId.startsWith('task-'))).toHaveLength(1);
  });

  it('takes the question back that is still open', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    await desk.store.writeSection(desk.key, 'closing', { reason: 'cancelled by reply', by: [] });
    await closeRequest(desk.invocation())({ ...desk.input, end: 'withdrawn' });
    expect(desk.tickets.decisions.at(-1)?.decision).toEqual({ state: 'lapsed', detail: 'taken back' });
  });

  it('opens and starts the next run after an edit', async () => {
    const desk = await askedDesk();
    desk.edit('target', 'other@company.com');
    await readApproval(desk.invocation())(desk.input);
    desk.tickets.marks.set(desk.key.ticketId, 'CLEAN');
    await close(desk, 'superseded');
    await close(desk, 'superseded');
    expect(desk.tickets.marks.size).toBe(0);
    expect(await record(desk)).toMatchObject({ run: 2, open: true, started: true });
    expect(desk.started).toEqual([`jira-${desk.key.ticketId}-2`]);
  });

  it('closes without a word where the ticket is gone', async () => {
    const desk = await askedDesk();
    desk.tickets.tickets.clear();
    await readApproval(desk.invocation())(desk.input);
    const before = desk.tickets.comments.length;
    await close(desk, 'withdrawn');
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'withdrawn' } });
    const said = desk.tickets.comments.slice(before);
    expect(said.map(({ ticketId }) => ticketId)).toEqual(desk.tickets.tasks.map(({ id }) => id));
  });

  it('says what was written before an edit', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    desk.edit('target', 'other@company.com');
    await desk.store.writeSection(desk.key, 'closing', { reason: 'the request was edited', by: [] });
    await close(desk, 'superseded');
    expect(desk.said().at(-1)).toContain('Approved by Anna Approver');
    expect(desk.said().at(-1)).toContain('2 accepted but not seen yet');
  });

  it('does not tell of an approval that was for another plan', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    desk.directory.account.groups.find(({ id }) => id === '104')?.roles.push('account_admin');
    await prepareAdditions(desk.invocation())(desk.input);
    await desk.store.writeSection(desk.key, 'closing', { reason: 'the ticket was closed', by: [] });
    await close(desk, 'withdrawn');
    expect(desk.said().at(-1)).toContain('Withdrawn');
    expect(desk.said().at(-1)).not.toContain('Approved by');
  });

  it('shows names of groups to IT only, or to everybody where the stage says so', async () => {
    const desk = await askedDesk();
    await desk.store.writeSection(desk.key, 'closing', { reason: 'nobody decided in time', by: [] });
    await close(desk, 'expired');
    expect(desk.tickets.comments.slice(-2).map(({ audience }) => audience)).toEqual(['it', 'requester']);
    const policy = { ...desk.ports.stage.policy, planNames: 'everyone' as const };
    const open = await newDesk({ stage: { policy } });
    await playToQuestion(open, plainly(open));
    await open.store.writeSection(open.key, 'closing', { reason: 'nobody decided in time', by: [] });
    const before = open.said().length;
    await close(open, 'expired');
    expect(open.said().slice(before)).toHaveLength(1);
  });
});

describe('ReportOutcome', () => {
  it('ends the whole story with a file of results', async () => {
    const desk = await newDesk();
    await playToEnd(desk, plainly(desk));
    expect(desk.said().at(-1)).toContain('Done: Uwe Becker has all 3 groups');
    expect(desk.tickets.attachments.at(-1)?.fileName).toContain('provisioning_result');
    expect(desk.tickets.attachments.at(-1)?.text).toContain('applied');
    expect(desk.tickets.moves).toEqual([`${desk.key.ticketId} done`]);
  });

  it('keeps its end where the workflow refuses to move the ticket, which may want a field of its own', async () => {
    const desk = await newDesk();
    const error = new TicketSystemRefused({ what: 'moving an issue', status: 400, detail: 'Resolution is required' });
    desk.tickets.fault = (call) => (call.startsWith('moveTicket') ? { error, applied: false } : undefined);
    await playToEnd(desk, plainly(desk));
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'done' } });
  });

  it('says "partly" where something is missing', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    await desk.store.writeSection(desk.key, 'identity', { missing: ['101'], checkedAt: desk.now().toISOString() });
    await reportOutcome(desk.invocation())(desk.input);
    expect(desk.said().at(-1)).toContain('Partly done');
    expect(await record(desk)).toMatchObject({ lastEnd: { end: 'done' } });
  });

  it('does not leave a requester waiting for a task that was closed because time is up', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    await releaseIdentityTask(desk.invocation())(desk.input);
    desk.advance(14 * 86_400);
    await verifyMemberships(desk.invocation())({ ...desk.input, read: 'verify' });
    await reportOutcome(desk.invocation())(desk.input);
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped']);
    expect(desk.said().at(-1)).toContain('missing: 1. Time is up: we look no longer. To go on');
  });

  it('says that there is nothing to add, without a file', async () => {
    const desk = await askedDesk();
    await replacePlan(desk, aPlan([]), 1);
    const before = desk.tickets.attachments.length;
    await reportOutcome(desk.invocation())(desk.input);
    expect(desk.said().at(-1)).toContain('Nothing to add');
    expect(desk.tickets.attachments).toHaveLength(before);
    expect(await record(desk)).toMatchObject({ lastEnd: { end: 'nothing to add' } });
  });

  it('says the same when an earlier plan of the run was approved', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    await replacePlan(desk, aPlan([]), 2);
    await reportOutcome(desk.invocation())(desk.input);
    expect(desk.said().at(-1)).toContain('Nothing to add');
    expect(await record(desk)).toMatchObject({ lastEnd: { end: 'nothing to add' } });
  });

  it('says what it would have added in plan-only', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    await desk.store.writeControl('planOnly');
    await prepareAdditions(desk.invocation())(desk.input);
    identityTeamActs(desk);
    await reportOutcome(desk.invocation())(desk.input);
    expect(desk.said().at(-1)).toContain('would have added 2');
    expect(desk.directory.writes).toEqual([]);
  });
});

describe('TellRequester', () => {
  const tell = (desk: Desk, error: string) =>
    runStep('TellRequester', tellRequester, desk.invocation(), { ...desk.input, error });

  async function mistypedDesk(): Promise<Desk> {
    const desk = await newDesk();
    desk.edit('source', 'Thomas Müler');
    await readRequest(desk.invocation())(desk.input);
    await runStep('ResolvePrincipals', resolvePrincipals, desk.invocation(), desk.input).catch(() => undefined);
    return desk;
  }

  it('names the field as it is labelled, what was read and what may be meant', async () => {
    const desk = await mistypedDesk();
    expect(await tell(desk, 'PrincipalNotFound')).toEqual({});
    const [said = ''] = desk.said();
    expect(said).toContain('"Copy from"');
    expect(said).toContain('Thomas Müler');
    expect(said).toContain('Did you mean Thomas Müller?');
    expect(said).not.toContain('thomas@company.com');
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'needs correction' } });
  });

  it('names the audit record and its entry about the end', async () => {
    const desk = await mistypedDesk();
    await tell(desk, 'PrincipalNotFound');
    await tell(desk, 'PrincipalNotFound');
    expect(await endEntries(desk)).toMatchObject([{ end: 'needs correction', error: 'PrincipalNotFound' }]);
    expect(desk.said()).toHaveLength(1);
    expect(desk.said()[0]).toContain(await recordLineOf(desk));
  });

  it('says the same after the ticket system was away for a while', async () => {
    const desk = await mistypedDesk();
    desk.tickets.fault = (call) =>
      call.startsWith('addComment')
        ? { error: new TicketSystemUnavailable({ what: 'adding a comment' }), applied: false }
        : undefined;
    await expect(tell(desk, 'PrincipalNotFound')).rejects.toThrow(TicketSystemUnavailable);
    desk.tickets.fault = () => undefined;
    desk.advance(60);
    await tell(desk, 'PrincipalNotFound');
    expect(desk.said()[0]).toContain('"Copy from"');
  });

  it('does not tell of another trouble when this one could not be remembered', async () => {
    const desk = await mistypedDesk();
    await tell(desk, 'SamePrincipal');
    expect(desk.said()[0]).toContain('"Give to"');
    expect(desk.said()[0]).not.toContain('Müler');
  });

  it('skips the identity task of a plan that cannot go on', async () => {
    const desk = await askedDesk();
    await tell(desk, 'TargetChanged');
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped']);
  });

  it('tells of a target that changed what was done and by whose approval, also after another trouble', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    await desk.store.writeSection(desk.key, 'targetChange', { change: 'it is gone' });
    await tell(desk, 'TargetChanged');
    const told = desk.said().filter((text) => text.startsWith('requester: '));
    expect(told.at(-2)).toContain('changed after the plan was made: it is gone');
    expect(told.at(-1)).toContain('Stopped:');
    expect(told.at(-1)).toContain('Approved by Anna Approver');
    expect(await endEntries(desk)).toMatchObject([{ error: 'TargetChanged' }]);
    for (const text of told.slice(-2)) expect(text).toContain(await recordLineOf(desk));
    expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({ lastEnd: { end: 'needs correction' } });
  });

  it('refuses an error that is not about the wish', async () => {
    const desk = await mistypedDesk();
    await expect(tell(desk, 'Unexpected')).rejects.toMatchObject({ name: 'StepInputInvalid' });
    expect(desk.said()).toEqual([]);
  });
});
