import * as z from 'zod';
import type { Control, RequestStore } from '#shared/ports/request-store.ts';
import type { Items } from './items.ts';
import { itemKeys } from './keys.ts';

const controlSchema = z.object({ writes: z.enum(['on', 'planOnly', 'stopped']) });

/** The stop switch. Until somebody sets it, `initialWrites` of the stage rules. */
export function stopSwitch(
  items: Items,
  initialWrites: Control['writes'],
): Pick<RequestStore, 'readControl' | 'writeControl'> {
  return {
    async readControl() {
      return (await items.read(itemKeys.control(), controlSchema)) ?? { writes: initialWrites };
    },
    async writeControl(writes) {
      await items.put(itemKeys.control(), { writes });
    },
  };
}
