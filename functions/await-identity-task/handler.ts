import { haltedBy } from '#functions/common/halt.ts';
import { hold } from '#functions/common/hold.ts';
import type { Step } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';

/** Waits for the identity team, or for the ticket to change. A closed task that brought nothing is polled, not woken for. */
export const awaitIdentityTask: Step<'AwaitIdentityTask'> = (ports) => async (waiting) => {
  const { store, tickets } = ports;
  await hold(ports, waiting, 'identity', async () => {
    if ((await haltedBy(ports, waiting)) !== null) return true;
    const { taskId } = await remembered(ports, waiting, 'identityTask');
    const task = await tickets(waiting.system).readIdentityTask(taskId);
    const looked = (await store.readSection(waiting, 'identity')) !== null;
    return !looked && task !== null && (task.state === 'done' || task.state === 'skipped');
  });
  return {};
};

export const handler = stepLambda('AwaitIdentityTask', awaitIdentityTask);
