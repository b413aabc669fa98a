import * as z from 'zod';
import { type RunningServer, serve } from './simulators/http-server.ts';

const answerSchema = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.string()), body: z.string() });

/** The HTTP API in front of the doors: turns a request into an event of payload format 2.0, and the answer back. */
export function serveDoor(
  invoke: (event: unknown) => Promise<unknown>,
  now: () => number,
  port?: number,
): Promise<RunningServer> {
  return serve({
    name: 'door',
    now,
    ...(port !== undefined && { port }),
    routes: [
      {
        method: 'POST',
        path: '/webhooks/jira',
        handle: async ({ headers, body }) => {
          const event = { version: '2.0', headers, body: body.toString('base64'), isBase64Encoded: true };
          const answer = answerSchema.parse(await invoke(event));
          return { status: answer.statusCode, headers: answer.headers, text: answer.body };
        },
      },
    ],
  });
}
