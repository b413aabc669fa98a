import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LineStore, takeTurn } from '#functions/common/turn.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';
import type { End } from '#shared/domain/ticket.ts';
import { DeskUnavailable } from '#shared/errors.ts';
import type { Line } from '#shared/ports/request-store.ts';

const PAIR = 'pair';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const waker = { wake: async () => undefined };

interface Ticket {
  run: number;
  open: boolean;
  lastEnd: End | null;
}

/** Tickets and lines in memory: every call takes place at a moment the scheduler chooses, in whatever order. */
function world(scheduler: fc.Scheduler, count: number) {
  const tickets: Ticket[] = Array.from({ length: count }, () => ({ run: 1, open: true, lastEnd: null }));
  const turns = new Map<string, Sections['turn']>();
  const lines = new Map<string, Line>();
  const nameOf = ({ ticketId, run }: RunKey) => `${ticketId}-${run}`;
  const later = async <T>(act: () => T): Promise<T> => {
    await scheduler.schedule(Promise.resolve());
    return act();
  };
  const store: LineStore = {
    readLine: (pair) => later(() => lines.get(pair) ?? { tickets: [], version: 0 }),
    writeLine: (pair, places, version) =>
      later(() => {
        if ((lines.get(pair)?.version ?? 0) !== version) return false;
        lines.set(pair, { tickets: places, version: version + 1 });
        return true;
      }),
    readTicketRecord: ({ ticketId }) =>
      later(() => {
        const ticket = tickets[Number(ticketId)];
        if (ticket === undefined) return null;
        const lastEnd = ticket.lastEnd === null ? null : { end: ticket.lastEnd, revision: null, at: '', run: null };
        return { ...ticket, started: true, openedAt: '', retryAllowed: false, lastEnd };
      }),
    readSection: (key) => later(() => turns.get(nameOf(key)) ?? null),
    writeSection: (key, _name, value) => later(() => void turns.set(nameOf(key), value)),
    readToken: () => later(() => null),
  };
  return { tickets, store, later };
}

describe('a turn, whatever happens at once', () => {
  it('is never that of two open runs, and comes to everybody', async () => {
    // What each ticket's runs do once they have their turn: an edit opens the next run, the last one ends.
    const edits = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 4 });
    const property = fc.asyncProperty(fc.scheduler(), edits, async (scheduler, editsOf) => {
      const { tickets, store, later } = world(scheduler, editsOf.length);
      const served = new Set<number>();

      async function ask(who: number, run: number): Promise<void> {
        for (;;) {
          const key: RunKey = { system: 'jira', ticketId: `${who}`, run };
          const ahead = await takeTurn({ store, waker, log }, key, PAIR).catch((error: unknown) => {
            if (error instanceof DeskUnavailable) return [key];
            throw error;
          });
          if (ahead.length === 0) return;
          await later(() => undefined);
        }
      }
      async function live(who: number, editCount: number): Promise<void> {
        const ticket = tickets[who];
        if (ticket === undefined) return;
        for (let edit = 0; edit <= editCount; edit += 1) {
          await ask(who, ticket.run);
          expect([...served]).toEqual([]);
          served.add(who);
          await later(() => undefined);
          await later(() => {
            served.delete(who);
            Object.assign(ticket, { open: false, lastEnd: edit < editCount ? 'superseded' : 'done' });
          });
          if (edit < editCount) await later(() => Object.assign(ticket, { open: true, run: ticket.run + 1 }));
        }
      }
      await scheduler.waitFor(Promise.all(editsOf.map((count, who) => live(who, count))));
      expect(tickets.every(({ open }) => !open)).toBe(true);
    });
    await fc.assert(property, { numRuns: 200 });
  });
});
