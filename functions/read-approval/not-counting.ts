import type { TicketPorts } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';
import type { Person } from '#shared/domain/ticket.ts';
import { notCounted } from '#shared/report/messages/not-counted.ts';

/** Says on the ticket that a decision was not counted, why, and who may approve. */
export async function notCounting(
  ports: TicketPorts,
  key: RunKey,
  { by, reasons }: { readonly by: readonly Person[]; readonly reasons: readonly string[] },
  { planNo, askNo }: Sections['decision'],
  asksAgain: boolean,
): Promise<void> {
  const { plan } = await currentPlan(ports, key);
  const { approvers } = await remembered(ports, key, 'ticket');
  const decidedBy = by.map(({ displayName }) => displayName);
  const why = reasons.map((reason) => reason.replace(/\.$/, ''));
  const body = notCounted({ pair: plan, decidedBy, why, approvers, asksAgain });
  await say(ports, key, { name: `not counted ${planNo}.${askNo}`, audience: 'requester', body });
}
