import type { RunKey } from '#shared/domain/run.ts';
import { DeskStopped, EffectUnsettled, TicketSystemRefused } from '#shared/errors.ts';
import type { LedgerEntry } from '#shared/ports/request-store.ts';
import type { Ports, Surroundings } from './ports.ts';

/** One change of the outside world that must take place once. */
export interface Effect {
  /** Unique within the run; also the marker that travels inside the write. */
  readonly name: string;
  /** Seconds after which an unanswered write is certain to have been applied or dropped. */
  readonly settleSeconds: number;
  /** What `find` has to know of the time before the first attempt, where the write itself carries no marker. */
  before?(): Promise<string>;
  /** Ids of what earlier attempts left outside; the first one stays. Empty when nothing is there. */
  find(before: string): Promise<readonly string[]>;
  /** Causes the effect and returns its receipt (usually an id). */
  cause(): Promise<string>;
  /** Takes a twin away; left out where the other side cannot. */
  remove?(id: string): Promise<void>;
}

/**
 * Causes an effect once: declares it in the ledger, causes it, keeps the receipt. A repetition (crash, time-out, retry)
 * never starts at the write: it waits until an earlier attempt must have landed, looks for it, and only then writes.
 *
 * @returns the receipt that counts, whoever caused the effect
 * @throws DeskStopped while the stop switch is thrown; EffectUnsettled while an earlier attempt may still land
 */
export async function once(ports: Surroundings & Pick<Ports, 'store'>, key: RunKey, effect: Effect): Promise<string> {
  const known = await ports.store.readEffect(key, effect.name);
  if (known?.receipt != null) return known.receipt;
  if (known !== null) requireSettled(ports.clock.now(), effect, known);
  if ((await ports.store.readControl()).writes === 'stopped') throw new DeskStopped();

  const before = known?.before ?? (await effect.before?.()) ?? 'absent';
  const entry = await ports.store.intend(key, effect.name, { owner: ports.owner, before });
  if (entry.receipt !== null) return entry.receipt;
  if (entry.state === 'repeated') {
    requireSettled(ports.clock.now(), effect, entry);
    const [first, ...twins] = await effect.find(entry.before);
    for (const twin of twins) await removeTwin(ports, effect, twin);
    if (first !== undefined) return ports.store.settle(key, effect.name, first);
  }
  const receipt = await effect.cause().catch(async (error: unknown) => {
    await giveUp(ports, key, effect);
    throw error;
  });
  const counts = await ports.store.settle(key, effect.name, receipt);
  if (counts !== receipt) await removeTwin(ports, effect, receipt);
  return counts;
}

/**
 * Longest time (seconds) an attempt may have gone on before its process died: the time of a step whose effect takes
 * several writes. Single writes are over sooner.
 */
const LONGEST_ATTEMPT_SECONDS = 120;

/** An effect may take several calls: what counts is when the last of them can have been sent. */
function requireSettled(now: Date, effect: Effect, { triedAt, gaveUpAt }: LedgerEntry): void {
  const end = gaveUpAt === null ? Date.parse(triedAt) + LONGEST_ATTEMPT_SECONDS * 1000 : Date.parse(gaveUpAt);
  const waitSeconds = effect.settleSeconds - (now.getTime() - end) / 1000;
  if (waitSeconds > 0) throw new EffectUnsettled({ effect: effect.name, waitSeconds: Math.ceil(waitSeconds) });
}

async function giveUp({ store, owner, log }: Surroundings & Pick<Ports, 'store'>, key: RunKey, effect: Effect) {
  try {
    await store.giveUp(key, effect.name, owner);
  } catch (error) {
    // Then the attempt counts as one whose process died: the repetition waits longer.
    log.warn('not noted as given up', { effect: effect.name, error: error instanceof Error ? error.name : 'unknown' });
  }
}

async function removeTwin(ports: Surroundings, effect: Effect, id: string): Promise<void> {
  ports.log.warn('an effect took place twice', { effect: effect.name, removed: effect.remove !== undefined });
  try {
    await effect.remove?.(id);
  } catch (error) {
    // A twin that may not be removed is untidy; stopping the request for it would be worse.
    if (!(error instanceof TicketSystemRefused)) throw error;
    ports.log.warn('a twin stays', { effect: effect.name, error: error.name });
  }
}
