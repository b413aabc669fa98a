import { parsePlan } from '#shared/domain/canonical.ts';
import { liveTasks } from '#shared/domain/identity-tasks.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { DeskError, StoredItemDamaged } from '#shared/errors.ts';
import { addedWithoutApproval } from '#shared/report/messages/added-without-approval.ts';
import { readTasks } from './identity-task.ts';
import { identityGroups, missingGroups } from './missing-groups.ts';
import type { Ports, TicketPorts } from './ports.ts';
import { planText, remembered } from './remembered.ts';
import { say } from './say.ts';

/**
 * Before a run ends without approval: reads the memberships its tasks asked for once more, and tells IT and the identity
 * team of those that are there. What cannot be read is said as unknown, and stops nothing.
 */
export async function tellAddedWithoutApproval(
  ports: TicketPorts & Pick<Ports, 'directory'>,
  key: RunKey,
): Promise<void> {
  const waiting = liveTasks(await readTasks(ports, key)).filter(({ released }) => !released);
  if (waiting.length === 0) return;
  const plan = await lastPlan(ports, key);
  if (plan === null) return ports.log.warn('no plan to compare memberships with');
  const missing = await readMissing(ports, plan);
  const tickets = ports.tickets(key.system);
  for (const task of waiting) {
    const asked = task.groups ?? identityGroups(plan);
    const arrived = missing === null ? null : asked.filter((id) => !missing.includes(id));
    if (arrived?.length === 0) continue;
    const body = addedWithoutApproval({ plan, taskKey: task.key, arrived });
    const name = `${task.effect} added without approval`;
    if ((await tickets.readTicket(key.ticketId)) !== null) await say(ports, key, { name, audience: 'it', body });
    if ((await tickets.readIdentityTask(task.taskId)) !== null)
      await say(ports, key, { name: `${name}, on the task`, audience: 'it', body, ticketId: task.taskId });
  }
}

/** The plan the tasks were made from: while another one is being made, the one before it. */
async function lastPlan({ store }: TicketPorts, key: RunKey): Promise<Plan | null> {
  try {
    const { planNo, digest } = await remembered({ store }, key, 'plan');
    const stored = await store.readText(key, planText(digest === null ? planNo - 1 : planNo));
    return stored && parsePlan(stored.text);
  } catch (error) {
    // A damaged plan may be what the run ends for.
    if (!(error instanceof StoredItemDamaged)) throw error;
    return null;
  }
}

/** Null where Databricks could not be read. */
async function readMissing({ directory, log }: TicketPorts & Pick<Ports, 'directory'>, plan: Plan) {
  try {
    return await missingGroups(directory, plan);
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    log.warn('memberships not read at the end', { error: error.name });
    return null;
  }
}
