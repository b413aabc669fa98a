import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { givenUpOn, unlessGivenUp } from '#shared/adapters/http/given-up.ts';
import type { HttpRequest } from '#shared/adapters/http/request.ts';
import { clientFor } from './client-under-test.ts';
import { scriptedServer } from './scripted-server.ts';

const GET: HttpRequest = { method: 'GET', path: '/thing', repeatable: true };
const never = new Promise<never>(() => undefined);
const enough = new Error('enough');

describe('work that is given up', () => {
  it.each(['hang', 'stall'] as const)('leaves a call that does not come to its end: %s', async (slow) => {
    await using server = await scriptedServer(slow);
    const stop = new AbortController();
    const call = givenUpOn(stop.signal, () => clientFor(server.url).json(GET, z.unknown()));
    while (server.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(enough);
    await expect(call).rejects.toBe(enough);
  });

  it('sends nothing more, and waits no longer', async () => {
    await using server = await scriptedServer({ status: 503 }, { status: 200, json: {} });
    const stop = new AbortController();
    const sleep = () => {
      stop.abort(enough);
      return never;
    };
    const call = givenUpOn(stop.signal, () => clientFor(server.url, { sleep }).json(GET, z.unknown()));
    await expect(call).rejects.toBe(enough);
    await expect(givenUpOn(stop.signal, () => clientFor(server.url).json(GET, z.unknown()))).rejects.toBe(enough);
    await expect(givenUpOn(stop.signal, () => unlessGivenUp(Promise.resolve()))).rejects.toBe(enough);
    expect(server.seen).toHaveLength(1);
  });

  it('does not touch what is finished whatever happens, nor what runs beside it', async () => {
    await using server = await scriptedServer({ status: 200, json: 1 }, { status: 200, json: 2 });
    const client = clientFor(server.url);
    const stop = new AbortController();
    stop.abort(enough);
    const inside = givenUpOn(stop.signal, () => givenUpOn(undefined, () => client.json(GET, z.unknown())));
    expect([await inside, await client.json(GET, z.unknown())]).toEqual([1, 2]);
    await unlessGivenUp(Promise.resolve());
  });
});
