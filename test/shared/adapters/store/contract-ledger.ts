import { describe, expect, it } from 'vitest';
import { EffectUnsettled } from '#shared/errors.ts';
import type { LedgerEntry } from '#shared/ports/request-store.ts';
import { DAY, type Desk, RETENTION_DAYS } from './contract.ts';

const key = { system: 'jira', ticketId: '10042', run: 1 } as const;
const effect = 'comment:plan 1#short';
const intent = (owner: string, before = 'absent') => ({ owner, before });

/** Splits what many callers got: entries, and how many were told to come back; anything else fails the test. */
export function sortOut(answers: readonly PromiseSettledResult<LedgerEntry>[]) {
  const entries: LedgerEntry[] = [];
  let unsettled = 0;
  for (const answer of answers) {
    if (answer.status === 'fulfilled') entries.push(answer.value);
    else if (answer.reason instanceof EffectUnsettled) unsettled += 1;
    else throw answer.reason;
  }
  return { entries, unsettled };
}

export function contractOfLedger(desk: () => Desk): void {
  describe('ledger', () => {
    it('is fresh once; a repetition gets the time of the attempt before and the state before the first', async () => {
      const { store, other, clock } = desk();
      expect(await store.readEffect(key, effect)).toBeNull();
      const first = clock.iso();
      const fresh = { state: 'fresh', attempt: 1, triedAt: first, gaveUpAt: null, before: 'absent', receipt: null };
      expect(await store.intend(key, effect, intent('a'))).toEqual(fresh);
      clock.advance(100);
      const second = clock.iso();
      const repeated = {
        state: 'repeated',
        attempt: 2,
        triedAt: first,
        gaveUpAt: null,
        before: 'absent',
        receipt: null,
      };
      expect(await other.intend(key, effect, intent('b', 'present'))).toEqual(repeated);
      clock.advance(100);
      expect(await store.intend(key, effect, intent('a', ''))).toEqual({ ...repeated, attempt: 3, triedAt: second });
    });

    it('tells when an attempt was given up, until the next one begins', async () => {
      const { store, other, clock } = desk();
      const before = { state: 'repeated', triedAt: clock.iso(), before: 'absent', receipt: null };
      await store.intend(key, effect, intent('a'));
      clock.advance(100);
      await other.giveUp(key, effect, 'somebody else');
      expect(await store.readEffect(key, effect)).toEqual({ ...before, attempt: 1, gaveUpAt: null });
      const gaveUpAt = clock.iso();
      await store.giveUp(key, effect, 'a');
      expect(await other.readEffect(key, effect)).toEqual({ ...before, attempt: 1, gaveUpAt });
      expect(await other.intend(key, effect, intent('b'))).toEqual({ ...before, attempt: 2, gaveUpAt });
      await store.giveUp(key, effect, 'a');
      expect(await store.readEffect(key, effect)).toMatchObject({ attempt: 2, gaveUpAt: null });
    });

    it('does not give up what is done, or was never begun', async () => {
      const { store } = desk();
      await store.giveUp(key, effect, 'a');
      expect(await store.readEffect(key, effect)).toBeNull();
      await store.intend(key, effect, intent('a'));
      await store.settle(key, effect, 'receipt');
      await store.giveUp(key, effect, 'a');
      expect(await store.readEffect(key, effect)).toMatchObject({ state: 'done', gaveUpAt: null });
    });

    it('is fresh once also for one and the same owner', async () => {
      const { store } = desk();
      await store.intend(key, effect, intent('a'));
      expect((await store.intend(key, effect, intent('a'))).state).toBe('repeated');
    });

    it('keeps effects and runs apart', async () => {
      const { store } = desk();
      const states = [];
      for (const each of [effect, 'comment:plan 1', 'comment']) {
        states.push((await store.intend(key, each, intent('a'))).state);
      }
      states.push((await store.intend({ ...key, run: 2 }, effect, intent('a'))).state);
      expect(states).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
    });

    it('is done with its receipt, for everybody, for good', async () => {
      const { store, other, clock } = desk();
      await store.intend(key, effect, intent('a', ''));
      const triedAt = clock.iso();
      clock.advance(1);
      expect(await store.settle(key, effect, 'receipt')).toBe('receipt');
      const done = { state: 'done', attempt: 1, triedAt, gaveUpAt: null, before: '', receipt: 'receipt' };
      clock.advance(1000);
      expect(await other.intend(key, effect, intent('b'))).toEqual(done);
      expect(await other.readEffect(key, effect)).toEqual(done);
    });

    it('keeps the first receipt when a late caller settles again', async () => {
      const { store, other } = desk();
      await store.intend(key, effect, intent('zombie'));
      await other.intend(key, effect, intent('b'));
      expect(await other.settle(key, effect, 'first')).toBe('first');
      expect(await store.settle(key, effect, 'second')).toBe('first');
      expect((await store.readEffect(key, effect))?.receipt).toBe('first');
    });

    it('accepts the receipt of whoever settles first, also of an attempt that was taken over', async () => {
      const { store, other } = desk();
      await store.intend(key, effect, intent('slow'));
      await other.intend(key, effect, intent('b'));
      expect(await store.settle(key, effect, 'of the slow one')).toBe('of the slow one');
      expect(await other.settle(key, effect, 'twin')).toBe('of the slow one');
    });

    it('accepts an empty receipt as one', async () => {
      const { store } = desk();
      await store.intend(key, effect, intent('a'));
      expect(await store.settle(key, effect, '')).toBe('');
      expect((await store.intend(key, effect, intent('b'))).state).toBe('done');
      expect(await store.settle(key, effect, 'late')).toBe('');
    });

    it('refuses a receipt for an effect nobody declared', async () => {
      const { store } = desk();
      await expect(store.settle(key, effect, 'r')).rejects.toMatchObject({ name: 'StoredItemDamaged' });
      expect(await store.readEffect(key, effect)).toBeNull();
    });

    it('shows who only reads that somebody tried, and when', async () => {
      const { store, clock } = desk();
      await store.intend(key, effect, intent('a'));
      clock.advance(60);
      const triedAt = clock.iso();
      await store.intend(key, effect, intent('b'));
      const entry = { state: 'repeated', attempt: 2, triedAt, gaveUpAt: null, before: 'absent', receipt: null };
      expect(await store.readEffect(key, effect)).toEqual(entry);
      expect((await store.readEffect(key, effect))?.attempt).toBe(2);
    });

    it('forgets after the retention, done or not, counted from the last change', async () => {
      const { store, clock } = desk();
      await store.intend(key, effect, intent('a'));
      clock.advance(50 * DAY);
      await store.intend(key, effect, intent('b'));
      clock.advance(RETENTION_DAYS * DAY - 1);
      await store.settle(key, effect, 'r');
      clock.advance(RETENTION_DAYS * DAY - 1);
      expect((await store.readEffect(key, effect))?.state).toBe('done');
      clock.advance(1);
      expect(await store.readEffect(key, effect)).toBeNull();
      await expect(store.settle(key, effect, 'too late')).rejects.toMatchObject({ name: 'StoredItemDamaged' });
      const again = await store.intend(key, effect, intent('c', 'present'));
      expect(again).toMatchObject({ state: 'fresh', attempt: 1, before: 'present', receipt: null });
    });
  });

  describe('ledger, at once', () => {
    it('gives `fresh` to one of many, and every attempt its own number', async () => {
      const { store, other } = desk();
      const callers = Array.from({ length: 12 }, (_, index) =>
        (index % 2 ? store : other).intend(key, effect, intent(`o${index}`, `before ${index}`)),
      );
      const { entries } = sortOut(await Promise.allSettled(callers));
      const fresh = entries.filter(({ state }) => state === 'fresh');
      expect(fresh).toHaveLength(1);
      expect(new Set(entries.map(({ before }) => before))).toEqual(new Set([fresh[0]?.before]));
      const attempts = entries.map(({ attempt }) => attempt);
      expect(new Set(attempts).size).toBe(attempts.length);
      expect((await store.readEffect(key, effect))?.attempt).toBe(Math.max(...attempts));
    });

    it('gives `fresh` to one of many after the old item has expired', async () => {
      const { store, other, clock } = desk();
      await store.intend(key, effect, intent('old'));
      clock.advance(RETENTION_DAYS * DAY);
      const callers = Array.from({ length: 8 }, (_, index) =>
        (index % 2 ? store : other).intend(key, effect, intent('n')),
      );
      const { entries } = sortOut(await Promise.allSettled(callers));
      expect(entries.filter(({ state }) => state === 'fresh')).toHaveLength(1);
    });

    it('returns one receipt to all who settle', async () => {
      const { store, other } = desk();
      await store.intend(key, effect, intent('a'));
      const receipts = Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? store : other).settle(key, effect, `receipt ${index}`),
      );
      const counted = new Set(await Promise.all(receipts));
      expect(counted.size).toBe(1);
      expect(counted).toContain((await store.readEffect(key, effect))?.receipt);
    });

    it('never takes over what is settled at the same moment', async () => {
      const { store, other } = desk();
      for (let round = 0; round < 10; round += 1) {
        const each = `${effect} ${round}`;
        await store.intend(key, each, intent('a'));
        const [, answers] = await Promise.all([
          store.settle(key, each, 'r'),
          Promise.allSettled([other.intend(key, each, intent('b')), other.intend(key, each, intent('c'))]),
        ]);
        sortOut(answers);
        expect(await store.intend(key, each, intent('d'))).toMatchObject({ state: 'done', receipt: 'r' });
      }
    });
  });
}
