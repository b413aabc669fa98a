import * as z from 'zod';
import { runKeySchema } from '#shared/domain/run.ts';
import { DeskUnavailable } from '#shared/errors.ts';
import type { Claim, RequestStore } from '#shared/ports/request-store.ts';
import type { Items } from './items.ts';
import { itemKeys } from './keys.ts';

const claimSchema = runKeySchema.extend({ effect: z.string(), released: z.boolean() });

/** Each round another process was faster; the next one reads what it wrote. */
const ROUNDS = 5;

/** Who asks the identity team for one group and one person: one item per pair. */
export function membershipClaims(items: Items, days: number): Pick<RequestStore, 'claimMembership'> {
  return {
    async claimMembership(membership, claim, over) {
      const key = itemKeys.claim(membership);
      for (let round = 0; round < ROUNDS; round += 1) {
        const held = await items.read(key, claimSchema);
        if (held !== null && !isOfRun(held, claim) && !(over !== null && isSame(held, over))) return held;
        const condition = held === null ? items.absent() : holding(held);
        if (await items.put(key, { ...claim }, { days, condition })) return claim;
      }
      throw new DeskUnavailable({ what: 'request store (a claim keeps changing hands)' });
    },
  };
}

function isOfRun(held: Claim, { system, ticketId, run }: Claim): boolean {
  return held.system === system && held.ticketId === ticketId && held.run === run;
}

function isSame(held: Claim, other: Claim): boolean {
  return isOfRun(held, other) && held.effect === other.effect && held.released === other.released;
}

/** Nobody has changed it since it was read. */
function holding({ system, ticketId, run, effect, released }: Claim) {
  return {
    when: '#system = :system AND #ticketId = :ticketId AND #run = :run AND #effect = :effect AND #released = :released',
    values: { ':system': system, ':ticketId': ticketId, ':run': run, ':effect': effect, ':released': released },
  };
}
