import { askForTheRest } from '#functions/common/ask-identity-team.ts';
import { haltedBy } from '#functions/common/halt.ts';
import { identityGroups } from '#functions/common/missing-groups.ts';
import type { Step } from '#functions/common/ports.ts';
import { releaseTasks } from '#functions/common/release-tasks.ts';
import { currentPlan } from '#functions/common/remembered.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { identityPollSeconds } from '#shared/domain/polling.ts';

/** The request is approved: the identity team may begin. What only unapproved requests ask for, this run asks for itself. */
export const releaseIdentityTask: Step<'ReleaseIdentityTask'> = (ports) => async (key) => {
  const { store, clock, stage, log } = ports;
  if ((await haltedBy(ports, key)) !== null) log.info('not released: the request does not stand any more');
  else {
    const { plan } = await currentPlan(ports, key);
    await askForTheRest(ports, key, identityGroups(plan));
    await releaseTasks(ports, key);
  }
  const now = clock.now().toISOString();
  const wait = (await store.readSection(key, 'identityWait')) ?? { since: now };
  await store.writeSection(key, 'identityWait', wait);
  return { pollSeconds: identityPollSeconds({ since: wait.since, now, days: stage.timeouts.identityDays }) };
};

export const handler = stepLambda('ReleaseIdentityTask', releaseIdentityTask);
