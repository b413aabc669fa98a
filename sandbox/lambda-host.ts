import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { DOORS, STEPS } from '#shared/steps.ts';
import type { LocalFunction } from './aws/template.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

const moduleSchema = z.object({ handler: z.custom<Handler>((value) => typeof value === 'function') });

/** Loads the real handlers of all functions, as Lambda loads them: by folder and the export `handler`. */
export async function loadHandlers(): Promise<ReadonlyMap<string, Handler>> {
  const folders = [...Object.values(STEPS), ...Object.values(DOORS)].map(({ folder }) => folder);
  const loaded = await Promise.all(
    folders.map(async (folder) => {
      const { handler } = moduleSchema.parse(await import(`../functions/${folder}/handler.ts`));
      return [folder, handler] as const;
    }),
  );
  return new Map(loaded);
}

/** What a handler may ask of its invocation. */
export function invocationContext({ folder, arn, timeoutSeconds }: LocalFunction, requestId: string): Context {
  const end = Date.now() + timeoutSeconds * 1000;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: false,
    functionName: folder,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    logGroupName: folder,
    logStreamName: 'local',
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => end - Date.now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
