import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { RunKey } from '#shared/domain/run.ts';
import { EffectUnsettled, StoredItemDamaged } from '#shared/errors.ts';
import type { LedgerEntry, RequestStore } from '#shared/ports/request-store.ts';
import type { Items } from './items.ts';
import { describeKey, itemKeys } from './keys.ts';

/** Longest time another attempt may still be working on the other side (ServiceNow; Jira needs 30 s), in seconds. */
const OTHER_SIDE_SECONDS = 65;

const entrySchema = z.object({
  /** Number of the latest attempt, from 1. */
  attempt: z.number().int().positive(),
  /** When the latest attempt began (ISO). */
  triedAt: z.string(),
  /** When the latest attempt was given up (ISO). */
  gaveUpAt: z.string().optional(),
  /** What was found outside before the first attempt; never changes. */
  before: z.string(),
  /** Whose attempt the latest is, for operators. */
  owner: z.string(),
  /** One per call of `intend`: the SDK repeats lost answers, and the repetition must know its own work. */
  call: z.string(),
  receipt: z.string().optional(),
});
type Entry = z.infer<typeof entrySchema>;

/** The ledger of effects: every effect is declared before it is caused, and its receipt is kept. */
export function effectLedger(
  items: Items,
  days: number,
  now: () => Date,
): Pick<RequestStore, 'intend' | 'giveUp' | 'settle' | 'readEffect'> {
  const read = (key: RunKey, effect: string) => items.read(itemKeys.effect(key, effect), entrySchema);

  /** Moves the latest attempt on, if it is still the one that was seen. Null: another caller did, or it is done. */
  function takeOver(key: RunKey, effect: string, seen: Entry, intent: { owner: string; call: string }) {
    return items.update(
      itemKeys.effect(key, effect),
      {
        change:
          'SET #attempt = :next, #triedAt = :at, #owner = :owner, #call = :call, #expiresAt = :expiry REMOVE #gaveUpAt',
        when: '#attempt = :seen AND #call = :seenCall AND attribute_not_exists(#receipt)',
        values: {
          ...{ ':next': seen.attempt + 1, ':seen': seen.attempt, ':seenCall': seen.call },
          ...{ ':at': now().toISOString(), ':owner': intent.owner, ':call': intent.call },
          ':expiry': items.expiry(days),
        },
      },
      entrySchema,
    );
  }

  return {
    async intend(key, effect, { owner, before }) {
      const call = randomUUID();
      const first: Entry = { attempt: 1, triedAt: now().toISOString(), before, owner, call };
      const condition = items.absent();
      const fresh: LedgerEntry = {
        state: 'fresh',
        attempt: 1,
        triedAt: first.triedAt,
        gaveUpAt: null,
        before,
        receipt: null,
      };
      if (await items.put(itemKeys.effect(key, effect), first, { days, condition })) return fresh;

      const seen = await read(key, effect);
      if (seen?.call === call) return fresh;
      if (seen?.receipt !== undefined) return done(seen, seen.receipt);
      const taken = seen && (await takeOver(key, effect, seen, { owner, call }));
      const latest = taken ?? (await read(key, effect));
      if (latest?.receipt !== undefined) return done(latest, latest.receipt);
      if (seen && latest?.call === call) {
        return { ...unsettled(latest), triedAt: seen.triedAt, gaveUpAt: seen.gaveUpAt ?? null };
      }
      throw new EffectUnsettled({ effect, waitSeconds: OTHER_SIDE_SECONDS });
    },

    async giveUp(key, effect, owner) {
      const change = {
        change: 'SET #gaveUpAt = :at',
        when: '#owner = :owner AND attribute_not_exists(#receipt)',
        values: { ':at': now().toISOString(), ':owner': owner },
      };
      await items.update(itemKeys.effect(key, effect), change, entrySchema);
    },

    /** @throws StoredItemDamaged when the effect was never declared */
    async settle(key, effect, receipt) {
      const present = items.present();
      const change = {
        change: 'SET #receipt = :receipt, #expiresAt = :expiry',
        when: `${present.when} AND attribute_not_exists(#receipt)`,
        values: { ...present.values, ':receipt': receipt, ':expiry': items.expiry(days) },
      };
      const itemKey = itemKeys.effect(key, effect);
      const entry = (await items.update(itemKey, change, entrySchema)) ?? (await read(key, effect));
      if (entry?.receipt === undefined) throw new StoredItemDamaged({ item: describeKey(itemKey) });
      return entry.receipt;
    },

    /** Never `fresh`: who only reads is not the one to act. `triedAt` is the latest attempt's. */
    async readEffect(key, effect) {
      const entry = await read(key, effect);
      if (entry === null) return null;
      return entry.receipt === undefined ? unsettled(entry) : done(entry, entry.receipt);
    },
  };
}

function unsettled({ attempt, triedAt, gaveUpAt, before }: Entry): LedgerEntry {
  return { state: 'repeated', attempt, triedAt, gaveUpAt: gaveUpAt ?? null, before, receipt: null };
}

function done({ attempt, triedAt, gaveUpAt, before }: Entry, receipt: string): LedgerEntry {
  return { state: 'done', attempt, triedAt, gaveUpAt: gaveUpAt ?? null, before, receipt };
}
