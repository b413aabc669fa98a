import { tellAddedWithoutApproval } from '#functions/common/added-without-approval.ts';
import { closeRun, tellEnd } from '#functions/common/end.ts';
import { skipIdentityTask } from '#functions/common/identity-task.ts';
import { note } from '#functions/common/note.ts';
import { noteEnd } from '#functions/common/note-end.ts';
import type { Step } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { sealPeople } from '#functions/common/sealed.ts';
import { startRun } from '#functions/common/start-run.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';

/** Ends a run without (all of) its work: the identity team is told, the ticket says why; an edit opens the next run. */
export const closeRequest: Step<'CloseRequest'> =
  (ports) =>
  async ({ end, ...key }) => {
    const { store, tickets, log } = ports;
    const { reason, by } = await remembered(ports, key, 'closing');
    await tellAddedWithoutApproval(ports, key);
    await skipIdentityTask(ports, key, `the request was ${end}`);
    await note(ports, key, `closing as ${end}`, { event: 'closing', end, by: await sealPeople(ports, key.system, by) });
    if ((await tickets(key.system).readTicket(key.ticketId)) === null) {
      await noteEnd(ports, key, end);
      log.warn('ended without a word: the ticket is gone', { end });
    } else await tellEnd(ports, key, end, { by, reason });
    await closeRun(ports, key, end);
    if (end === 'superseded') await startRun(ports, key, await store.openRun(key));
    return {};
  };

export const handler = stepLambda('CloseRequest', closeRequest);
