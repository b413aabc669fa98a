import { describe, expect, it } from 'vitest';
import { addMember } from '#functions/add-member/handler.ts';
import { closeRequest } from '#functions/close-request/handler.ts';
import { additionEffect } from '#functions/common/note-additions.ts';
import { remembered } from '#functions/common/remembered.ts';
import { runStep } from '#functions/common/run-step.ts';
import { prepareAdditions } from '#functions/prepare-additions/handler.ts';
import { readApproval } from '#functions/read-approval/handler.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { releaseIdentityTask } from '#functions/release-identity-task/handler.ts';
import { reportAdditions } from '#functions/report-additions/handler.ts';
import { reportFailure } from '#functions/report-failure/handler.ts';
import { reportOutcome } from '#functions/report-outcome/handler.ts';
import { resolvePrincipals } from '#functions/resolve-principals/handler.ts';
import { tellRequester } from '#functions/tell-requester/handler.ts';
import { verifyMemberships } from '#functions/verify-memberships/handler.ts';
import { planDigest } from '#shared/domain/canonical.ts';
import type { Plan } from '#shared/domain/plan.ts';
import {
  DeskUnavailable,
  DirectoryUnavailable,
  StoredItemDamaged,
  TicketSystemRefused,
  TicketSystemUnavailable,
} from '#shared/errors.ts';
import type { AuditRecord } from '#shared/ports/audit-record.ts';
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

