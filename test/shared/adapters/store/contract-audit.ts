import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '#shared/domain/audit-event.ts';
import { verifyAudit } from '#shared/domain/verify-audit.ts';
import type { AuditRecord } from '#shared/ports/audit-record.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';

/** One empty place for records; every `connect` is another process that uses it. */
export interface AuditBacking {
  connect(): AuditRecord;
  /** What is stored, in its order. */
  lines(ticket: TicketRef): Promise<string[]>;
}

/** An event of run 1 unless another is named. */
export function anEvent(id: string, run = 1): AuditEvent {
  return { run, id, facts: { event: 'additions read back', plan: 1, seen: [id], unseen: [] } };
}

let tickets = 0;
const nextTicket = (): TicketRef => ({ system: 'jira', ticketId: `audit${tickets++}` });

/** Every implementation of the audit record must pass this. */
export function auditRecordContract(name: string, empty: () => Promise<AuditBacking>): void {
  describe(`audit record: ${name}`, () => {
    let backing: AuditBacking;
    let ticket: TicketRef;
    let [one, other]: AuditRecord[] = [];
    beforeEach(async () => {
      backing = await empty();
      ticket = nextTicket();
      [one, other] = [backing.connect(), backing.connect()];
    });

    const append = async (record: AuditRecord | undefined, ...events: readonly AuditEvent[]) =>
      (await record?.append(ticket, events)) ?? [];

    /** Ids in the order of the chain, which must be whole. */
    async function recorded(): Promise<string[]> {
      const lines = await backing.lines(ticket);
      expect(verifyAudit(lines)).toMatchObject({ intact: true });
      return lines.map((line) => `${JSON.parse(line).run} ${JSON.parse(line).id}`);
    }

    it('adds events in their order, and tells where each stands', async () => {
      const first = await append(one, anEvent('a'), anEvent('b'));
      const second = await append(other, anEvent('c'));
      expect([...first, ...second].map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      expect(second[0]?.record).toBe(`jira-${ticket.ticketId}`);
      expect(await recorded()).toEqual(['1 a', '1 b', '1 c']);
    });

    it('adds the same event once, whoever repeats it, and tells where it stood', async () => {
      const [first] = await append(one, anEvent('a'), anEvent('b'));
      expect((await append(other, anEvent('a')))[0]).toEqual(first);
      const mixed = await append(other, anEvent('a'), anEvent('c'), anEvent('b'));
      expect(mixed.map(({ sequence }) => sequence)).toEqual([1, 3, 2]);
      expect(await recorded()).toEqual(['1 a', '1 b', '1 c']);
    });

    it('takes the same id of another run for another event', async () => {
      await append(one, anEvent('a', 1), anEvent('a', 2));
      expect(await recorded()).toEqual(['1 a', '2 a']);
    });

    it('keeps tickets apart', async () => {
      await append(one, anEvent('a'));
      const elsewhere = nextTicket();
      expect(await one?.append(elsewhere, [anEvent('a')])).toMatchObject([{ sequence: 1 }]);
      expect(await recorded()).toEqual(['1 a']);
    });

    it('adds nothing where there is nothing to add', async () => {
      expect(await append(one)).toEqual([]);
      expect(await recorded()).toEqual([]);
    });

    it('goes on through hundreds of entries', async () => {
      await append(one, ...Array.from({ length: 120 }, (_, index) => anEvent(`event ${index}`)));
      expect((await append(other, anEvent('last')))[0]?.sequence).toBe(121);
      expect((await recorded()).at(-1)).toBe('1 last');
    });

    it('refuses what is no event, and adds nothing then', async () => {
      const wrong = { ...anEvent('a'), facts: { ...anEvent('a').facts, email: 'uwe@company.com' } };
      await expect(append(one, wrong)).rejects.toThrow();
      expect(await recorded()).toEqual([]);
    });

    it('has every event of many writers at once, each once, in one chain', async () => {
      const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 4 });
      const writers = fc.array(ids, { minLength: 1, maxLength: 4 });
      const property = fc.asyncProperty(writers, async (all) => {
        ticket = nextTicket();
        const answers = await Promise.all(
          all.map((wanted, index) => append(index % 2 ? one : other, ...wanted.map((id) => anEvent(id)))),
        );
        const chain = await recorded();
        expect(chain.toSorted()).toEqual([...new Set(all.flat())].map((id) => `1 ${id}`).toSorted());
        // Everybody was told the same place for the same event.
        for (const [index, wanted] of all.entries()) {
          expect(answers[index]?.map(({ sequence }) => chain[sequence - 1])).toEqual(wanted.map((id) => `1 ${id}`));
        }
      });
      await fc.assert(property, { numRuns: 30 });
    });
  });
}
