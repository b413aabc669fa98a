import { haltedBy } from '#functions/common/halt.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { identityPollSeconds } from '#shared/domain/polling.ts';
import { identityTaskReleased } from '#shared/report/messages/identity-task.ts';

/** The request is approved: the identity team may begin. */
export const releaseIdentityTask: Step<'ReleaseIdentityTask'> = (ports) => async (key) => {
  const { store, clock, stage, log } = ports;
  const task = await remembered(ports, key, 'identityTask');
  const halted = (await haltedBy(ports, key)) !== null;
  const { by } = await remembered(ports, key, 'approval');
  const tickets = ports.tickets(key.system);
  const { plan } = await currentPlan(ports, key);
  if (halted) log.info('not released: the request does not stand any more');
  else if ((await tickets.readIdentityTask(task.taskId)) === null)
    log.warn('the identity task is gone', { task: task.key });
  else {
    const body = identityTaskReleased({ plan, approvedBy: by.map(({ displayName }) => displayName) });
    await say(ports, key, { name: `${task.effect} released`, audience: 'it', body, ticketId: task.taskId });
    if (!task.released) await tickets.moveIdentityTask(task.taskId, 'released');
  }
  if (!halted) await store.writeSection(key, 'identityTask', { ...task, released: true });

  const now = clock.now().toISOString();
  const wait = (await store.readSection(key, 'identityWait')) ?? { since: now, closedAt: null };
  await store.writeSection(key, 'identityWait', wait);
  return { pollSeconds: identityPollSeconds({ since: wait.since, now, days: stage.timeouts.identityDays }) };
};

export const handler = stepLambda('ReleaseIdentityTask', releaseIdentityTask);
