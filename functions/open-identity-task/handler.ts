import { createHash } from 'node:crypto';
import { skipIdentityTask } from '#functions/common/identity-task.ts';
import { once } from '#functions/common/once.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { executionName } from '#shared/domain/run.ts';
import { identityTask } from '#shared/report/messages/identity-task.ts';

/** Creates the child ticket for the identity team, on hold. A plan that asks the team for other groups gets a new one. */
export const openIdentityTask: Step<'OpenIdentityTask'> = (ports) => async (key) => {
  const { store, stage } = ports;
  const tickets = ports.tickets(key.system);
  const { plan, planNo } = await currentPlan(ports, key);
  const question = `identity task ${wantedGroups(plan)}`;
  const earlier = await store.readSection(key, 'identityTask');
  if (earlier?.effect.startsWith(`${question} `) && !earlier.skipped) return {};
  await skipIdentityTask(ports, key, 'the plan changed, another task takes its place');

  // A task that was skipped stays closed: when a later plan asks the same again, that takes a new one.
  const effect = `${question} for plan ${planNo}`;
  const marker = `${executionName(key)}/${effect}`;
  const ticketKey = (await remembered(ports, key, 'ticket')).key;
  const task = identityTask({ plan, identityProvider: stage.identityProvider, ticketKey });
  const alias = tickets.identityTaskAlias(key.ticketId, marker);
  // Before the task exists: its first event may be here before our answer is.
  if (alias !== null) await store.rememberChild(key.system, alias, key);
  const taskId = await once(ports, key, {
    name: effect,
    settleSeconds: tickets.settleSeconds,
    find: () => tickets.findIdentityTask(key.ticketId, marker),
    cause: () => tickets.createIdentityTask(key.ticketId, { marker, ...task }),
    remove: (id) => tickets.moveIdentityTask(id, 'skipped'),
  });
  await store.rememberChild(key.system, taskId, key);
  const child = await tickets.readIdentityTask(taskId);
  await store.writeSection(key, 'identityTask', {
    taskId,
    key: child?.key ?? taskId,
    effect,
    released: false,
    skipped: false,
  });
  return {};
};

/** A short name for what is asked of the team, so that the same question makes one task however often it is asked. */
function wantedGroups(plan: Plan): string {
  const ids = plan.actions.filter(({ type }) => type === 'IdP required').map(({ group }) => group.id);
  return createHash('sha256').update(ids.sort().join(' ')).digest('hex').slice(0, 12);
}

export const handler = stepLambda('OpenIdentityTask', openIdentityTask);
