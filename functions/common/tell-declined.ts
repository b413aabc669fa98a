import { providerName } from '#shared/domain/identity-provider.ts';
import { liveTasks, type OpenedTask } from '#shared/domain/identity-tasks.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { identityDeclined, identityDeclinedForRequester } from '#shared/report/messages/identity-declined.ts';
import { keepTask, readTasks } from './identity-task.ts';
import type { TicketPorts } from './ports.ts';
import { currentPlan } from './remembered.ts';
import { say } from './say.ts';

/** Looks for released tasks that a person closed as not done, and tells of each once. */
export async function tellAllDeclined(ports: TicketPorts, key: RunKey): Promise<void> {
  for (const task of liveTasks(await readTasks(ports, key))) {
    if (!task.released || task.declined) continue;
    const seen = await ports.tickets(key.system).readIdentityTask(task.taskId);
    if (seen?.state === 'skipped') await tellDeclined(ports, key, task);
  }
}

/** A person closed the task as not done: IT reads the last comment on it, the requester that it was not done. */
export async function tellDeclined(ports: TicketPorts, key: RunKey, task: OpenedTask): Promise<void> {
  const { plan } = await currentPlan(ports, key);
  const comment = await ports.tickets(key.system).readTaskComment(task.taskId);
  const args = { plan, taskKey: task.key, groups: task.groups };
  const name = `${task.effect} declined`;
  await say(ports, key, { name, audience: 'it', body: identityDeclined({ ...args, comment }) });
  const body = identityDeclinedForRequester({ ...args, identityProvider: providerName(ports.stage) });
  await say(ports, key, { name, audience: 'requester', body });
  await keepTask(ports, key, { ...task, declined: true });
}
