import { closeRun, tellEnd } from '#functions/common/end.ts';
import { skipIdentityTask } from '#functions/common/identity-task.ts';
import type { Step } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { startRun } from '#functions/common/start-run.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';

/** Ends a run without (all of) its work: the identity team is told, the ticket says why; an edit opens the next run. */
export const closeRequest: Step<'CloseRequest'> =
  (ports) =>
  async ({ end, ...key }) => {
    const { store, tickets, log } = ports;
    const { reason, by } = await remembered(ports, key, 'closing');
    await skipIdentityTask(ports, key, `the request was ${end}`);
    if ((await tickets(key.system).readTicket(key.ticketId)) === null)
      log.warn('ended without a word: the ticket is gone', { end });
    else await tellEnd(ports, key, end, { by, reason });
    await closeRun(ports, key, end);
    if (end === 'superseded') await startRun(ports, key, await store.openRun(key));
    return {};
  };

export const handler = stepLambda('CloseRequest', closeRequest);
