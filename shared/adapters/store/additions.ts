import * as z from 'zod';
import { additionResultSchema, additionSchema } from '#shared/domain/run.ts';
import { StoredItemDamaged } from '#shared/errors.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import type { Change, Items } from './items.ts';
import { describeKey, type ItemKey, itemKeys } from './keys.ts';

type Additions = Pick<RequestStore, 'writeAdditions' | 'readAdditions' | 'recordResult'>;

const chunkItemSchema = z.object({
  additions: z.array(additionSchema),
  /** By group id, so that results of two groups never overwrite each other. */
  results: z.record(z.string(), additionResultSchema),
});

export function additionChunks(items: Items, days: number): Additions {
  /** Changes a chunk that is there. */
  async function change(key: ItemKey, changed: Omit<Change, 'when'>): Promise<void> {
    const { when, values } = items.present();
    const updated = await items.update(
      key,
      { ...changed, when, values: { ...values, ...changed.values } },
      chunkItemSchema,
    );
    if (updated === null) throw new StoredItemDamaged({ item: describeKey(key) });
  }

  return {
    /** Another content (the preparing step was interrupted and found another state) replaces the first; results stay. */
    async writeAdditions(key, planNo, chunk, additions) {
      const itemKey = itemKeys.additions(key, planNo, chunk);
      const chosen = z.array(additionSchema).parse(additions);
      if (await items.put(itemKey, { additions: chosen, results: {} }, { days, condition: items.absent() })) return;
      const values = { ':additions': chosen, ':expiry': items.expiry(days) };
      await change(itemKey, { change: 'SET #additions = :additions, #expiresAt = :expiry', values });
    },

    /** Results come in the order of the additions. */
    async readAdditions(key, planNo, chunk) {
      const item = await items.read(itemKeys.additions(key, planNo, chunk), chunkItemSchema);
      if (item === null) return null;
      const order = new Map(item.additions.map((addition, index) => [addition.groupId, index]));
      const place = (groupId: string) => order.get(groupId) ?? order.size;
      const results = Object.values(item.results).sort((a, b) => place(a.groupId) - place(b.groupId));
      return { additions: item.additions, results };
    },

    /** @throws StoredItemDamaged when the chunk is not there */
    async recordResult(key, planNo, chunk, result) {
      await change(itemKeys.additions(key, planNo, chunk), {
        change: 'SET #results.#groupId = :result, #expiresAt = :expiry',
        names: { '#groupId': result.groupId },
        values: { ':result': additionResultSchema.parse(result), ':expiry': items.expiry(days) },
      });
    },
  };
}
