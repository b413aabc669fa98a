import { describe, expect, it } from 'vitest';
import { addMember } from '#functions/add-member/handler.ts';
import { closeRequest } from '#functions/close-request/handler.ts';
import { additionEffect } from '#functions/common/note-additions.ts';
import { remembered } from '#functions/common/remembered.ts';
import { runStep } from '#functions/common/run-step.ts';
import { prepareAdditions } from '#functions/prepare-additions/handler.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { reportAdditions } from '#functions/report-additions/handler.ts';
import { reportFailure } from '#functions/report-failure/handler.ts';
import {
  DeskUnavailable,
  DirectoryUnavailable,
  StoredItemDamaged,
  TicketSystemRefused,
  TicketSystemUnavailable,
} from '#shared/errors.ts';
import type { AuditRecord } from '#shared/ports/audit-record.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { endEntries, recordLineOf } from './end-entries.ts';
import { plainly, playToApproval, playToEnd, playToQuestion, playToWritten } from './story.ts';

const newDesk = desks();
const record = (desk: Desk) => desk.store.readTicketRecord(desk.key);

async function askedDesk(): Promise<Desk> {
  const desk = await newDesk();
  await playToQuestion(desk, plainly(desk));
  return desk;
}

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
