import * as z from 'zod';
import { runKeySchema } from '#shared/domain/run.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import type { Items } from './items.ts';
import { itemKeys } from './keys.ts';

type Traces = Pick<
  RequestStore,
  'wasDelivered' | 'recordDelivery' | 'rememberChild' | 'findByChild' | 'readSweepMark' | 'writeSweepMark'
>;

/** Days a delivery is remembered: longer than any sender repeats one. Forgetting costs a wake without effect. */
const DELIVERY_DAYS = 7;

const markSchema = z.object({ at: z.string() });

/** What ties the outside to runs: deliveries seen, child tickets, how far the sweep has come. */
export function outsideTraces(items: Items, days: number): Traces {
  return {
    async wasDelivered(system, deliveryId) {
      return (await items.read(itemKeys.delivery(system, deliveryId), z.object({}))) !== null;
    },
    async recordDelivery(system, deliveryId) {
      await items.put(itemKeys.delivery(system, deliveryId), {}, { days: Math.min(days, DELIVERY_DAYS) });
    },

    async rememberChild(system, childId, { system: parentSystem, ticketId, run }) {
      await items.put(itemKeys.child(system, childId), { system: parentSystem, ticketId, run }, { days });
    },
    findByChild(system, childId) {
      return items.read(itemKeys.child(system, childId), runKeySchema);
    },

    async readSweepMark(system) {
      return (await items.read(itemKeys.sweepMark(system), markSchema))?.at ?? null;
    },
    async writeSweepMark(system, at) {
      await items.put(itemKeys.sweepMark(system), { at });
    },
  };
}