describe('ReportFailure', () => {
  const report = (desk: Desk, error: string) =>
    runStep('ReportFailure', reportFailure, desk.invocation(), { ...desk.input, error });

  it('says it to the requester and, with step and error, to IT', async () => {
    const desk = await newDesk();
    await readRequest(desk.invocation())(desk.input);
    const broken = () => () => Promise.reject(new TypeError('a bug'));
    await runStep('BuildPlan', broken, desk.ports, desk.input).catch(() => undefined);
    await report(desk, 'Unexpected');
    const [it = '', requester = ''] = desk.said();
    expect(it).toContain('Step BuildPlan, error Unexpected');
    expect(requester).toMatch(/^requester: /);
    expect(requester).not.toContain('BuildPlan');
    expect(requester).toContain(`jira-${desk.key.ticketId}-1`);
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'failed' } });
  });

  it('names the audit record and its entry about the end to both', async () => {
    const desk = await askedDesk();
    const before = desk.said().length;
    await report(desk, 'Unexpected');
    await report(desk, 'Unexpected');
    const said = desk.said().slice(before);
    expect(said.map((text) => text.split(':')[0])).toEqual(['it', 'requester']);
    expect(await endEntries(desk)).toMatchObject([{ end: 'failed', error: 'Unexpected' }]);
    for (const text of said) expect(text).toContain(await recordLineOf(desk));
  });

  /** The next invocation on a desk whose audit record takes nothing. */
  function withoutRecord(desk: Desk, error: Error) {
    const record: AuditRecord = { append: () => Promise.reject(error) };
    return runStep(
      'ReportFailure',
      reportFailure,
      { ...desk.invocation(), record },
      { ...desk.input, error: 'Unexpected' },
    );
  }

  it('is told without that line where the end cannot be recorded, and never again with it', async () => {
    const desk = await askedDesk();
    const before = desk.said().length;
    await withoutRecord(desk, new StoredItemDamaged({ item: 'audit record' }));
    const said = desk.said().slice(before);
    expect(said).toHaveLength(2);
    for (const text of said) {
      expect(text).toContain('Something broke on our side');
      expect(text).not.toContain('Audit record');
    }
    expect(desk.logged.some((line) => line.startsWith('error end not recorded'))).toBe(true);
    await report(desk, 'Unexpected');
    expect(desk.said().slice(before)).toEqual(said);
  });

  it('says nothing more behind an end that is told, and keeps that end', async () => {
    const desk = await askedDesk();
    await desk.store.writeSection(desk.key, 'closing', { reason: '', by: [] });
    const away = new TicketSystemUnavailable({ what: 'moving the ticket' });
    desk.tickets.fault = (call) => (call.startsWith('moveTicket') ? { error: away, applied: false } : undefined);
    await expect(closeRequest(desk.invocation())({ ...desk.input, end: 'rejected' })).rejects.toBe(away);
    const said = desk.said();
    await report(desk, 'TicketSystemUnavailable');
    expect(desk.said()).toEqual(said);
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'rejected' } });
    expect(await endEntries(desk)).toMatchObject([{ end: 'rejected' }]);
  });

  it('is recorded before the ticket system is asked for anything, which may refuse it', async () => {
    const desk = await askedDesk();
    const refuse = () => Promise.reject(new TicketSystemRefused({ what: 'the ticket', status: 403, detail: 'no' }));
    const ports = desk.invocation();
    const tickets: typeof ports.tickets = (system) => new Proxy(ports.tickets(system), { get: () => refuse });
    await runStep('ReportFailure', reportFailure, { ...ports, tickets }, { ...desk.input, error: 'Unexpected' }).catch(
      () => undefined,
    );
    expect(await endEntries(desk)).toMatchObject([{ end: 'failed', error: 'Unexpected' }]);
  });

  it('waits for an audit record that may answer again', async () => {
    const desk = await askedDesk();
    const before = desk.said().length;
    const away = new DeskUnavailable({ what: 'DynamoDB' });
    await expect(withoutRecord(desk, away)).rejects.toThrow(DeskUnavailable);
    expect(desk.said()).toHaveLength(before);
    await report(desk, 'Unexpected');
    expect(desk.said().at(-1)).toContain(await recordLineOf(desk));
  });

  it('says only that it ended where the additions told at once what broke', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    const failed = { ...desk.input, error: 'DirectoryUnavailable' };
    const before = desk.said().length;
    await reportAdditions(desk.invocation())(failed);
    const early = desk.said().slice(before);
    expect(early).toHaveLength(2);
    for (const text of early) expect(text).not.toContain('Audit record');
    await report(desk, 'DirectoryUnavailable');
    await report(desk, 'DirectoryUnavailable');
    const late = desk.said().slice(before + 2);
    expect(late).toHaveLength(1);
    expect(late[0]).toMatch(/^requester: This request has ended with what broke/);
    expect(late[0]).toContain(await recordLineOf(desk));
  });

  it('adds nothing to an end that was told, where only the answer of its step was lost', async () => {
    const desk = await newDesk();
    await playToEnd(desk, plainly(desk));
    const before = desk.said();
    await report(desk, 'Lambda.Unknown');
    expect(desk.said()).toEqual(before);
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'done' } });
  });

  it('does not blame a step whose trouble healed before', async () => {
    const desk = await newDesk();
    const hiccup = () => () => Promise.reject(new TicketSystemUnavailable({ what: 'reading' }));
    await runStep('ReadRequest', hiccup, desk.ports, desk.input).catch(() => undefined);
    await report(desk, 'States.Timeout');
    expect(desk.said()[0]).toContain('Step unknown, error States.Timeout');
  });

  it('says how much was written', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    await report(desk, 'DirectoryUnavailable');
    expect(desk.said().at(-1)).toContain('2 memberships, which stay');
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped']);
  });

  it('does not say that nothing was changed while a write has no clear answer', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    await prepareAdditions(desk.invocation())(desk.input);
    desk.directory.fault = (call) =>
      call.startsWith('addMember') ? new DirectoryUnavailable({ what: 'adding' }) : undefined;
    await addMember(desk.invocation())({ ...desk.input, chunk: 1 });
    await report(desk, 'DirectoryRefused');
    expect(desk.said().at(-1)).toContain('2 memberships were sent without a clear answer');
    expect(desk.said().at(-1)).not.toContain('Nothing was changed');
  });

  it('tells of a write whose process died before its result was kept', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    await prepareAdditions(desk.invocation())(desk.input);
    await desk.store.intend(desk.key, additionEffect(1, '104'), { owner: 'died', before: 'absent' });
    await desk.store.intend(desk.key, additionEffect(1, '105'), { owner: 'died', before: 'absent' });
    await desk.store.settle(desk.key, additionEffect(1, '105'), 'accepted');
    await report(desk, 'DirectoryRefused');
    expect(desk.said().at(-1)).toContain('1 membership, which stays');
    expect(desk.said().at(-1)).toContain('1 membership was sent without a clear answer');
  });

  it('leaves a task that is released with the team', async () => {
    const desk = await askedDesk();
    const known = await remembered(desk.ports, desk.key, 'identityTask');
    const tasks = known.tasks.map((task) => ({ ...task, released: true }));
    await desk.store.writeSection(desk.key, 'identityTask', { ...known, tasks });
    await report(desk, 'Unexpected');
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['on hold']);
  });

  it.each([
    ['the identity task takes no comment', (call: string) => /^addComment task-/.test(call)],
    ['the identity task cannot be read', (call: string) => call.startsWith('readIdentityTask')],
    ['the ticket takes no comment for IT', (call: string) => call.endsWith(' to it')],
  ])('tells the requester also where %s', async (_what, isRefused) => {
    const desk = await askedDesk();
    const error = new TicketSystemRefused({ what: 'the task', status: 403, detail: 'no' });
    desk.tickets.fault = (call) => (isRefused(call) ? { error, applied: false } : undefined);
    await report(desk, 'Unexpected');
    expect(desk.said().at(-1)).toMatch(/^requester: Something broke on our side/);
  });

  it('is told although those who wait for the same pair cannot be found', async () => {
    const desk = await askedDesk();
    const ports = desk.invocation();
    const readLine = () => Promise.reject(new StoredItemDamaged({ item: 'line' }));
    const world = { ...ports, store: { ...ports.store, readLine } };
    await runStep('ReportFailure', reportFailure, world, { ...desk.input, error: 'Unexpected' });
    expect(desk.said().at(-1)).toMatch(/^requester: Something broke on our side/);
  });

  it('closes the run even if nobody can be told', async () => {
    const desk = await askedDesk();
    const error = new TicketSystemRefused({ what: 'adding a comment', status: 403, detail: 'no' });
    desk.tickets.fault = (call) => (call.startsWith('addComment') ? { error, applied: false } : undefined);
    await expect(report(desk, 'Unexpected')).rejects.toBe(error);
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'failed' } });
  });
});
