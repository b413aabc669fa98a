import { haltedBy } from '#functions/common/halt.ts';
import { hold } from '#functions/common/hold.ts';
import { readTasks } from '#functions/common/identity-task.ts';
import type { Step } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { liveTasks } from '#shared/domain/identity-tasks.ts';

/** Waits for the identity team, or for the ticket to change. A closed task that brought nothing is polled, not woken for. */
export const awaitIdentityTask: Step<'AwaitIdentityTask'> = (ports) => async (waiting) => {
  const { store, tickets } = ports;
  await hold(ports, waiting, 'identity', async () => {
    if ((await haltedBy(ports, waiting)) !== null) return true;
    if ((await store.readSection(waiting, 'identity')) !== null) return false;
    for (const { taskId } of liveTasks(await readTasks(ports, waiting))) {
      const task = await tickets(waiting.system).readIdentityTask(taskId);
      if (task?.state === 'done' || task?.state === 'skipped') return true;
    }
    return false;
  });
  return {};
};

export const handler = stepLambda('AwaitIdentityTask', awaitIdentityTask);
