import * as z from 'zod';
import { type RunningServer, serve } from './simulators/http-server.ts';

const answerSchema = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.string()), body: z.string() });

/** A door by the last part of its route: `/webhooks/<system>`. */
export type Doors = ReadonlyMap<string, (event: unknown) => Promise<unknown>>;

/** The HTTP API in front of the doors: turns a request into an event of payload format 2.0, and the answer back. */
export function serveDoors(doors: Doors, now: () => number, port?: number): Promise<RunningServer> {
  return serve({
    name: 'door',
    now,
    ...(port !== undefined && { port }),
    routes: [...doors].map(([system, invoke]) => ({
      method: 'POST',
      path: `/webhooks/${system}`,
      handle: async ({ headers, body }) => {
        const event = { version: '2.0', headers, body: body.toString('base64'), isBase64Encoded: true };
        const answer = answerSchema.parse(await invoke(event));
        return { status: answer.statusCode, headers: answer.headers, text: answer.body };
      },
    })),
  });
}
