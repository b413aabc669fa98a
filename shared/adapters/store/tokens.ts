import * as z from 'zod';
import type { RequestStore } from '#shared/ports/request-store.ts';
import type { Items } from './items.ts';
import { itemKeys } from './keys.ts';

const tokenItemSchema = z.object({
  token: z.string(),
  kind: z.enum(['target', 'turn', 'approval', 'identity']),
  enteredAt: z.string(),
  /** `enteredAt` as a number: ISO texts of different precision do not sort. */
  enteredMs: z.number(),
  attempt: z.number().int().nonnegative(),
});

/** The newest task token of each run. */
export function waitTokens(items: Items, days: number): Pick<RequestStore, 'putToken' | 'readToken'> {
  return {
    /**
     * Of two entries within one millisecond the later put wins: a state machine enters an Await state again only after
     * the one before is over.
     * @throws RangeError when `enteredAt` is not a time
     */
    async putToken(key, { token, kind, enteredAt, attempt }) {
      const enteredMs = new Date(enteredAt).getTime();
      if (Number.isNaN(enteredMs)) throw new RangeError('A task token needs the time its state was entered.');
      const absent = items.absent();
      const condition = {
        when: `${absent.when} OR #enteredMs < :ms OR (#enteredMs = :ms AND #attempt <= :attempt)`,
        values: { ...absent.values, ':ms': enteredMs, ':attempt': attempt },
      };
      const item = { token, kind, enteredAt, enteredMs, attempt };
      if (await items.put(itemKeys.token(key), item, { days, condition })) return true;
      // A repetition of the put that kept it, by the SDK or by a retried step, has kept it too.
      return (await items.read(itemKeys.token(key), tokenItemSchema))?.token === token;
    },

    async readToken(key) {
      const item = await items.read(itemKeys.token(key), tokenItemSchema);
      return item && { token: item.token, kind: item.kind, enteredAt: item.enteredAt, attempt: item.attempt };
    },
  };
}
