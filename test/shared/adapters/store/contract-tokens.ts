import { describe, expect, it } from 'vitest';
import type { WaitToken } from '#shared/ports/request-store.ts';
import { DAY, type Desk, RETENTION_DAYS } from './contract.ts';

const key = { system: 'jira', ticketId: '10042', run: 1 } as const;
const token = (name: string, enteredAt: string, attempt = 0): WaitToken => ({
  token: name,
  kind: 'approval',
  enteredAt,
  attempt,
});

export function contractOfTokens(desk: () => Desk): void {
  describe('task tokens', () => {
    it('has none at first, then the one kept', async () => {
      const { store, other } = desk();
      expect(await store.readToken(key)).toBeNull();
      expect(await store.putToken(key, token('a', '2026-11-23T10:00:00Z'))).toBe(true);
      expect(await other.readToken(key)).toEqual(token('a', '2026-11-23T10:00:00Z'));
      expect(await other.readToken({ ...key, run: 2 })).toBeNull();
    });

    it.each([
      ['a later state', token('b', '2026-11-23T10:00:01Z'), true],
      ['a later state by milliseconds', token('b', '2026-11-23T10:00:00.001Z'), true],
      ['a later state in another time zone', token('b', '2026-11-23T11:00:01+01:00'), true],
      ['a later attempt of the same state', token('b', '2026-11-23T10:00:00Z', 2), true],
      ['another entry within the same millisecond', token('b', '2026-11-23T10:00:00Z', 1), true],
      ['an earlier attempt of the same state', token('b', '2026-11-23T10:00:00Z', 0), false],
      ['an earlier state, later attempt', token('b', '2026-11-23T09:59:59.999Z', 9), false],
    ])('compares with %s', async (_, next, kept) => {
      const { store } = desk();
      const first = token('a', '2026-11-23T10:00:00Z', 1);
      await store.putToken(key, first);
      expect(await store.putToken(key, next)).toBe(kept);
      expect(await store.readToken(key)).toEqual(kept ? next : first);
    });

    it('keeps the same token again', async () => {
      const { store } = desk();
      await store.putToken(key, token('a', '2026-11-23T10:00:00Z'));
      expect(await store.putToken(key, token('a', '2026-11-23T10:00:00Z'))).toBe(true);
    });

    it('ends with the newest when many arrive at once in any order', async () => {
      const { store, other } = desk();
      const order = [3, 7, 1, 9, 4, 0, 8, 2, 6, 5];
      const tokens = order.map((second) => token(`t${second}`, `2026-11-23T10:00:0${second}Z`));
      const kept = await Promise.all(tokens.map((each, index) => (index % 2 ? store : other).putToken(key, each)));
      expect((await store.readToken(key))?.token).toBe('t9');
      expect(kept[order.indexOf(9)]).toBe(true);
    });

    it('refuses a time that is none', async () => {
      const { store } = desk();
      await expect(store.putToken(key, token('a', 'soon'))).rejects.toThrow(RangeError);
    });

    it('forgets after the retention, and then keeps whatever comes', async () => {
      const { store, clock } = desk();
      await store.putToken(key, token('a', '2026-11-23T10:00:00Z'));
      clock.advance(RETENTION_DAYS * DAY);
      expect(await store.readToken(key)).toBeNull();
      expect(await store.putToken(key, token('b', '2026-11-22T10:00:00Z'))).toBe(true);
    });
  });
}
