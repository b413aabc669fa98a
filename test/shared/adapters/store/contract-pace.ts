import { describe, expect, it } from 'vitest';
import type { Desk } from './contract.ts';

export function contractOfPace(desk: () => Desk): void {
  describe('pace', () => {
    it('hands out consecutive seconds from now', async () => {
      const { store, other, clock } = desk();
      const now = clock.second();
      expect(await store.takeSlots('account', 3)).toBe(now);
      expect(await other.takeSlots('account', 1)).toBe(now + 3);
      expect(await store.takeSlots('account', 2)).toBe(now + 4);
    });

    it('starts anew when the lane has been idle, never in the past', async () => {
      const { store, clock } = desk();
      await store.takeSlots('account', 5);
      clock.advance(4.5);
      expect(await store.takeSlots('account', 1)).toBe(clock.second());
      clock.advance(100.2);
      const start = await store.takeSlots('account', 1);
      expect(start).toBe(clock.second());
      expect(start * 1000).toBeGreaterThanOrEqual(Date.parse(clock.iso()));
    });

    it('keeps lanes apart', async () => {
      const { store, clock } = desk();
      await store.takeSlots('account', 10);
      expect(await store.takeSlots('other', 1)).toBe(clock.second());
    });

    it.each([0, -1, 1.5, Number.NaN])('refuses to reserve %s seconds', async (count) => {
      await expect(desk().store.takeSlots('account', count)).rejects.toThrow(RangeError);
    });

    it('gives no second twice when many take at once, also when the lane has been idle', async () => {
      const { store, other, clock } = desk();
      await store.takeSlots('account', 1);
      clock.advance(1000);
      const counts = [1, 3, 2, 5, 1, 1, 4, 2, 3, 1, 2, 1];
      const starts = await Promise.all(
        counts.map((count, index) => (index % 2 ? store : other).takeSlots('account', count)),
      );
      const taken = starts.flatMap((start, index) =>
        Array.from({ length: counts[index] ?? 0 }, (_, slot) => start + slot),
      );
      expect(new Set(taken).size).toBe(counts.reduce((sum, count) => sum + count));
      expect(Math.min(...taken)).toBe(clock.second());
    });

    it('survives clocks that differ', async () => {
      const { store, connect, clock } = desk();
      const ahead = connect({ now: () => new Date((clock.second() + 30) * 1000) });
      expect(await ahead.takeSlots('account', 2)).toBe(clock.second() + 30);
      expect(await store.takeSlots('account', 1)).toBe(clock.second() + 32);
    });
  });
}
