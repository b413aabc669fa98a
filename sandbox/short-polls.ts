import * as z from 'zod';
import type { Invoke } from './engine/run.ts';

const answerSchema = z.looseObject({ pollSeconds: z.number() });

/**
 * Shortens what steps say about how long an Await state may wait for a wake. The limit is asked for with the number of
 * events the execution has so far, because every poll adds some and a history is not endless.
 */
export function withShortPolls(
  call: Invoke,
  longest: (events: number) => number,
  countEvents: (executionArn: string) => Promise<number>,
): Invoke {
  return async (reference, payload, info) => {
    const answer = await call(reference, payload, info);
    const poll = answerSchema.safeParse(answer);
    if (!poll.success) return answer;
    const limit = longest(await countEvents(info.executionArn));
    return { ...poll.data, pollSeconds: Math.min(poll.data.pollSeconds, limit) };
  };
}
