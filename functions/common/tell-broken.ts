import type { RunKey } from '#shared/domain/run.ts';
import { broken } from '#shared/report/messages/broken.ts';
import { brokenEnd } from '#shared/report/messages/broken-end.ts';
import type { RecordHead } from '#shared/report/messages/phrases.ts';
import { beside } from './beside.ts';
import { legible } from './legible.ts';
import type { TicketPorts } from './ports.ts';
import { countWrites, NOT_KNOWN } from './results.ts';
import { referenceOf } from './run-step.ts';
import { effectOfSaying, say } from './say.ts';

/** What the half that broke says while the other one goes on. It is not the end, so it has a name of its own. */
const EARLY = 'additions broke';

/**
 * Says once that the run ended because something broke on our side: to IT with step and error, to the requester with the
 * reference. Where the half that broke has told this before, only that the run is over.
 * @param record where the end stands in the audit record; null where it could not be recorded
 */
export async function tellBroken(
  ports: TicketPorts,
  key: RunKey,
  error: string,
  record: RecordHead | null,
): Promise<void> {
  if (!(await haveAdditionsBroken(ports, key))) return tellWhatBroke(ports, key, error, { name: 'broken', record });
  const body = brokenEnd({ reference: referenceOf(key), record });
  await say(ports, key, { name: 'broken', audience: 'requester', body });
}

/** Whether the half that adds broke and told it, while the other one goes on. */
export async function haveAdditionsBroken(
  { store, log }: Pick<TicketPorts, 'store' | 'log'>,
  key: RunKey,
): Promise<boolean> {
  const effect = effectOfSaying({ name: EARLY, audience: 'requester' });
  const told = await legible({ log }, () => store.readEffect(key, effect));
  return told?.receipt != null;
}

/** Says it while the identity team may still work for weeks. Where they have no part, the run ends at once and tells it. */
export async function tellAdditionsBroke(ports: TicketPorts, key: RunKey, error: string): Promise<void> {
  if ((await ports.store.readSection(key, 'identityTask')) === null) return;
  await tellWhatBroke(ports, key, error, { name: EARLY, record: null });
}

async function tellWhatBroke(
  ports: TicketPorts,
  key: RunKey,
  error: string,
  { name, record }: { readonly name: string; readonly record: RecordHead | null },
): Promise<void> {
  const reference = referenceOf(key);
  const failure = await legible(ports, () => ports.store.readSection(key, 'failure'));
  // The last trouble that was remembered may be another one, healed by a retry or of the other branch.
  const step = failure?.error === error ? failure.step : 'unknown';
  ports.log.error('run failed', { reference, error, step });
  const writes = (await legible(ports, () => countWrites(ports, key))) ?? NOT_KNOWN;
  const args = { reference, ...writes, record };
  const forIt = broken({ ...args, forIt: { step, error } });
  await beside(ports, 'word to IT', () => say(ports, key, { name: `${name}, for IT`, audience: 'it', body: forIt }));
  await say(ports, key, { name, audience: 'requester', body: broken({ ...args, forIt: null }) });
}
