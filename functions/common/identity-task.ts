import type { IdentityTasks, TaskEntry } from '#shared/domain/identity-tasks.ts';
import { executionName, type RunKey } from '#shared/domain/run.ts';
import { identityTaskSkipped } from '#shared/report/messages/identity-task.ts';
import { beside } from './beside.ts';
import type { Ports, TicketPorts } from './ports.ts';
import { say } from './say.ts';

type StorePort = Pick<Ports, 'store'>;

/** What the run has asked of the identity team so far. */
export async function readTasks({ store }: StorePort, key: RunKey): Promise<IdentityTasks> {
  return (await store.readSection(key, 'identityTask')) ?? { question: '', tasks: [], elsewhere: [] };
}

/** Remembers a task as it stands now. */
export async function keepTask(ports: StorePort, key: RunKey, task: TaskEntry): Promise<void> {
  const section = await readTasks(ports, key);
  const tasks = section.tasks.map((one) => (one.effect === task.effect ? task : one));
  await ports.store.writeSection(key, 'identityTask', { ...section, tasks });
}

/** The marker a task is found by. */
export function taskMarker(key: RunKey, { effect }: Pick<TaskEntry, 'effect'>): string {
  return `${executionName(key)}/${effect}`;
}

/** Closes the identity tasks as skipped and says why there; where there is none, or all are skipped, nothing happens. */
export async function skipIdentityTask(ports: TicketPorts, key: RunKey, reason: string): Promise<void> {
  for (const task of (await readTasks(ports, key)).tasks)
    if (!task.skipped) await skipTask(ports, key, { task, reason });
}

/** The same for those the team may not work on yet: what is approved goes on without us. */
export async function skipWaitingTasks(ports: TicketPorts, key: RunKey, reason: string): Promise<void> {
  for (const task of (await readTasks(ports, key)).tasks)
    if (!task.skipped && !task.released) await skipTask(ports, key, { task, reason });
}

/** The same for one of them. */
export async function skipTask(
  ports: TicketPorts,
  key: RunKey,
  { task, reason }: { task: TaskEntry; reason: string },
): Promise<void> {
  const tickets = ports.tickets(key.system);
  // One that was being created when the run broke may be there already.
  const ids =
    task.taskId === null ? await tickets.findIdentityTask(key.ticketId, taskMarker(key, task)) : [task.taskId];
  for (const taskId of ids) {
    if ((await tickets.readIdentityTask(taskId)) === null) continue;
    const body = identityTaskSkipped({ reason });
    await say(ports, key, { name: `${task.effect} skipped`, audience: 'it', body, ticketId: taskId });
    await beside(ports, 'status of the identity task', () => tickets.moveIdentityTask(taskId, 'skipped'));
  }
  await keepTask(ports, key, { ...task, skipped: true });
}
