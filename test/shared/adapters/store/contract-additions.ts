import { describe, expect, it } from 'vitest';
import type { Addition, AdditionResult } from '#shared/domain/run.ts';
import { DAY, type Desk, RETENTION_DAYS } from './contract.ts';

const key = { system: 'servicenow', ticketId: 'a1b2', run: 3 } as const;
const groups = (count: number, name = 'group'): Addition[] =>
  Array.from({ length: count }, (_, index) => ({
    groupId: `90071992547409${index + 10}`,
    groupName: `${name} #${index}.`,
  }));

function resultOf(groupId: string, result: AdditionResult['result'], reason: string | null = null): AdditionResult {
  return { groupId, result, reason, at: '2026-11-23T10:00:00.000Z' };
}

export function contractOfAdditions(desk: () => Desk): void {
  describe('additions', () => {
    it('keeps chunks apart by run, plan and number', async () => {
      const { store, other } = desk();
      expect(await store.readAdditions(key, 1, 1)).toBeNull();
      await store.writeAdditions(key, 1, 1, groups(25, 'first'));
      await store.writeAdditions(key, 1, 2, groups(3, 'second'));
      await store.writeAdditions(key, 2, 1, groups(0));
      expect(await other.readAdditions(key, 1, 1)).toEqual({ additions: groups(25, 'first'), results: [] });
      expect(await other.readAdditions(key, 1, 2)).toEqual({ additions: groups(3, 'second'), results: [] });
      expect(await other.readAdditions(key, 2, 1)).toEqual({ additions: [], results: [] });
      expect(await other.readAdditions({ ...key, run: 4 }, 1, 1)).toBeNull();
    });

    it('keeps of an addition and a result what belongs to them', async () => {
      const { store } = desk();
      const [addition] = groups(1);
      const additions = groups(1).map((each) => ({ ...each, evidence: undefined, path: ['a'] }));
      await store.writeAdditions(key, 1, 1, additions);
      await store.writeAdditions(key, 1, 1, additions);
      const result = resultOf(addition?.groupId ?? '', 'applied');
      const larger = { ...result, requestId: undefined };
      await store.recordResult(key, 1, 1, larger);
      expect(await store.readAdditions(key, 1, 1)).toEqual({ additions: [addition], results: [result] });
    });

    it('keeps results when the chunk is written again', async () => {
      const { store } = desk();
      const additions = groups(2);
      await store.writeAdditions(key, 1, 1, additions);
      const result = resultOf(additions[1]?.groupId ?? '', 'applied');
      await store.recordResult(key, 1, 1, result);
      await store.writeAdditions(key, 1, 1, additions);
      expect(await store.readAdditions(key, 1, 1)).toEqual({ additions, results: [result] });
    });

    it('replaces another content, and results stay', async () => {
      const { store } = desk();
      await store.writeAdditions(key, 1, 1, groups(3));
      const [first, , third] = groups(3).map(({ groupId }) => groupId);
      const results = [resultOf(first ?? '', 'applied'), resultOf(third ?? '', 'failed', 'because')];
      for (const result of results) await store.recordResult(key, 1, 1, result);
      await store.writeAdditions(key, 1, 1, groups(2));
      expect(await store.readAdditions(key, 1, 1)).toEqual({ additions: groups(2), results });
    });

    it('overwrites a result of the same group', async () => {
      const { store } = desk();
      const [first, second] = groups(2).map(({ groupId }) => groupId);
      await store.writeAdditions(key, 1, 1, groups(2));
      await store.recordResult(key, 1, 1, resultOf(second ?? '', 'accepted, not yet confirmed'));
      await store.recordResult(key, 1, 1, resultOf(first ?? '', 'refused', 'no'));
      await store.recordResult(key, 1, 1, resultOf(second ?? '', 'applied'));
      const expected = [resultOf(first ?? '', 'refused', 'no'), resultOf(second ?? '', 'applied')];
      expect((await store.readAdditions(key, 1, 1))?.results).toEqual(expected);
    });

    it('loses no result when many groups report at once', async () => {
      const { store, other } = desk();
      const additions = groups(25);
      await store.writeAdditions(key, 1, 1, additions);
      const results = additions.map(({ groupId }) => resultOf(groupId, 'applied'));
      await Promise.all(results.map((result, index) => (index % 2 ? store : other).recordResult(key, 1, 1, result)));
      expect(await store.readAdditions(key, 1, 1)).toEqual({ additions, results });
    });

    it('loses no result when the chunk is written again at the same time', async () => {
      const { store, other } = desk();
      const additions = groups(5);
      await store.writeAdditions(key, 1, 1, additions);
      const results = additions.map(({ groupId }) => resultOf(groupId, 'applied'));
      await Promise.all(
        results.flatMap((result) => [
          store.writeAdditions(key, 1, 1, additions),
          other.recordResult(key, 1, 1, result),
          store.writeAdditions(key, 1, 1, additions),
        ]),
      );
      expect(await store.readAdditions(key, 1, 1)).toEqual({ additions, results });
    });

    it('refuses a result for a chunk that is not there', async () => {
      const { store } = desk();
      const lost = store.recordResult(key, 1, 1, resultOf('1', 'applied'));
      await expect(lost).rejects.toMatchObject({ name: 'StoredItemDamaged' });
      expect(await store.readAdditions(key, 1, 1)).toBeNull();
    });

    it('forgets after the retention: neither old additions nor old results come back', async () => {
      const { store, clock } = desk();
      await store.writeAdditions(key, 1, 1, groups(2));
      await store.recordResult(key, 1, 1, resultOf(groups(1)[0]?.groupId ?? '', 'applied'));
      clock.advance(RETENTION_DAYS * DAY - 1);
      expect(await store.readAdditions(key, 1, 1)).not.toBeNull();
      clock.advance(1);
      expect(await store.readAdditions(key, 1, 1)).toBeNull();
      await expect(store.recordResult(key, 1, 1, resultOf('1', 'applied'))).rejects.toThrow();
      await store.writeAdditions(key, 1, 1, groups(1, 'new'));
      expect(await store.readAdditions(key, 1, 1)).toEqual({ additions: groups(1, 'new'), results: [] });
    });
  });
}
