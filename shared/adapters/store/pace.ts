import * as z from 'zod';
import { DeskUnavailable } from '#shared/errors.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import type { Items } from './items.ts';
import { itemKeys } from './keys.ts';

const laneSchema = z.object({ nextFreeSecond: z.number().int() });

/** Rounds of queueing up or starting anew; the number only grows, so the second round at the latest succeeds. */
const ROUNDS = 3;

/** Seconds handed out one by one, so that all runs together keep one pace. */
export function paceLanes(items: Items, now: () => Date): Pick<RequestStore, 'takeSlots'> {
  return {
    /** @throws RangeError when `count` is not a positive whole number */
    async takeSlots(lane, count) {
      if (!Number.isInteger(count) || count < 1) throw new RangeError('Slots are taken in positive whole numbers.');
      const key = itemKeys.lane(lane);
      const nowSecond = Math.ceil(now().getTime() / 1000);
      const values = { ':now': nowSecond };
      const queueUp = {
        change: 'SET #nextFreeSecond = #nextFreeSecond + :count',
        when: '#nextFreeSecond >= :now',
        values: { ...values, ':count': count },
      };
      const startAnew = {
        change: 'SET #nextFreeSecond = :end',
        when: 'attribute_not_exists(#nextFreeSecond) OR #nextFreeSecond < :now',
        values: { ...values, ':end': nowSecond + count },
      };
      for (let round = 0; round < ROUNDS; round += 1) {
        const lane = (await items.update(key, queueUp, laneSchema)) ?? (await items.update(key, startAnew, laneSchema));
        if (lane !== null) return lane.nextFreeSecond - count;
      }
      throw new DeskUnavailable({ what: 'request store (no slot could be reserved)' });
    },
  };
}
