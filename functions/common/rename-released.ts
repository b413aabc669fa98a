import { identityProviderOf } from '#shared/domain/identity-provider.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import { identityTaskTitle } from '#shared/report/messages/identity-task.ts';
import type { TicketPorts } from './ports.ts';
import { remembered } from './remembered.ts';

/** Takes WAIT from the title of a task whose request is approved. A comment says so as well, so a refusal stops nothing. */
export async function renameReleased(
  ports: TicketPorts,
  key: RunKey,
  { taskId, plan, actions }: { taskId: string; plan: Plan; actions: readonly Action[] },
): Promise<void> {
  const ticketKey = (await remembered(ports, key, 'ticket')).key;
  const title = identityTaskTitle({ plan, actions, provider: identityProviderOf(ports.stage), ticketKey }, true);
  try {
    await ports.tickets(key.system).renameIdentityTask(taskId, title);
  } catch (error) {
    if (!(error instanceof TicketSystemRefused)) throw error;
    ports.log.warn('the identity task keeps its title', { error: error.name });
  }
}
