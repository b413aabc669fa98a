import { haltedBy } from '#functions/common/halt.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan } from '#functions/common/remembered.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { targetChange } from '#functions/common/target-change.ts';
import { tellAllDeclined } from '#functions/common/tell-declined.ts';

/** Looks at ticket and target again before memberships are verified: an edit, a withdrawal or another target ends the wait. */
export const readIdentityTask: Step<'ReadIdentityTask'> = (ports) => async (key) => {
  const halted = await haltedBy(ports, key);
  // Skipping the last task of an item can close the item: why it was skipped must not get lost.
  if (halted === 'withdrawn' && (await ports.tickets(key.system).readTicket(key.ticketId)) !== null)
    await tellAllDeclined(ports, key);
  if (halted !== null) return { next: halted };
  const { plan } = await currentPlan(ports, key);
  return { next: (await targetChange(ports, key, plan.target)) === null ? 'verify' : 'target changed' };
};

export const handler = stepLambda('ReadIdentityTask', readIdentityTask);
