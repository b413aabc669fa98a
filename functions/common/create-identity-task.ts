import { identityProviderOf } from '#shared/domain/identity-provider.ts';
import type { TaskEntry } from '#shared/domain/identity-tasks.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { IdentityTask } from '#shared/ports/ticket-system.ts';
import { withByteOrderMark } from '#shared/report/csv-table.ts';
import { identityStepsFileName } from '#shared/report/file-names.ts';
import { identityStepsCsv } from '#shared/report/identity/steps-csv.ts';
import { type Elsewhere, identityTask } from '#shared/report/messages/identity-task.ts';
import { attachToTask } from './attach.ts';
import { readTasks, taskMarker } from './identity-task.ts';
import { once } from './once.ts';
import type { TicketPorts } from './ports.ts';
import { remembered } from './remembered.ts';

interface Asked {
  readonly plan: Plan;
  readonly actions: readonly Action[];
  readonly elsewhere: readonly Elsewhere[];
  readonly task: TaskEntry;
}

/** Creates the child ticket for the identity team, on hold, with its steps as a file; once per effect. */
export async function createIdentityTask(
  ports: TicketPorts,
  key: RunKey,
  { plan, actions, elsewhere, task }: Asked,
): Promise<Pick<IdentityTask, 'id' | 'key'>> {
  const { store, stage } = ports;
  const tickets = ports.tickets(key.system);
  const marker = taskMarker(key, task);
  const { effect } = task;
  const ticketKey = (await remembered(ports, key, 'ticket')).key;
  const part = partOf(task, (await readTasks(ports, key)).tasks);
  const args = { plan, actions, elsewhere, provider: identityProviderOf(stage), ticketKey, run: key.run, part };
  const alias = tickets.identityTaskAlias(key.ticketId, marker);
  // Before the task exists: its first event may be here before our answer is.
  if (alias !== null) await store.rememberChild(key.system, alias, key);
  const taskId = await once(ports, key, {
    name: effect,
    settleSeconds: tickets.settleSeconds,
    find: () => tickets.findIdentityTask(key.ticketId, marker),
    cause: () => tickets.createIdentityTask(key.ticketId, { marker, ...identityTask(args) }),
    remove: (id) => tickets.moveIdentityTask(id, 'skipped'),
  });
  await store.rememberChild(key.system, taskId, key);
  const fileName = identityStepsFileName(ticketKey, key.run, part);
  await attachToTask(ports, key, { taskId, fileName, text: withByteOrderMark(identityStepsCsv(args)) });
  return { id: taskId, key: (await tickets.readIdentityTask(taskId))?.key ?? taskId };
}

/** A second task beside one that is still wanted has a file of its own. */
function partOf({ effect }: TaskEntry, tasks: readonly TaskEntry[]): number {
  const wanted = tasks.filter(({ skipped }) => !skipped);
  return wanted.findIndex((one) => one.effect === effect) + 1;
}
