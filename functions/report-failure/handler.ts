import { tellAddedWithoutApproval } from '#functions/common/added-without-approval.ts';
import { beside } from '#functions/common/beside.ts';
import { skipWaitingTasks } from '#functions/common/identity-task.ts';
import { noteFailure } from '#functions/common/note-end.ts';
import type { Step } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { takeQuestionBack } from '#functions/common/take-question-back.ts';
import { tellBroken } from '#functions/common/tell-broken.ts';
import { callNext, pairOfRun } from '#functions/common/turn.ts';

/** Something stayed broken after its retries: the run is closed first, so that it can be tried again even if nobody hears. */
export const reportFailure: Step<'ReportFailure'> =
  (ports) =>
  async ({ error, ...key }) => {
    const { revision } = (await ports.store.readSection(key, 'ticket')) ?? { revision: null };
    const pair = await pairOfRun(ports, key);
    await ports.store.closeRun(key, 'failed', revision);
    await beside(ports, 'next in line', () => callNext(ports, pair));
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
    const question = await ports.store.readSection(key, 'decision');
    if (question !== null) await takeQuestionBack(ports, key, question.handle);
    return {};
  };

export const handler = stepLambda('ReportFailure', reportFailure);
