import type { OpenedTask } from '#shared/domain/identity-tasks.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { identityTaskGone } from '#shared/report/messages/identity-watch.ts';
import type { TicketPorts } from './ports.ts';
import { currentPlan } from './remembered.ts';
import { say } from './say.ts';

/** The identity task was deleted: IT hears of it once, and what to do; the memberships are looked for all the same. */
export async function tellTaskGone(ports: TicketPorts, key: RunKey, task: OpenedTask): Promise<void> {
  ports.log.warn('the identity task is gone', { task: task.key });
  const { plan } = await currentPlan(ports, key);
  const body = identityTaskGone({ plan, taskKey: task.key, groups: task.groups });
  await say(ports, key, { name: `${task.effect} gone`, audience: 'it', body });
}
