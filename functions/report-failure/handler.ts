import { closeRun } from '#functions/common/end.ts';
import { skipIdentityTask } from '#functions/common/identity-task.ts';
import type { Step } from '#functions/common/ports.ts';
import { countWritten } from '#functions/common/results.ts';
import { referenceOf } from '#functions/common/run-step.ts';
import { say } from '#functions/common/say.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { broken } from '#shared/report/messages/broken.ts';

/** Something stayed broken after its retries: the run is closed first, so that it can be tried again even if nobody hears. */
export const reportFailure: Step<'ReportFailure'> =
  (ports) =>
  async ({ error, ...key }) => {
    const { store, log } = ports;
    const reference = referenceOf(key);
    const failure = await store.readSection(key, 'failure');
    // The last trouble that was remembered may be another one, healed by a retry or of the other branch.
    const step = failure?.error === error ? failure.step : 'unknown';
    log.error('run failed', { reference, error, step });
    await closeRun(ports, key, 'failed');

    const task = await store.readSection(key, 'identityTask');
    if (task !== null && !task.released)
      await skipIdentityTask(ports, key, 'the request broke on our side, a new task follows when it goes on');
    const written = await countWritten(ports, key);
    const forIt = { step, error };
    await say(ports, key, { name: 'broken, for IT', audience: 'it', body: broken({ reference, written, forIt }) });
    await say(ports, key, { name: 'broken', audience: 'requester', body: broken({ reference, written, forIt: null }) });
    return {};
  };

export const handler = stepLambda('ReportFailure', reportFailure);
