import type { RunKey } from '#shared/domain/run.ts';
import type { End } from '#shared/domain/ticket.ts';
import { beside } from './beside.ts';
import { legible } from './legible.ts';
import type { Ports, TicketPorts } from './ports.ts';
import { takeQuestionBack } from './take-question-back.ts';
import { callNext, pairOfRun } from './turn.ts';

/**
 * Closes a run that something broke, even where its memory is damaged, and wakes whoever waits for the same pair.
 * @param end `failed`, or what it had told before
 */
export async function closeBrokenRun(ports: TicketPorts & Pick<Ports, 'waker'>, key: RunKey, end: End): Promise<void> {
  const { store } = ports;
  const ticket = await legible(ports, () => store.readSection(key, 'ticket'));
  const pair = await legible(ports, () => pairOfRun(ports, key));
  await store.closeRun(key, end, ticket?.revision ?? null);
  await beside(ports, 'next in line', () => callNext(ports, pair));
}

/** Asks nobody any more whether a run that is over may write. */
export async function takeLastQuestionBack(ports: TicketPorts, key: RunKey): Promise<void> {
  const question = await legible(ports, () => ports.store.readSection(key, 'decision'));
  if (question !== null) await takeQuestionBack(ports, key, question.handle);
}
