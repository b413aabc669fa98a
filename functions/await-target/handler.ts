import { hold } from '#functions/common/hold.ts';
import { lookAtTicket } from '#functions/common/look.ts';
import type { Step } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';

/** Waits for the target to appear in Databricks, or for the ticket to change. */
export const awaitTarget: Step<'AwaitTarget'> = (ports) => async (waiting) => {
  await hold(ports, waiting, 'target', async () => (await lookAtTicket(ports, waiting)).state !== 'unchanged');
  return {};
};

export const handler = stepLambda('AwaitTarget', awaitTarget);
