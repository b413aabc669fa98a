import { createHash } from 'node:crypto';
import { askIdentityTeam, finishTasks } from '#functions/common/ask-identity-team.ts';
import { readTasks } from '#functions/common/identity-task.ts';
import { identityGroups } from '#functions/common/missing-groups.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { identityElsewhere } from '#shared/report/messages/identity-watch.ts';

/**
 * Creates the child ticket for the identity team, on hold. A plan that asks the team for other groups gets a new one;
 * groups that another open request asks for already are left to that one's task.
 */
export const openIdentityTask: Step<'OpenIdentityTask'> = (ports) => async (key) => {
  const { plan } = await currentPlan(ports, key);
  const groupIds = identityGroups(plan);
  const question = `identity task ${shortName(groupIds)}`;
  if ((await readTasks(ports, key)).question === question) await finishTasks(ports, key, plan);
  else await askIdentityTeam(ports, key, { groupIds, released: false, question });
  const { elsewhere } = await readTasks(ports, key);
  if (elsewhere.length > 0) {
    const body = identityElsewhere({ plan, elsewhere });
    await say(ports, key, { name: `${question} elsewhere`, audience: 'it', body });
  }
  return {};
};

/** A short name for what is asked of the team, so that the same question makes one task however often it is asked. */
function shortName(ids: readonly string[]): string {
  return createHash('sha256').update(ids.toSorted().join(' ')).digest('hex').slice(0, 12);
}

export const handler = stepLambda('OpenIdentityTask', openIdentityTask);
