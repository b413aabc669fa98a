import { askForTheRest } from '#functions/common/ask-identity-team.ts';
import { readTasks, skipIdentityTask } from '#functions/common/identity-task.ts';
import { missingGroups } from '#functions/common/missing-groups.ts';
import type { Step } from '#functions/common/ports.ts';
import { releaseTasks } from '#functions/common/release-tasks.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { latestClosing } from '#shared/domain/identity-tasks.ts';
import { expired, identityPollSeconds } from '#shared/domain/polling.ts';
import { noteIdentity } from './note-identity.ts';
import { lookAtTasks, tendTask } from './tend-task.ts';

/**
 * Proves the identity team's half by reading Databricks; the task's own state proves nothing. What ReadIdentityTask found
 * instead is handed on: a Choice between the two would be passed in each of the ninety rounds of a long wait, which costs
 * a tenth of what the whole request does.
 */
export const verifyMemberships: Step<'VerifyMemberships'> =
  (ports) =>
  async ({ read, ...key }) => {
    if (read !== 'verify') return { next: read, pollSeconds: 1 };
    const { store, clock, stage, directory } = ports;
    const { plan } = await currentPlan(ports, key);
    const { since } = await remembered(ports, key, 'identityWait');
    const now = clock.now().toISOString();
    const missing = await missingGroups(directory, plan);
    await store.writeSection(key, 'identity', { missing, checkedAt: now });
    // What another run asked for and has ended without is asked for now.
    await askForTheRest(ports, key, missing);
    await releaseTasks(ports, key);
    const looks = await lookAtTasks(ports, key);
    await noteIdentity(ports, key, plan, { missing, looks });
    for (const look of looks) await tendTask(ports, key, { plan, missing, ...look });

    // The team says it is done: Entra's sync takes 20 to 40 minutes from then on, so the polls become frequent again.
    const wokenAt = latestClosing(await readTasks(ports, key));
    const wait = { since, now, days: stage.timeouts.identityDays, wokenAt };
    const pollSeconds = identityPollSeconds(wait);
    if (missing.length === 0) return { next: 'done', pollSeconds };
    if (!expired(wait)) return { next: 'wait', pollSeconds };
    await skipIdentityTask(ports, key, 'time is up, and nobody looks for these memberships any more');
    return { next: 'expired', pollSeconds };
  };

export const handler = stepLambda('VerifyMemberships', verifyMemberships);
