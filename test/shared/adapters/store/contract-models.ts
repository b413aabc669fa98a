import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { END_NAMES } from '#shared/domain/ticket.ts';
import type { LedgerEntry } from '#shared/ports/request-store.ts';
import type { Desk } from './contract.ts';
import { sortOut } from './contract-ledger.ts';
import { ledgerModel, runsModel } from './models.ts';

const RUNS = { numRuns: 40 };
const who = fc.constantFrom('store', 'other');
const effects = fc.constantFrom('comment', 'task');

const ledgerStep = fc.oneof(
  fc.record({ do: fc.constant('intend'), who, effect: effects, text: fc.string() }),
  fc.record({ do: fc.constant('settle'), who, effect: effects, text: fc.string() }),
  fc.record({ do: fc.constant('readEffect'), who, effect: effects }),
  fc.record({ do: fc.constant('pass'), seconds: fc.integer({ min: 1, max: 1000 }) }),
);

const runStep = fc.oneof(
  fc.record({ do: fc.constantFrom('openRun', 'read', 'allowRetry'), who }),
  // Mostly the current run, sometimes the one before or after it.
  fc.record({ do: fc.constant('markStarted'), who, off: fc.constantFrom(0, 0, 0, -1, 1) }),
  fc.record({
    do: fc.constant('closeRun'),
    who,
    off: fc.constantFrom(0, 0, 0, -1, 1),
    end: fc.constantFrom(...END_NAMES),
    revision: fc.option(fc.string()),
  }),
  fc.record({ do: fc.constant('pass'), seconds: fc.integer({ min: 1, max: 1000 }) }),
);

/** Every property run works on a ticket of its own. */
let tickets = 0;
const nextTicket = () => ({ system: 'jira', ticketId: `model-${tickets++}` }) as const;

export function contractOfModels(desk: () => Desk): void {
  describe('any sequence of operations', () => {
    it('moves the ledger as the model says', async () => {
      const property = fc.asyncProperty(fc.array(ledgerStep, { maxLength: 20 }), async (steps) => {
        const { clock } = desk();
        const key = { ...nextTicket(), run: 1 };
        const model = ledgerModel(clock.iso);
        for (const step of steps) {
          if (step.do === 'pass') clock.advance(step.seconds);
          else {
            const actor = step.who === 'store' ? desk().store : desk().other;
            if (step.do === 'intend') {
              const intent = { owner: step.who, before: step.text };
              expect(await actor.intend(key, step.effect, intent)).toEqual(model.intend(step.effect, step.text));
            } else if (step.do === 'settle') {
              const settled = await actor.settle(key, step.effect, step.text).catch(() => null);
              expect(settled).toEqual(model.settle(step.effect, step.text));
            } else expect(await actor.readEffect(key, step.effect)).toEqual(model.readEffect(step.effect));
          }
        }
      });
      await fc.assert(property, RUNS);
    });

    it('moves runs as the model says', async () => {
      const property = fc.asyncProperty(fc.array(runStep, { maxLength: 20 }), async (steps) => {
        const { clock } = desk();
        const ticket = nextTicket();
        const model = runsModel(clock.iso);
        for (const step of steps) {
          if (step.do === 'pass') {
            clock.advance(step.seconds);
            continue;
          }
          const actor = step.who === 'store' ? desk().store : desk().other;
          const run = 'off' in step ? model.run() + step.off : 0;
          if (step.do === 'openRun') {
            const { key, ...answer } = await actor.openRun(ticket);
            expect({ run: key.run, ...answer }).toEqual(model.openRun());
          } else if (step.do === 'allowRetry') {
            await actor.allowRetry(ticket);
            model.allowRetry();
          } else if (step.do === 'markStarted') {
            await actor.markStarted({ ...ticket, run });
            model.markStarted(run);
          } else if (step.do === 'closeRun') {
            const closed = await actor.closeRun({ ...ticket, run }, step.end, step.revision);
            expect(closed).toBe(model.closeRun(run, step.end, step.revision));
          }
          expect(await actor.readTicketRecord(ticket)).toEqual(model.record());
        }
      });
      await fc.assert(property, RUNS);
    });
  });

  describe('any operations at once', () => {
    it('cause an effect once and settle it once', async () => {
      const callers = fc.array(
        fc.array(fc.record({ do: fc.constantFrom('intend', 'intend', 'settle'), who }), { minLength: 1, maxLength: 6 }),
        { minLength: 1, maxLength: 4 },
      );
      const property = fc.asyncProperty(callers, async (rounds) => {
        const key = { ...nextTicket(), run: 1 };
        const entries: LedgerEntry[] = [];
        const receipts: string[] = [];
        let calls = 0;
        for (const round of rounds) {
          desk().clock.advance(100);
          const intents: Promise<LedgerEntry>[] = [];
          const settles: Promise<unknown>[] = [];
          for (const call of round) {
            const actor = call.who === 'store' ? desk().store : desk().other;
            calls += 1;
            if (call.do === 'intend') intents.push(actor.intend(key, 'e', { owner: call.who, before: `b${calls}` }));
            else
              settles.push(
                actor.settle(key, 'e', `r${calls}`).then(
                  (receipt) => receipts.push(receipt),
                  () => null,
                ),
              );
          }
          entries.push(...sortOut(await Promise.allSettled(intents)).entries);
          await Promise.all(settles);
        }
        const fresh = entries.filter(({ state }) => state === 'fresh');
        expect(fresh).toHaveLength(entries.length === 0 ? 0 : 1);
        const attempts = entries.filter(({ state }) => state !== 'done').map(({ attempt }) => attempt);
        expect(attempts.toSorted((a, b) => a - b)).toEqual(attempts.map((_, index) => index + 1));
        expect(new Set(entries.map(({ before }) => before)).size).toBeLessThanOrEqual(1);
        const known = [...receipts, ...entries.flatMap(({ receipt }) => (receipt === null ? [] : [receipt]))];
        expect(new Set(known).size).toBeLessThanOrEqual(1);
        expect((await desk().store.readEffect(key, 'e'))?.receipt ?? null).toBe(known[0] ?? null);
      });
      await fc.assert(property, RUNS);
    });

    it('open every run once and close it once', async () => {
      const rounds = fc.array(
        fc.array(fc.record({ do: fc.constantFrom('open', 'close'), who }), { minLength: 1, maxLength: 6 }),
        { minLength: 1, maxLength: 5 },
      );
      const property = fc.asyncProperty(rounds, async (batches) => {
        const ticket = nextTicket();
        const opened: number[] = [];
        const closed: number[] = [];
        for (const batch of batches) {
          const run = (await desk().store.readTicketRecord(ticket))?.run ?? 1;
          await Promise.all(
            batch.map(async (call) => {
              const actor = call.who === 'store' ? desk().store : desk().other;
              if (call.do === 'close') {
                if (await actor.closeRun({ ...ticket, run }, 'done', null)) closed.push(run);
                return;
              }
              const answer = await actor.openRun(ticket);
              if (answer.opened) opened.push(answer.key.run);
            }),
          );
        }
        const ordered = opened.toSorted((a, b) => a - b);
        expect(ordered).toEqual(ordered.map((_, index) => index + 1));
        expect(new Set(closed).size).toBe(closed.length);
        const record = await desk().store.readTicketRecord(ticket);
        expect(record?.run ?? 0).toBe(opened.length);
        expect(opened.length - closed.length).toBe(record?.open ? 1 : 0);
      });
      await fc.assert(property, RUNS);
    });
  });
}
