import { describe, expect, it } from 'vitest';
import { END_NAMES } from '#shared/domain/ticket.ts';
import { DAY, type Desk, RETENTION_DAYS } from './contract.ts';

const ticket = { system: 'jira', ticketId: '10042' } as const;
const run = (number: number) => ({ ...ticket, run: number });

export function contractOfRuns(desk: () => Desk): void {
  describe('runs', () => {
    it('knows nothing of a ticket it never saw', async () => {
      const { store } = desk();
      expect(await store.readTicketRecord(ticket)).toBeNull();
      expect(await store.closeRun(run(1), 'done', null)).toBe(false);
      await store.markStarted(run(1));
      await store.allowRetry(ticket);
      expect(await store.readTicketRecord(ticket)).toBeNull();
    });

    it('opens run 1, and returns the open one afterwards', async () => {
      const { store, other, clock } = desk();
      const openedAt = clock.iso();
      expect(await store.openRun(ticket)).toEqual({ key: run(1), opened: true, started: false });
      clock.advance(60);
      expect(await other.openRun(ticket)).toEqual({ key: run(1), opened: false, started: false });
      await store.markStarted(run(1));
      expect(await other.openRun(ticket)).toEqual({ key: run(1), opened: false, started: true });
      const record = { run: 1, open: true, started: true, openedAt, lastEnd: null, retryAllowed: false };
      expect(await store.readTicketRecord(ticket)).toEqual(record);
    });

    it('opens the next run after a close, not started', async () => {
      const { store } = desk();
      await store.openRun(ticket);
      await store.markStarted(run(1));
      expect(await store.closeRun(run(1), 'done', 'rev')).toBe(true);
      expect(await store.openRun(ticket)).toEqual({ key: run(2), opened: true, started: false });
    });

    it('does not take the start of an earlier run for the start of this one', async () => {
      const { store } = desk();
      await store.openRun(ticket);
      await store.closeRun(run(1), 'failed', null);
      await store.openRun(ticket);
      await store.markStarted(run(1));
      expect((await store.openRun(ticket)).started).toBe(false);
    });

    it.each(['jira', 'servicenow'] as const)('keeps tickets apart that look alike (%s)', async (system) => {
      const { store } = desk();
      const alike = { system, ticketId: '1#10042' };
      await store.openRun(alike);
      await store.openRun({ system, ticketId: '1' });
      await store.closeRun({ ...alike, run: 1 }, 'done', null);
      expect((await store.readTicketRecord({ system, ticketId: '1' }))?.open).toBe(true);
      expect((await store.readTicketRecord(alike))?.open).toBe(false);
    });

    it('closes once; the first end stays', async () => {
      const { store, other, clock } = desk();
      await store.openRun(ticket);
      const at = clock.iso();
      expect(await store.closeRun(run(1), 'rejected', 'rev')).toBe(true);
      clock.advance(1);
      expect(await store.closeRun(run(1), 'rejected', 'rev')).toBe(false);
      expect(await other.closeRun(run(1), 'done', 'other')).toBe(false);
      const record = await store.readTicketRecord(ticket);
      expect(record).toMatchObject({ open: false, run: 1, lastEnd: { end: 'rejected', revision: 'rev', at } });
    });

    it('does not close another run', async () => {
      const { store } = desk();
      await store.openRun(ticket);
      await store.closeRun(run(1), 'superseded', null);
      await store.openRun(ticket);
      expect(await store.closeRun(run(1), 'done', null)).toBe(false);
      expect(await store.closeRun(run(3), 'done', null)).toBe(false);
      expect(await store.readTicketRecord(ticket)).toMatchObject({ run: 2, open: true });
    });

    it.each(END_NAMES)('keeps the end "%s" for the next run, unless it says nothing new', async (end) => {
      const { store, clock } = desk();
      await store.openRun(ticket);
      await store.closeRun(run(1), 'expired', 'first');
      const before = { end: 'expired', revision: 'first', at: clock.iso(), run: 1 };
      clock.advance(5);
      await store.openRun(ticket);
      await store.closeRun(run(2), end, null);
      const expected = end === 'nothing new' ? before : { end, revision: null, at: clock.iso(), run: 2 };
      expect((await store.readTicketRecord(ticket))?.lastEnd).toEqual(expected);
    });

    it('allows a retry for one run', async () => {
      const { store } = desk();
      const allowed = async () => (await store.readTicketRecord(ticket))?.retryAllowed;
      await store.openRun(ticket);
      await store.closeRun(run(1), 'failed', 'rev');
      await store.allowRetry(ticket);
      expect(await allowed()).toBe(true);
      await store.openRun(ticket);
      expect(await allowed()).toBe(true);
      await store.closeRun(run(2), 'nothing new', null);
      expect(await allowed()).toBe(false);
    });

    it('lists open runs of all tickets', async () => {
      const { store, clock } = desk();
      const openedAt = clock.iso();
      const tickets = Array.from(
        { length: 5 },
        (_, index) => ({ system: 'servicenow', ticketId: `t${index}` }) as const,
      );
      for (const each of tickets) await store.openRun(each);
      await store.closeRun({ system: 'servicenow', ticketId: 't3', run: 1 }, 'done', null);
      const open = (await store.listOpenRuns()).toSorted((a, b) => a.ticketId.localeCompare(b.ticketId));
      const expected = ['t0', 't1', 't2', 't4'];
      expect(open).toEqual(expected.map((ticketId) => ({ system: 'servicenow', ticketId, run: 1, openedAt })));
    });

    it('never gives a run number twice, however long ago the last run was', async () => {
      const { store, clock } = desk();
      await store.openRun(ticket);
      await store.closeRun(run(1), 'done', 'rev');
      clock.advance(10 * RETENTION_DAYS * DAY);
      expect((await store.openRun(ticket)).key.run).toBe(2);
    });
  });

  describe('runs, at once', () => {
    it('opens one run when many doors ask', async () => {
      const { store, other } = desk();
      const doors = Array.from({ length: 12 }, (_, index) => (index % 2 ? store : other).openRun(ticket));
      const answers = await Promise.all(doors);
      expect(answers.map(({ key }) => key)).toEqual(Array.from({ length: 12 }, () => run(1)));
      expect(answers.filter(({ opened }) => opened)).toHaveLength(1);
    });

    it('closes once when many ask, and the end is that of the winner', async () => {
      const { store, other } = desk();
      await store.openRun(ticket);
      const ends = ['done', 'failed', 'superseded', 'withdrawn', 'expired', 'rejected'] as const;
      const closed = await Promise.all(
        ends.map((end, index) => (index % 2 ? store : other).closeRun(run(1), end, `revision of ${end}`)),
      );
      const winners = ends.filter((_, index) => closed[index]);
      expect(winners).toHaveLength(1);
      const { lastEnd } = (await store.readTicketRecord(ticket)) ?? {};
      expect(lastEnd).toMatchObject({ end: winners[0], revision: `revision of ${winners[0]}` });
    });

    it('either wakes the old run or opens the next when a door and a close meet', async () => {
      const { store, other } = desk();
      for (let number = 1; number <= 10; number += 1) {
        await store.openRun(ticket);
        const [closed, answer] = await Promise.all([store.closeRun(run(number), 'done', 'rev'), other.openRun(ticket)]);
        expect(closed).toBe(true);
        expect(answer.key.run).toBe(answer.opened ? number + 1 : number);
        const record = await store.readTicketRecord(ticket);
        expect(record).toMatchObject({ open: answer.opened, run: answer.key.run, lastEnd: { end: 'done' } });
      }
    });
  });
}
