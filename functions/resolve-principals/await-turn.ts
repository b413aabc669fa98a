import type { StepPorts } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import { takeTurn } from '#functions/common/turn.ts';
import { deadline, expired, turnPollSeconds, turnWaitDays } from '#shared/domain/polling.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';
import { pairOf } from '#shared/domain/turn.ts';
import { turnAwaited } from '#shared/report/messages/turn-awaited.ts';
import type { StepOutput } from '#shared/steps.ts';

/** Goes on if no other open request asks for the same pair; else waits for the earlier ones, and says so once. */
export async function awaitTurn(
  ports: StepPorts<'ResolvePrincipals'>,
  key: RunKey,
  principals: Sections['principals'],
): Promise<StepOutput<'ResolvePrincipals'>> {
  const { store, clock, stage } = ports;
  const ahead = await takeTurn(ports, key, pairOf(stage.databricks.accountId, principals));
  const waited = await store.readSection(key, 'turnWait');
  if (ahead.length === 0) {
    if (waited !== null) await beginAnew(ports, key, waited);
    return { next: 'resolved', pollSeconds: 1 };
  }
  const now = clock.now().toISOString();
  const wait = { since: waited?.since ?? now, now, days: turnWaitDays(stage.timeouts) };
  const numbers = await Promise.all(ahead.map((one) => numberOf(ports, one)));
  if (expired(wait)) {
    const reason = `it waited ${wait.days} days for ${numbers[0]}, which asks for the same access`;
    await store.writeSection(key, 'closing', { reason, by: [] });
    return { next: 'expired', pollSeconds: 1 };
  }
  await store.writeSection(key, 'turnWait', { since: wait.since, over: false });
  const body = turnAwaited({ numbers, until: deadline(wait) });
  await say(ports, key, { name: 'turn awaited', audience: 'requester', body });
  return { next: 'await turn', pollSeconds: turnPollSeconds(wait) };
}

/** What is written once and read to the end must last from now on; the wait does not count. */
async function beginAnew(
  ports: Pick<StepPorts<'ResolvePrincipals'>, 'store'>,
  key: RunKey,
  { since }: Sections['turnWait'],
): Promise<void> {
  for (const name of ['ticket', 'request'] as const)
    await ports.store.writeSection(key, name, await remembered(ports, key, name));
  await ports.store.writeSection(key, 'turnWait', { since, over: true });
}

/** What people call that ticket. A run that has just begun may not have read it yet; an earlier one has. */
async function numberOf({ store }: Pick<StepPorts<'ResolvePrincipals'>, 'store'>, key: RunKey): Promise<string> {
  for (let run = key.run; run > 0; run -= 1) {
    const ticket = await store.readSection({ ...key, run }, 'ticket');
    if (ticket !== null) return ticket.key;
  }
  return 'another ticket';
}
