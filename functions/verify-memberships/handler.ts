import { skipIdentityTask } from '#functions/common/identity-task.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { expired, identityPollSeconds } from '#shared/domain/polling.ts';
import { identityClosedWithout } from '#shared/report/messages/identity-closed-without.ts';
import { missingGroups } from './missing-groups.ts';
import { noteIdentity } from './note-identity.ts';

/** Proves the identity team's half by reading Databricks; the task's own state proves nothing. */
export const verifyMemberships: Step<'VerifyMemberships'> = (ports) => async (key) => {
  const { store, clock, stage, directory } = ports;
  const tickets = ports.tickets(key.system);
  const { plan } = await currentPlan(ports, key);
  const { taskId, effect } = await remembered(ports, key, 'identityTask');
  const waited = await remembered(ports, key, 'identityWait');
  const now = clock.now().toISOString();
  const task = await tickets.readIdentityTask(taskId);
  const isClosed = task?.state === 'done' || task?.state === 'skipped';
  // The team says it is done: Entra's sync takes 20 to 40 minutes from then on, so the polls become frequent again.
  const closedAt = isClosed ? (waited.closedAt ?? now) : null;
  if (closedAt !== waited.closedAt) await store.writeSection(key, 'identityWait', { ...waited, closedAt });
  const wait = { since: waited.since, now, days: stage.timeouts.identityDays, wokenAt: closedAt };
  const pollSeconds = identityPollSeconds(wait);
  const missing = await missingGroups(directory, plan);
  await store.writeSection(key, 'identity', { missing, checkedAt: now });
  await noteIdentity(ports, key, plan, { missing, task });
  if (missing.length === 0) {
    if (task?.state === 'open' || task?.state === 'on hold') await tickets.moveIdentityTask(taskId, 'done');
    return { next: 'done', pollSeconds };
  }
  if (isClosed) {
    const body = identityClosedWithout({ plan, missing });
    await say(ports, key, { name: `${effect} closed without`, audience: 'it', body, ticketId: taskId });
  }
  if (!expired(wait)) return { next: 'wait', pollSeconds };
  await skipIdentityTask(ports, key, 'time is up, and nobody looks for these memberships any more');
  return { next: 'expired', pollSeconds };
};

export const handler = stepLambda('VerifyMemberships', verifyMemberships);
