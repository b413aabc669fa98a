import { describe, expect, it } from 'vitest';
import { closeRequest } from '#functions/close-request/handler.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { sweepTickets } from '#functions/sweep-tickets/handler.ts';
import { DeskUnavailable, StoredItemDamaged, TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { aTicket } from '#test/builders/tickets.ts';
import { endEntries, recordLineOf } from './end-entries.ts';
import { plainly, playToQuestion, playToWritten } from './story.ts';

const newDesk = desks();
const sweep = (desk: Desk) => sweepTickets(desk.invocation());
const record = (desk: Desk) => desk.store.readTicketRecord(desk.key);

/** The table is shared by all tests of this file; the mark of one must not be found by another. */
async function deskWithMark(mark: string | null, options: { open?: boolean } = {}): Promise<Desk> {
  const desk = await newDesk(options);
  let current = mark;
  const store = {
    ...desk.ports.store,
    readSweepMark: async () => current,
    writeSweepMark: async (_system: string, at: string) => {
      current = at;
    },
  };
  return { ...desk, invocation: () => ({ ...desk.invocation(), store }) };
}

async function listedMinutes(desk: Desk): Promise<string[]> {
  const asked: string[] = [];
  desk.tickets.fault = (call) => {
    if (call.startsWith('listChanged')) asked.push(call);
    return undefined;
  };
  await sweep(desk);
  return asked;
}

describe('SweepTickets: changed tickets', () => {
  it('looks one hour back at first, then to its mark with an overlap', async () => {
    expect(await listedMinutes(await deskWithMark(null))).toEqual(['listChanged 60']);
    const desk = await deskWithMark('2026-11-23T09:44:30.000Z');
    expect(await listedMinutes(desk)).toEqual(['listChanged 26']);
    desk.advance(900);
    expect(await listedMinutes(desk)).toEqual(['listChanged 25']);
  });

  it('opens a run for a ticket nobody told of, and wakes one that waits', async () => {
    const fresh = await deskWithMark(null, { open: false });
    fresh.tickets.changed = [fresh.key.ticketId];
    expect(await sweep(fresh)).toEqual({ failed: 0 });
    expect(fresh.started).toEqual([`jira-${fresh.key.ticketId}-1`]);

    const waiting = await deskWithMark(null);
    waiting.tickets.changed = [waiting.key.ticketId];
    const enteredAt = '2026-11-23T10:00:00.000Z';
    await waiting.store.putToken(waiting.key, { token: 'token-1', kind: 'approval', enteredAt, attempt: 0 });
    await sweep(waiting);
    expect([waiting.woken, waiting.started]).toEqual([['token-1'], []]);
  });

  it('does not open runs for our own last words', async () => {
    const desk = await deskWithMark(null);
    desk.tickets.changed = [desk.key.ticketId];
    await readRequest(desk.invocation())(desk.input);
    const ticket = await desk.store.readSection(desk.key, 'ticket');
    await desk.store.closeRun(desk.key, 'done', ticket?.revision ?? null);
    await sweep(desk);
    expect(await record(desk)).toMatchObject({ run: 1, open: false });
    desk.edit('target', 'other@company.com');
    await sweep(desk);
    expect(await record(desk)).toMatchObject({ run: 2, open: true });
  });

  it('does not open run after run for a failure before the ticket could be read', async () => {
    const desk = await deskWithMark(null);
    desk.tickets.changed = [desk.key.ticketId];
    await desk.store.closeRun(desk.key, 'failed', null);
    await sweep(desk);
    expect(await record(desk)).toMatchObject({ run: 1, open: false });
  });

  it('gives every ticket its turn when one fails, and keeps the mark until all went well', async () => {
    const mark = '2026-11-23T09:50:00.000Z';
    const desk = await deskWithMark(mark, { open: false });
    const badId = `bad-${desk.key.ticketId}`;
    desk.tickets.tickets.set(badId, aTicket(badId));
    await desk.store.openRun({ system: 'jira', ticketId: badId });
    await desk.store.closeRun({ system: 'jira', ticketId: badId, run: 1 }, 'done', 'another');
    desk.tickets.changed = [badId, desk.key.ticketId];
    const error = new TicketSystemUnavailable({ what: 'reading' });
    desk.tickets.fault = (call) => (call === `readTicket ${badId}` ? { error, applied: false } : undefined);
    expect(await sweep(desk)).toEqual({ failed: 1 });
    expect(desk.started).toEqual([`jira-${desk.key.ticketId}-1`]);
    expect(await listedMinutes(desk)).toEqual(['listChanged 20']);
    expect(await listedMinutes(desk)).toEqual(['listChanged 10']);
  });

  it('leaves what it has no time for to the next sweep, so that the other ticket system has its turn', async () => {
    const desk = await deskWithMark('2026-11-23T09:44:30.000Z', { open: false });
    desk.tickets.changed = Array.from({ length: 40 }, (_, index) => `77${index + 100}`);
    const invocation = () => {
      const ports = desk.invocation();
      const readTicketRecord: typeof ports.store.readTicketRecord = async (key) => {
        desk.advance(30);
        return ports.store.readTicketRecord(key);
      };
      return { ...ports, store: { ...ports.store, readTicketRecord } };
    };
    expect(await sweep({ ...desk, invocation })).toEqual({ failed: 1 });
    expect(desk.started.length).toBe(8);
    // The mark stays: the next one looks back further.
    expect(await listedMinutes(desk)).toEqual(['listChanged 30']);
  });

  it('looks at several tickets at once: a change to hundreds of them is through in one sweep', async () => {
    const desk = await deskWithMark(null, { open: false });
    desk.tickets.changed = Array.from({ length: 40 }, (_, index) => `78${index + 100}`);
    let [underWay, most] = [0, 0];
    const invocation = () => {
      const ports = desk.invocation();
      const readTicketRecord: typeof ports.store.readTicketRecord = async (key) => {
        underWay += 1;
        most = Math.max(most, underWay);
        const record = await ports.store.readTicketRecord(key);
        underWay -= 1;
        return record;
      };
      return { ...ports, store: { ...ports.store, readTicketRecord } };
    };
    expect(await sweep({ ...desk, invocation })).toEqual({ failed: 0 });
    expect([desk.started.length, most]).toEqual([40, 8]);
  });
});

describe('SweepTickets: lost runs', () => {
  it('leaves young runs and running ones alone', async () => {
    const young = await deskWithMark(null);
    await sweep(young);
    expect(await record(young)).toMatchObject({ open: true });
    const running = await deskWithMark(null);
    running.running.add(`jira-${running.key.ticketId}-1`);
    running.advance(3600);
    await sweep(running);
    expect(await record(running)).toMatchObject({ open: true });
  });

  it('starts a run whose door died before it could', async () => {
    const desk = await deskWithMark(null, { open: false });
    await desk.store.openRun(desk.key);
    desk.advance(301);
    await sweep(desk);
    expect(desk.started).toEqual([`jira-${desk.key.ticketId}-1`]);
    expect(await record(desk)).toMatchObject({ open: true, started: true });
  });

  it('closes a run whose execution is over, and says what was written', async () => {
    const desk = await deskWithMark(null);
    await playToWritten(desk, plainly(desk));
    desk.advance(301);
    await sweep(desk);
    await sweep(desk);
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'failed' } });
    const said = desk.said().filter((text) => text.includes('Something broke on our side'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('2 memberships, which stay');
    expect(await endEntries(desk)).toMatchObject([{ end: 'failed', error: null }]);
    expect(said[0]).toContain(await recordLineOf(desk));
    expect(desk.logged.some((line) => line.startsWith('error run lost'))).toBe(true);
  });

  it('says it without the audit record where that takes nothing', async () => {
    const desk = await deskWithMark(null);
    desk.advance(301);
    const record = { append: () => Promise.reject(new StoredItemDamaged({ item: 'audit record' })) };
    expect(await sweepTickets({ ...desk.invocation(), record })).toEqual({ failed: 0 });
    expect(desk.said()).toHaveLength(1);
    expect(desk.said()[0]).toContain('Something broke on our side');
    expect(desk.said()[0]).not.toContain('Audit record');
    expect(await sweep(desk)).toEqual({ failed: 0 });
    expect(desk.said()).toHaveLength(1);
  });

  it('keeps the end it had told, says nothing more, and asks nobody any more', async () => {
    const desk = await deskWithMark(null);
    await playToQuestion(desk, plainly(desk));
    await desk.store.writeSection(desk.key, 'closing', { reason: '', by: [] });
    const away = new TicketSystemUnavailable({ what: 'moving the ticket' });
    desk.tickets.fault = (call) => (call.startsWith('moveTicket') ? { error: away, applied: false } : undefined);
    await expect(closeRequest(desk.invocation())({ ...desk.input, end: 'withdrawn' })).rejects.toBe(away);
    const said = desk.said();
    const calls: string[] = [];
    desk.tickets.fault = (call) => void calls.push(call);
    desk.advance(301);
    expect(await sweep(desk)).toEqual({ failed: 0 });
    expect(desk.said()).toEqual(said);
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'withdrawn' } });
    expect(calls.some((call) => call.startsWith('closeDecision'))).toBe(true);
  });

  it('does not leave the identity team waiting', async () => {
    const desk = await deskWithMark(null);
    await playToQuestion(desk, plainly(desk));
    desk.advance(301);
    await sweep(desk);
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped']);
  });

  it('closes a run of a ticket that is gone, without a word', async () => {
    const desk = await deskWithMark(null);
    desk.tickets.tickets.clear();
    desk.advance(301);
    expect(await sweep(desk)).toEqual({ failed: 0 });
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'failed' } });
  });

  it('tells the requester also where the identity task takes no comment', async () => {
    const desk = await deskWithMark(null);
    await playToQuestion(desk, plainly(desk));
    desk.advance(301);
    const error = new TicketSystemRefused({ what: 'adding a comment', status: 403, detail: 'no' });
    desk.tickets.fault = (call) => (call.startsWith('addComment task-') ? { error, applied: false } : undefined);
    expect(await sweep(desk)).toEqual({ failed: 0 });
    expect(desk.said().at(-1)).toContain('Something broke on our side');
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'failed' } });
  });

  it('leaves it open while the stop switch is thrown, and breaks nothing', async () => {
    const desk = await deskWithMark(null);
    await desk.store.writeControl('stopped');
    desk.advance(301);
    expect(await sweep(desk)).toEqual({ failed: 0 });
    expect(await record(desk)).toMatchObject({ open: true });
    await desk.store.writeControl('on');
    expect(await sweep(desk)).toEqual({ failed: 0 });
    expect(await record(desk)).toMatchObject({ open: false, lastEnd: { end: 'failed' } });
  });

  it('keeps a run open while the ticket system cannot be told', async () => {
    const desk = await deskWithMark(null);
    desk.advance(301);
    const error = new TicketSystemUnavailable({ what: 'adding a comment' });
    desk.tickets.fault = (call) => (call.startsWith('addComment') ? { error, applied: false } : undefined);
    expect(await sweep(desk)).toEqual({ failed: 1 });
    expect(await record(desk)).toMatchObject({ open: true });
  });

  it('looks for them even when the ticket system does not answer', async () => {
    const desk = await deskWithMark(null, { open: false });
    await desk.store.openRun(desk.key);
    desk.advance(301);
    const error = new TicketSystemRefused({ what: 'search', status: 400, detail: 'no' });
    desk.tickets.fault = (call) => (call.startsWith('listChanged') ? { error, applied: false } : undefined);
    expect(await sweep(desk)).toEqual({ failed: 1 });
    expect(desk.started).toEqual([`jira-${desk.key.ticketId}-1`]);
  });

  it('gives every lost run its turn when one fails', async () => {
    const desk = await deskWithMark(null, { open: false });
    await desk.store.openRun(desk.key);
    desk.advance(301);
    const bad = { system: 'jira', ticketId: 'bad', run: 1, openedAt: '2026-11-23T09:00:00.000Z' } as const;
    const ports = desk.invocation();
    const own = await ports.openRuns.listOpenRuns();
    const executions = {
      isRunning: async (name: string) => {
        if (name === 'jira-bad-1') throw new DeskUnavailable({ what: 'workflow' });
        return false;
      },
    };
    const openRuns = { listOpenRuns: async () => [bad, ...own] };
    expect(await sweepTickets({ ...ports, executions, openRuns })).toEqual({ failed: 1 });
    expect(desk.started).toEqual([`jira-${desk.key.ticketId}-1`]);
  });
});
