import type { RunKey } from '#shared/domain/run.ts';
import { broken } from '#shared/report/messages/broken.ts';
import type { TicketPorts } from './ports.ts';
import { countWritten } from './results.ts';
import { referenceOf } from './run-step.ts';
import { say } from './say.ts';

/** Says once that something broke on our side: to IT with step and error, to the requester with the reference. */
export async function tellBroken(ports: TicketPorts, key: RunKey, error: string): Promise<void> {
  const reference = referenceOf(key);
  const failure = await ports.store.readSection(key, 'failure');
  // The last trouble that was remembered may be another one, healed by a retry or of the other branch.
  const step = failure?.error === error ? failure.step : 'unknown';
  ports.log.error('run failed', { reference, error, step });
  const written = await countWritten(ports, key);
  const forIt = { step, error };
  await say(ports, key, { name: 'broken, for IT', audience: 'it', body: broken({ reference, written, forIt }) });
  await say(ports, key, { name: 'broken', audience: 'requester', body: broken({ reference, written, forIt: null }) });
}
