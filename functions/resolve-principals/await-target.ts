import type { TicketPorts } from '#functions/common/ports.ts';
import { say } from '#functions/common/say.ts';
import { deadline, expired, targetPollSeconds } from '#shared/domain/polling.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { targetAwaited } from '#shared/report/messages/target-awaited.ts';

/**
 * Begins or goes on waiting for a person who is not in Databricks yet; the requester is told once.
 * @returns seconds until the next look, or null when the wait has lasted its days
 */
export async function awaitTarget(ports: TicketPorts, key: RunKey, asked: string): Promise<number | null> {
  const { store, clock, stage } = ports;
  const now = clock.now().toISOString();
  const { since } = (await store.readSection(key, 'targetWait')) ?? { since: now };
  const wait = { since, now, days: stage.timeouts.targetDays };
  if (expired(wait)) return null;
  await store.writeSection(key, 'targetWait', { since });
  const body = targetAwaited({ asked, hint: stage.onboardingHint, until: deadline(wait) });
  await say(ports, key, { name: 'target awaited', audience: 'requester', body });
  return targetPollSeconds(wait);
}
