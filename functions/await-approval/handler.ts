import { hold } from '#functions/common/hold.ts';
import { lookAtTicket } from '#functions/common/look.ts';
import type { Step } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';

/** Waits for a decision, or for the ticket to change. */
export const awaitApproval: Step<'AwaitApproval'> = (ports) => async (waiting) => {
  await hold(ports, waiting, 'approval', async () => {
    if ((await lookAtTicket(ports, waiting)).state !== 'unchanged') return true;
    const { handle } = await remembered(ports, waiting, 'decision');
    return (await ports.tickets(waiting.system).readDecision(waiting.ticketId, handle)).state !== 'pending';
  });
  return {};
};

export const handler = stepLambda('AwaitApproval', awaitApproval);
