import { liveTasks, type TaskEntry, wantedTasks } from '#shared/domain/identity-tasks.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { claimGroups } from './claim-groups.ts';
import { createIdentityTask } from './create-identity-task.ts';
import { keepTask, readTasks, skipIdentityTask, skipTask } from './identity-task.ts';
import { identityGroups } from './missing-groups.ts';
import type { TicketPorts } from './ports.ts';
import { currentPlan } from './remembered.ts';

interface Question {
  readonly groupIds: readonly string[];
  /** The request is approved. */
  readonly released: boolean;
  /** Set where the plan asks something new: earlier tasks are skipped. */
  readonly question?: string;
}

/**
 * Opens a task for those of the groups that no other run asks for; the others are remembered with the name of the task
 * that does. What the task asks for is written down before it is created, so a repetition creates the same one.
 */
export async function askIdentityTeam(ports: TicketPorts, key: RunKey, wanted: Question): Promise<void> {
  const { groupIds, released, question } = wanted;
  const { plan, planNo } = await currentPlan(ports, key);
  const effect = `identity task ${(await readTasks(ports, key)).tasks.length + 1} for plan ${planNo}`;
  const { mine, elsewhere } = await claimGroups(ports, key, { targetId: plan.target.id, groupIds, effect, released });
  // Only now: until the new task is there, the claims are what keeps other runs from asking the same.
  if (question !== undefined) await skipAllTasks(ports, key, 'the plan changed, another task takes its place');
  const section = await readTasks(ports, key);
  const tasks = mine.length === 0 ? section.tasks : [...section.tasks, newTask(effect, mine)];
  await ports.store.writeSection(key, 'identityTask', { question: question ?? section.question, tasks, elsewhere });
  await finishTasks(ports, key, plan);
}

/** Skips the tasks of this run, and those that one before it has left with the team when it broke. */
export async function skipAllTasks(ports: TicketPorts, key: RunKey, reason: string): Promise<void> {
  const before = (await lastThatAsked(ports, key)) ?? key;
  for (const task of liveTasks(await readTasks(ports, before))) {
    const seen = await ports.tickets(key.system).readIdentityTask(task.taskId);
    if (seen?.state === 'open' || seen?.state === 'on hold') await skipTask(ports, before, { task, reason });
  }
  await skipIdentityTask(ports, key, reason);
}

/** Every comment on a ticket may open a run with nothing to do; so many may lie between. */
const MOST_BETWEEN = 50;

/** The latest run before this one that asked the team for something; it took the place of those before it. */
async function lastThatAsked({ store }: TicketPorts, key: RunKey): Promise<RunKey | null> {
  for (let run = key.run - 1; run > 0 && run >= key.run - MOST_BETWEEN; run -= 1) {
    const earlier = { ...key, run };
    if ((await store.readSection(earlier, 'identityTask')) !== null) return earlier;
  }
  return null;
}

/** The same for whatever of these groups no task of this run asks for. */
export async function askForTheRest(ports: TicketPorts, key: RunKey, groupIds: readonly string[]): Promise<void> {
  const { plan } = await currentPlan(ports, key);
  await finishTasks(ports, key, plan);
  const all = identityGroups(plan);
  const asked = new Set(wantedTasks(await readTasks(ports, key)).flatMap(({ groups }) => groups ?? all));
  const rest = groupIds.filter((id) => !asked.has(id));
  if (rest.length > 0) await askIdentityTeam(ports, key, { groupIds: rest, released: true });
}

/** Creates every task that was written down. */
export async function finishTasks(ports: TicketPorts, key: RunKey, plan: Plan): Promise<void> {
  const { tasks, elsewhere } = await readTasks(ports, key);
  for (const task of tasks) {
    if (task.taskId !== null || task.skipped) continue;
    const asked = new Set(task.groups);
    const actions = plan.actions.filter(({ group }) => asked.has(group.id));
    const created = await createIdentityTask(ports, key, { plan, actions, elsewhere, task });
    await keepTask(ports, key, { ...task, taskId: created.id, key: created.key });
  }
}

function newTask(effect: string, groups: string[]): TaskEntry {
  const open = { released: false, skipped: false, declined: false, closedAt: null, closedTicket: false };
  return { taskId: null, key: '', effect, groups, reopened: 'no', ...open };
}
