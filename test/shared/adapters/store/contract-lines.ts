import { describe, expect, it } from 'vitest';
import { DAY, type Desk, RETENTION_DAYS } from './contract.ts';

const PAIR = 'a'.repeat(64);
const first = { system: 'jira', ticketId: '10042' } as const;
const second = { system: 'servicenow', ticketId: '8d6e4b1c' } as const;

export function contractOfLines(desk: () => Desk): void {
  describe('lines', () => {
    it('are empty at first, and then as they were written, for whoever asks', async () => {
      const { store, other } = desk();
      expect(await store.readLine(PAIR)).toEqual({ tickets: [], version: 0 });
      expect(await store.writeLine(PAIR, [first, second], 0)).toBe(true);
      expect(await other.readLine(PAIR)).toEqual({ tickets: [first, second], version: 1 });
      expect(await store.readLine('b'.repeat(64))).toEqual({ tickets: [], version: 0 });
      expect(await other.writeLine(PAIR, [], 1)).toBe(true);
      expect(await store.readLine(PAIR)).toEqual({ tickets: [], version: 2 });
    });

    it('are not replaced by who has read an older version', async () => {
      const { store, other } = desk();
      await store.writeLine(PAIR, [first], 0);
      expect(await other.writeLine(PAIR, [second], 0)).toBe(false);
      await store.writeLine(PAIR, [first], 1);
      expect(await other.writeLine(PAIR, [second], 1)).toBe(false);
      expect(await other.writeLine(PAIR, [second], 7)).toBe(false);
      expect(await store.readLine(PAIR)).toEqual({ tickets: [first], version: 2 });
    });

    it('are replaced by one of many who have read the same version', async () => {
      const { store, other } = desk();
      for (const version of [0, 1]) {
        const writes = Array.from({ length: 8 }, (_, n) => (n % 2 ? store : other).writeLine(PAIR, [first], version));
        expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
      }
    });

    it('last as long as what a run remembers, from the last write', async () => {
      const { store, clock } = desk();
      await store.writeLine(PAIR, [first], 0);
      clock.advance((RETENTION_DAYS - 1) * DAY);
      await store.writeLine(PAIR, [first], 1);
      clock.advance((RETENTION_DAYS - 1) * DAY);
      expect(await store.readLine(PAIR)).toMatchObject({ version: 2 });
      clock.advance(2 * DAY);
      expect(await store.readLine(PAIR)).toEqual({ tickets: [], version: 0 });
      expect(await store.writeLine(PAIR, [second], 2)).toBe(false);
      expect(await store.writeLine(PAIR, [second], 0)).toBe(true);
    });
  });
}
