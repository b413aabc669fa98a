import type { Step } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { expired, identityPollSeconds } from '#shared/domain/polling.ts';
import { identityClosedWithout } from '#shared/report/messages/identity-closed-without.ts';
import { missingGroups } from './missing-groups.ts';

/** Proves the identity team's half by reading Databricks; the task's own state proves nothing. */
export const verifyMemberships: Step<'VerifyMemberships'> = (ports) => async (key) => {
  const { store, clock, stage, directory } = ports;
  const tickets = ports.tickets(key.system);
  const { plan } = await currentPlan(ports, key);
  const { taskId, effect } = await remembered(ports, key, 'identityTask');
  const { since } = await remembered(ports, key, 'identityWait');
  const now = clock.now().toISOString();
  const wait = { since, now, days: stage.timeouts.identityDays };
  const pollSeconds = identityPollSeconds(wait);

  const task = await tickets.readIdentityTask(taskId);
  const missing = await missingGroups(directory, plan);
  await store.writeSection(key, 'identity', { missing, checkedAt: now });
  if (missing.length === 0) {
    if (task?.state === 'open' || task?.state === 'on hold') await tickets.moveIdentityTask(taskId, 'done');
    return { next: 'done', pollSeconds };
  }
  if (task?.state === 'done' || task?.state === 'skipped') {
    const body = identityClosedWithout({ plan, missing });
    await say(ports, key, { name: `${effect} closed without`, audience: 'it', body, ticketId: taskId });
  }
  return { next: expired(wait) ? 'expired' : 'wait', pollSeconds };
};

export const handler = stepLambda('VerifyMemberships', verifyMemberships);
