import { closeRun } from '#functions/common/end.ts';
import { skipIdentityTask } from '#functions/common/identity-task.ts';
import type { Step } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { tellBroken } from '#functions/common/tell-broken.ts';

/** Something stayed broken after its retries: the run is closed first, so that it can be tried again even if nobody hears. */
export const reportFailure: Step<'ReportFailure'> =
  (ports) =>
  async ({ error, ...key }) => {
    await closeRun(ports, key, 'failed');
    const task = await ports.store.readSection(key, 'identityTask');
    if (task !== null && !task.released)
      await skipIdentityTask(ports, key, 'the request broke on our side, a new task follows when it goes on');
    await tellBroken(ports, key, error);
    return {};
  };

export const handler = stepLambda('ReportFailure', reportFailure);
