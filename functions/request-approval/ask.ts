import * as z from 'zod';
import { once } from '#functions/common/once.ts';
import type { TicketPorts } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import { approvalWait, deadline } from '#shared/domain/polling.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { TicketSystem } from '#shared/ports/ticket-system.ts';
import { approvalQuestion } from '#shared/report/messages/approval-question.ts';

const beforeSchema = z.object({ mark: z.string(), approved: z.boolean() });
const openedSchema = z.object({
  handle: z.string(),
  at: z.string(),
  instruction: z.string().nullable(),
  children: z.array(z.string()),
  approvedBefore: z.boolean(),
});

/** Opens one decision and says so where the plan alone does not: a click is needed, or an earlier answer does not count. */
export async function ask(
  ports: TicketPorts,
  key: RunKey,
  { planNo, askNo }: { planNo: number; askNo: number },
): Promise<{ handle: string; askedAt: string; opened: boolean }> {
  const tickets = ports.tickets(key.system);
  const receipt = await once(ports, key, {
    name: `decision ${planNo}.${askNo}`,
    settleSeconds: tickets.settleSeconds,
    // A question carries no marker of ours. It is known by being newer than everything there was before.
    before: async () => JSON.stringify(await lookBefore(tickets, key.ticketId)),
    find: (before) => findOpened(tickets, key.ticketId, before),
    cause: async () => JSON.stringify(await open(tickets, key.ticketId)),
  });
  const { handle, at, instruction, approvedBefore, children } = openedSchema.parse(JSON.parse(receipt));
  for (const child of children) await ports.store.rememberChild(key.system, child, key);
  const occasion =
    askNo > 1 ? 'asked again' : planNo > 1 ? 'new plan' : approvedBefore ? 'approved too early' : 'first';
  if (occasion !== 'first' || instruction !== null) {
    const { plan } = await currentPlan(ports, key);
    const { approvers } = await remembered(ports, key, 'ticket');
    const progress = await remembered(ports, key, 'plan');
    const decideBy = deadline(approvalWait(progress, ports.stage.timeouts.approvalDays));
    const body = approvalQuestion({ pair: plan, approvers, decideBy, occasion, instruction });
    await say(ports, key, { name: `question ${planNo}.${askNo}`, audience: 'requester', body });
  }
  return { handle, askedAt: at, opened: instruction === null };
}

async function lookBefore(tickets: TicketSystem, ticketId: string): Promise<z.infer<typeof beforeSchema>> {
  return { mark: await tickets.readDecisionMark(ticketId), approved: await tickets.isApprovedAlready(ticketId) };
}

/** The question an attempt opened whose answer never came: people may have been asked by it, or have decided already. */
async function findOpened(tickets: TicketSystem, ticketId: string, before: string): Promise<string[]> {
  const { mark, approved } = beforeSchema.parse(JSON.parse(before));
  const found = await tickets.findDecision(ticketId, mark);
  if (found === null) return [];
  const { handle, at, children = [] } = found;
  const opened: z.infer<typeof openedSchema> = {
    handle,
    at,
    instruction: null,
    children: [...children],
    approvedBefore: approved,
  };
  return [JSON.stringify(opened)];
}

async function open(tickets: TicketSystem, ticketId: string): Promise<z.infer<typeof openedSchema>> {
  const approvedBefore = await tickets.isApprovedAlready(ticketId);
  const decision = await tickets.openDecision(ticketId);
  return {
    handle: decision.handle,
    at: decision.at,
    instruction: decision.opened ? null : decision.instruction,
    children: decision.opened ? [...(decision.children ?? [])] : [],
    approvedBefore,
  };
}
