import type { RunKey } from '#shared/domain/run.ts';
import { identityTaskSkipped } from '#shared/report/messages/identity-task.ts';
import type { TicketPorts } from './ports.ts';
import { say } from './say.ts';

/** Closes the identity task as skipped and says why there; where there is none, or it is skipped already, nothing happens. */
export async function skipIdentityTask(ports: TicketPorts, key: RunKey, reason: string): Promise<void> {
  const task = await ports.store.readSection(key, 'identityTask');
  if (task === null || task.skipped) return;
  const tickets = ports.tickets(key.system);
  if ((await tickets.readIdentityTask(task.taskId)) !== null) {
    const body = identityTaskSkipped({ reason });
    await say(ports, key, { name: `${task.effect} skipped`, audience: 'it', body, ticketId: task.taskId });
    await tickets.moveIdentityTask(task.taskId, 'skipped');
  }
  await ports.store.writeSection(key, 'identityTask', { ...task, skipped: true });
}
