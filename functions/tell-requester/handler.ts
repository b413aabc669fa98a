import { closeRun, tellEnd } from '#functions/common/end.ts';
import { skipIdentityTask } from '#functions/common/identity-task.ts';
import { noteEnd } from '#functions/common/note-end.ts';
import type { Step } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { StepInputInvalid } from '#shared/errors.ts';
import { isWishError, toCorrect } from '#shared/report/messages/to-correct.ts';

/** The wish cannot be served as it is: says which field, what was read, how to correct it. A correction opens a new run. */
export const tellRequester: Step<'TellRequester'> =
  (ports) =>
  async ({ error, ...key }) => {
    if (!isWishError(error)) throw new StepInputInvalid({ step: 'TellRequester', problem: 'not an error of the wish' });
    const failure = await ports.store.readSection(key, 'failure');
    // What is remembered may be an older trouble, if the store was out of reach when this error came.
    const change = error === 'TargetChanged' ? await ports.store.readSection(key, 'targetChange') : null;
    const facts = change === null ? (failure?.error === error ? failure.facts : {}) : { field: 'target', ...change };
    const { labels } = await remembered(ports, key, 'ticket');
    await skipIdentityTask(ports, key, 'the request cannot be served as it is');
    const record = await noteEnd(ports, key, 'needs correction', error);
    const body = toCorrect({ error, facts, labels, record });
    await say(ports, key, { name: 'to correct', audience: 'requester', body });
    // Work may have begun, and somebody has approved it: that is told as at every other end.
    if (change !== null) await tellEnd(ports, key, 'needs correction', { error });
    await closeRun(ports, key, 'needs correction');
    return {};
  };

export const handler = stepLambda('TellRequester', tellRequester);
