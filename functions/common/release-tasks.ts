import { liveTasks, type OpenedTask } from '#shared/domain/identity-tasks.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { identityTaskReleased } from '#shared/report/messages/identity-task.ts';
import { claimGroups } from './claim-groups.ts';
import { keepTask, readTasks, skipTask } from './identity-task.ts';
import { identityGroups } from './missing-groups.ts';
import type { TicketPorts } from './ports.ts';
import { currentPlan, remembered } from './remembered.ts';
import { renameReleased } from './rename-released.ts';
import { say } from './say.ts';
import { tellTaskGone } from './tell-task-gone.ts';

/** The request is approved: the identity team may begin with every task that still waits. */
export async function releaseTasks(ports: TicketPorts, key: RunKey): Promise<void> {
  for (const task of liveTasks(await readTasks(ports, key))) if (!task.released) await releaseTask(ports, key, task);
}

/** Groups that another run was approved for first are left to its task. */
async function releaseTask(ports: TicketPorts, key: RunKey, task: OpenedTask): Promise<void> {
  const { by } = await remembered(ports, key, 'approval');
  const tickets = ports.tickets(key.system);
  const { plan } = await currentPlan(ports, key);
  const { taskId, effect } = task;
  const groupIds = task.groups ?? identityGroups(plan);
  const wanted = { targetId: plan.target.id, groupIds, effect, released: true };
  const { mine, elsewhere } = await claimGroups(ports, key, wanted);
  if (mine.length === 0) {
    const reason = `the task ${elsewhere.map(({ taskKey }) => taskKey)[0]} asks for the same and is approved`;
    return skipTask(ports, key, { task, reason });
  }
  const actions = plan.actions.filter(({ group }) => mine.includes(group.id));
  if ((await tickets.readIdentityTask(taskId)) === null) await tellTaskGone(ports, key, task);
  else {
    const body = identityTaskReleased({ plan, approvedBy: by.map(({ displayName }) => displayName), elsewhere });
    await say(ports, key, { name: `${effect} released`, audience: 'it', body, ticketId: taskId });
    await renameReleased(ports, key, { taskId, plan, actions });
    await tickets.moveIdentityTask(taskId, 'released');
  }
  await keepTask(ports, key, { ...task, groups: mine, released: true });
}
