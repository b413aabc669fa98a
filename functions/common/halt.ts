import { liveTasks } from '#shared/domain/identity-tasks.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { Person } from '#shared/domain/ticket.ts';
import { lookAtTicket } from './look.ts';
import type { TicketPorts } from './ports.ts';

/**
 * Looks at the ticket before work goes on under an approval. An edit or withdrawal is remembered and stays: both
 * branches and the end of the run tell the same story, whatever the ticket says a moment later.
 * @returns null while nothing speaks against going on
 */
export async function haltedBy(ports: TicketPorts, key: RunKey): Promise<'superseded' | 'withdrawn' | null> {
  const { store } = ports;
  const halted = await store.readSection(key, 'halted');
  if (halted !== null) return halted.as;
  const look = await lookAtTicket(ports, key);
  const goesOn =
    look.state === 'unchanged' || (look.state === 'withdrawn' && (await closedByItsTask(ports, key, look)));
  const cause = goesOn ? await approvalTakenBack(ports, key) : look;
  if (cause === null) return null;
  await store.writeSection(key, 'closing', { reason: cause.reason, by: [...cause.by] });
  await store.writeSection(key, 'halted', { as: cause.state });
  return cause.state;
}

/**
 * ServiceNow can be set up so that an item closes when the last of its tasks does: the identity team's "done" is then no
 * withdrawal.
 */
async function closedByItsTask(
  { store, tickets }: TicketPorts,
  key: RunKey,
  { onlyClosed }: { readonly onlyClosed: boolean },
): Promise<boolean> {
  const tasks = onlyClosed ? liveTasks(await store.readSection(key, 'identityTask')) : [];
  for (const { taskId, released, closedTicket } of tasks) {
    if (!released) continue;
    if (closedTicket || (await tickets(key.system).readIdentityTask(taskId))?.state === 'done') return true;
  }
  return false;
}

/** The very decision that was counted must still stand: taken back and given again, by whomever, it is another one. */
async function approvalTakenBack(
  { store, tickets }: TicketPorts,
  key: RunKey,
): Promise<{ state: 'withdrawn'; reason: string; by: readonly Person[] } | null> {
  const approval = await store.readSection(key, 'approval');
  if (approval === null) return { state: 'withdrawn', reason: 'there is no approval', by: [] };
  const decision = await tickets(key.system).readDecision(key.ticketId, approval.handle);
  if (decision.state === 'approved' && decision.proof === approval.proof) return null;
  return { state: 'withdrawn', reason: 'the approval was taken back', by: [] };
}
