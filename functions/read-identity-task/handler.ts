import { haltedBy } from '#functions/common/halt.ts';
import type { Step } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';

/** Looks at the ticket again before memberships are verified: an edit or withdrawal ends the wait. */
export const readIdentityTask: Step<'ReadIdentityTask'> = (ports) => async (key) => ({
  next: (await haltedBy(ports, key)) ?? 'verify',
});

export const handler = stepLambda('ReadIdentityTask', readIdentityTask);
