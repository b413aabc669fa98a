import { hold } from '#functions/common/hold.ts';
import { lookAtTicket } from '#functions/common/look.ts';
import type { Step } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { isFirst } from '#functions/common/turn.ts';

/** Waits for the end of earlier requests for the same pair, or for the ticket to change. */
export const awaitTurn: Step<'AwaitTurn'> = (ports) => async (waiting) => {
  await hold(ports, waiting, 'turn', async () => {
    if (await isFirst(ports, waiting)) return true;
    return (await lookAtTicket(ports, waiting)).state !== 'unchanged';
  });
  return {};
};

export const handler = stepLambda('AwaitTurn', awaitTurn);
