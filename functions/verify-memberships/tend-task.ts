import { keepTask, readTasks } from '#functions/common/identity-task.ts';
import { identityGroups } from '#functions/common/missing-groups.ts';
import type { TicketPorts } from '#functions/common/ports.ts';
import { say } from '#functions/common/say.ts';
import { tellDeclined } from '#functions/common/tell-declined.ts';
import { tellTaskGone } from '#functions/common/tell-task-gone.ts';
import { liveTasks, type OpenedTask } from '#shared/domain/identity-tasks.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { IdentityTask } from '#shared/ports/ticket-system.ts';
import { identityArrived } from '#shared/report/messages/identity-watch.ts';
import { reopenTask } from './reopen-task.ts';

/** A task, and where it stands; null when it is gone. */
export interface TaskLook {
  readonly task: OpenedTask;
  readonly seen: IdentityTask | null;
}

export async function lookAtTasks(ports: TicketPorts, key: RunKey): Promise<TaskLook[]> {
  const looks: TaskLook[] = [];
  for (const task of liveTasks(await readTasks(ports, key)))
    looks.push({ task, seen: await ports.tickets(key.system).readIdentityTask(task.taskId) });
  return looks;
}

/** Compares one task with what Databricks shows, and says or does what follows. `missing` are ids of groups. */
export async function tendTask(
  ports: TicketPorts,
  key: RunKey,
  { plan, task, seen, missing }: TaskLook & { plan: Plan; missing: readonly string[] },
): Promise<void> {
  if (seen === null) return tellTaskGone(ports, key, task);
  const asked = task.groups ?? identityGroups(plan);
  const lacking = missing.filter((id) => asked.includes(id));
  if (lacking.length === 0) return closeArrived(ports, key, { plan, task, asked });
  if (seen.state === 'done') return reopenTask(ports, key, { plan, task, lacking });
  if (seen.state === 'skipped') return task.declined ? undefined : tellDeclined(ports, key, task);
  if (task.closedAt !== null || task.declined) await keepTask(ports, key, { ...task, closedAt: null, declined: false });
}

/** A task that may not be changed any more is untidy; the memberships are what counts. */
async function closeArrived(
  ports: TicketPorts,
  key: RunKey,
  { plan, task, asked }: { plan: Plan; task: OpenedTask; asked: readonly string[] },
): Promise<void> {
  const body = identityArrived({ plan, groups: asked });
  try {
    await say(ports, key, { name: `${task.effect} arrived`, audience: 'it', body, ticketId: task.taskId });
    await ports.tickets(key.system).moveIdentityTask(task.taskId, 'done');
  } catch (error) {
    if (!(error instanceof TicketSystemRefused)) throw error;
    ports.log.warn('the identity task stays as it is', { error: error.name });
  }
}
