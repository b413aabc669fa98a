import { tellAddedWithoutApproval } from '#functions/common/added-without-approval.ts';
import { beside } from '#functions/common/beside.ts';
import { closeFailedRun, takeLastQuestionBack } from '#functions/common/close-failed-run.ts';
import { skipWaitingTasks } from '#functions/common/identity-task.ts';
import { noteFailure } from '#functions/common/note-end.ts';
import type { Step } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { tellBroken } from '#functions/common/tell-broken.ts';

/** Something stayed broken after its retries: the run is closed first, so that it can be tried again even if nobody hears. */
export const reportFailure: Step<'ReportFailure'> =
  (ports) =>
  async ({ error, ...key }) => {
    await closeFailedRun(ports, key);
    // It broke after its end was told and kept (an answer of that step was lost): the ticket must not say two things.
    const record = await ports.store.readTicketRecord(key);
    if (record?.run === key.run && record.lastEnd !== null && record.lastEnd.end !== 'failed' && !record.open)
      return {};
    // Before anything that the ticket system may refuse: where the ticket cannot tell, the record does.
    const recorded = await noteFailure(ports, key, error);
    await beside(ports, 'added without approval', () => tellAddedWithoutApproval(ports, key));
    const reason = 'the request broke on our side, a new task follows when it goes on';
    await beside(ports, 'identity task', () => skipWaitingTasks(ports, key, reason));
    await tellBroken(ports, key, error, recorded);
    await takeLastQuestionBack(ports, key);
    return {};
  };

export const handler = stepLambda('ReportFailure', reportFailure);
