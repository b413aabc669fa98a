import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { DeskError } from '#shared/errors.ts';
import type { RawDelivery } from '#shared/ports/webhook.ts';
import { DOORS, type WebhookDoorName } from '#shared/steps.ts';
import type { Door } from './door.ts';
import { log, logger } from './logger.ts';
import { wiredPorts } from './wire.ts';

/** What we use of an HTTP API event (payload format 2.0). */
const eventSchema = z.object({
  headers: z.record(z.string(), z.string().optional()).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/** Makes the Lambda behind a webhook route. What is our fault is answered 503, so that the sender tries again. */
export function doorLambda<D extends WebhookDoorName>(name: D, door: Door<D>) {
  return middy()
    .use(injectLambdaContext(logger))
    .handler(async (event: unknown, { awsRequestId }: Context): Promise<APIGatewayProxyStructuredResultV2> => {
      try {
        const { status, message } = await door(wiredPorts(DOORS[name].folder))(rawDelivery(eventSchema.parse(event)));
        return answer(status, message, awsRequestId);
      } catch (error) {
        const failure = error instanceof Error ? error : new Error('not an error');
        const reason = failure instanceof DeskError ? failure.message : 'a bug';
        log.error('door failed', { error: failure.name, reason, reference: awsRequestId });
        return answer(503, 'not taken, please send it again', awsRequestId);
      }
    });
}

/** The body's bytes exactly as they were sent: the signature is over them. */
function rawDelivery({ headers, body, isBase64Encoded }: z.infer<typeof eventSchema>): RawDelivery {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { headers: Object.fromEntries(lower), body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') };
}

function answer(statusCode: number, message: string, reference: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message, reference }) };
}
