import * as z from 'zod';
import { systemSchema } from '#shared/domain/ticket.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import type { Items } from './items.ts';
import { itemKeys } from './keys.ts';

const lineSchema = z.object({
  tickets: z.array(z.object({ system: systemSchema, ticketId: z.string() })),
  version: z.number().int().positive(),
});

/** Who asks for one pair. Each version is written once, by somebody who has read the one before. */
export function pairLines(items: Items, days: number): Pick<RequestStore, 'readLine' | 'writeLine'> {
  return {
    async readLine(pair) {
      return (await items.read(itemKeys.line(pair), lineSchema)) ?? { tickets: [], version: 0 };
    },

    async writeLine(pair, tickets, version) {
      const present = items.present();
      const condition =
        version === 0
          ? items.absent()
          : {
              when: `${present.when} AND #version = :version`,
              values: { ...present.values, ':version': version },
            };
      const places = tickets.map(({ system, ticketId }) => ({ system, ticketId }));
      return items.put(itemKeys.line(pair), { tickets: places, version: version + 1 }, { days, condition });
    },
  };
}
