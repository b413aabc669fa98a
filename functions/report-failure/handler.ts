import { tellAddedWithoutApproval } from '#functions/common/added-without-approval.ts';
import { beside } from '#functions/common/beside.ts';
import { closeBrokenRun, takeLastQuestionBack } from '#functions/common/close-broken-run.ts';
import { endTold } from '#functions/common/end-told.ts';
import { skipWaitingTasks } from '#functions/common/identity-task.ts';
import { noteFailure } from '#functions/common/note-end.ts';
import type { Step, TicketPorts } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { tellBroken } from '#functions/common/tell-broken.ts';
import type { RunKey } from '#shared/domain/run.ts';

/** Its end was kept, and the answer of the step that did so was lost. */
async function hasEndedOtherwise({ store }: Pick<TicketPorts, 'store'>, key: RunKey): Promise<boolean> {
  const record = await store.readTicketRecord(key);
  return record?.run === key.run && !record.open && record.lastEnd !== null && record.lastEnd.end !== 'failed';
}

/** Something stayed broken after its retries: the run is closed first, so that it can be tried again even if nobody hears. */
export const reportFailure: Step<'ReportFailure'> =
  (ports) =>
  async ({ error, ...key }) => {
    const told = await endTold(ports, key);
    await closeBrokenRun(ports, key, told ?? 'failed');
    // It broke behind its end: the ticket must not say two things.
    if (told !== null || (await hasEndedOtherwise(ports, key))) {
      ports.log.error('broken behind its end', { error });
      await takeLastQuestionBack(ports, key);
      return {};
    }
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
