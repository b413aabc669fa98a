import { providerName } from '#shared/domain/identity-provider.ts';
import { approvalWait, deadline } from '#shared/domain/polling.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { planShort } from '#shared/report/messages/plan-short.ts';
import type { TicketPorts } from './ports.ts';
import { currentPlan, remembered } from './remembered.ts';
import { say } from './say.ts';

/** Says the current plan in five lines for everybody, once: what approvers decide on. */
export async function sayPlan(ports: TicketPorts, key: RunKey): Promise<void> {
  const { policy, timeouts } = ports.stage;
  const { plan, planNo } = await currentPlan(ports, key);
  const { requester, approvers } = await remembered(ports, key, 'ticket');
  const { reason } = await remembered(ports, key, 'request');
  const body = planShort({
    ...{ plan, reason, approvers, requester: requester.displayName },
    decideBy: deadline(approvalWait(await remembered(ports, key, 'plan'), timeouts.approvalDays)),
    identityProvider: providerName(ports.stage),
    planNames: policy.planNames,
  });
  await say(ports, key, { name: `plan ${planNo} in short`, audience: 'requester', body });
}
