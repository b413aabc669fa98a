import { keepTask } from '#functions/common/identity-task.ts';
import { once } from '#functions/common/once.ts';
import type { TicketPorts } from '#functions/common/ports.ts';
import { say } from '#functions/common/say.ts';
import type { OpenedTask } from '#shared/domain/identity-tasks.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { expectedByNow } from '#shared/domain/polling.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { TaskMove } from '#shared/ports/ticket-system.ts';
import { identityClosedWithout, identityStillMissing } from '#shared/report/messages/identity-closed-without.ts';

/**
 * The team closed the task as done, and memberships are missing: the sync gets its time, then the task is opened again,
 * once. Where the workflow does not allow that, or it is closed a second time, IT hears of it instead.
 */
export async function reopenTask(
  ports: TicketPorts,
  key: RunKey,
  { plan, task, lacking }: { plan: Plan; task: OpenedTask; lacking: readonly string[] },
): Promise<void> {
  const now = ports.clock.now().toISOString();
  const closedAt = task.closedAt ?? now;
  if (task.closedAt === null) await keepTask(ports, key, { ...task, closedAt });
  if (!expectedByNow(closedAt, now)) return;
  const { taskId, effect } = task;
  if (task.reopened === 'no') {
    const body = identityClosedWithout({ plan, missing: lacking });
    await say(ports, key, { name: `${effect} closed without`, audience: 'it', body, ticketId: taskId });
    const closedTicket = (await ports.tickets(key.system).readTicket(key.ticketId))?.closed ?? false;
    // Noted before: a task that is open again while its ticket is closed must not look like a withdrawal.
    await keepTask(ports, key, { ...task, closedAt, closedTicket });
    if (await moved(ports, key, task, 'reopened'))
      return keepTask(ports, key, { ...task, closedAt: null, closedTicket, reopened: 'yes' });
    await keepTask(ports, key, { ...task, closedAt, reopened: 'refused' });
  }
  const again = task.reopened === 'yes';
  const body = identityStillMissing({ plan, taskKey: task.key, missing: lacking, again });
  await say(ports, key, { name: `${effect} ${again ? 'closed again' : 'not reopened'}`, audience: 'it', body });
}

/** False where our account may not. Done twice only if the process dies in between and a person closes it meanwhile. */
async function moved(ports: TicketPorts, key: RunKey, { taskId, effect }: OpenedTask, to: TaskMove): Promise<boolean> {
  const tickets = ports.tickets(key.system);
  try {
    await once(ports, key, {
      name: `${effect} ${to}`,
      settleSeconds: tickets.settleSeconds,
      find: async () => ((await tickets.readIdentityTask(taskId))?.state === 'done' ? [] : [to]),
      cause: async () => {
        await tickets.moveIdentityTask(taskId, to);
        return to;
      },
    });
    return true;
  } catch (error) {
    if (!(error instanceof TicketSystemRefused)) throw error;
    ports.log.warn('the identity task stays closed', { error: error.name });
    return false;
  }
}
