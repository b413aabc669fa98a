import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bench, lambda } from './bench.ts';

const server = createServer((request, response) => {
  setImmediate(() => response.end(JSON.stringify({ path: request.url })));
});
afterEach(() => new Promise((closed) => server.close(closed)));

describe('settled', () => {
  it('waits for functions that talk over the network, and for all that follows from them', async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const step = (Next: string) => ({ Type: 'Task', Resource: lambda('fetch'), Next });
    const States = {
      One: step('Two'),
      Two: step('Three'),
      Three: step('Pause'),
      Pause: { Type: 'Wait', Seconds: 9, End: true },
    };
    const desk = bench(
      { StartAt: 'One', States },
      {
        fetch: async () => (await fetch(`http://127.0.0.1:${port}/step`, { headers: { connection: 'close' } })).json(),
      },
    );
    await desk.engine.startExecution({ name: 'run-1' });
    await desk.engine.settled();
    expect(desk.calls).toHaveLength(3);
    expect((await desk.events()).at(-1)).toBe('WaitStateEntered');
    expect(desk.clock.jump()).toBe(true);
    await desk.engine.settled();
    const [execution] = await desk.engine.listExecutions();
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"path":"/step"}' });
  });
});
