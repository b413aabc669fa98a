import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { HttpRequest } from '#shared/adapters/http/request.ts';
import { nextWaitMs, readRetryAfterMs } from '#shared/adapters/http/retry.ts';
import { clientFor, failureOf, NOW } from './client-under-test.ts';
import { type ScriptedAnswer, scriptedServer } from './scripted-server.ts';

const GET: HttpRequest = { method: 'GET', path: '/thing', repeatable: true };
const POST: HttpRequest = { method: 'POST', path: '/thing', body: {}, repeatable: false };
const ok: ScriptedAnswer = { status: 200, json: { ok: true } };
const anything = z.unknown();
const limited = (retryAfter?: string): ScriptedAnswer => ({
  status: 429,
  ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter, date: new Date(NOW).toUTCString() } }),
});

describe('what may be repeated', () => {
  it.each<[string, ScriptedAnswer]>([
    ['429', limited()],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['a reset before the answer', 'reset'],
    ['a reset inside the answer', 'cutOff'],
  ])('is sent again after %s', async (_name, trouble) => {
    await using server = await scriptedServer(trouble, trouble, ok);
    const client = clientFor(server.url);
    expect(await client.json(GET, anything)).toEqual({ ok: true });
    expect(server.seen).toHaveLength(3);
    expect(client.waits).toHaveLength(2);
  });

  it.each<[string, ScriptedAnswer, string]>([
    ['503', { status: 503 }, 'status'],
    ['429', limited(), 'rateLimited'],
    ['resets', 'reset', 'unreachable'],
  ])('is given up after four attempts of %s', async (_name, trouble, kind) => {
    await using server = await scriptedServer(trouble, trouble, trouble, trouble, ok);
    const failure = await failureOf(clientFor(server.url).json(GET, anything));
    expect([failure.kind, server.seen.length]).toEqual([kind, 4]);
  });

  it.each([400, 403, 404, 409, 500])('is not sent again after %i', async (status) => {
    await using server = await scriptedServer({ status }, ok);
    const failure = await failureOf(clientFor(server.url).json(GET, anything));
    expect([failure.kind, failure.status, server.seen.length]).toEqual(['status', status, 1]);
  });

  it.each<ScriptedAnswer>(['hang', 'stall'])('is not sent again after a timeout (%s)', async (slow) => {
    await using server = await scriptedServer(slow, ok);
    const failure = await failureOf(clientFor(server.url, { timeoutMs: 50 }).json(GET, anything));
    expect([failure.kind, server.seen.length]).toEqual(['timeout', 1]);
  });

  it('says which host was not reached', async () => {
    const server = await scriptedServer();
    await server[Symbol.asyncDispose]();
    const failure = await failureOf(clientFor(server.url).json(GET, anything));
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain(new URL(server.url).host);
    expect(failure.message).toContain('ECONNREFUSED');
  });
});

describe('what may not be repeated', () => {
  it.each<[string, ScriptedAnswer, string]>([
    ['429', limited('1'), 'rateLimited'],
    ['503', { status: 503 }, 'status'],
    ['a reset', 'reset', 'unreachable'],
    ['a cut-off answer', 'cutOff', 'unreachable'],
  ])('is sent once, whatever comes: %s', async (_name, trouble, kind) => {
    await using server = await scriptedServer(trouble, ok);
    const failure = await failureOf(clientFor(server.url).json(POST, anything));
    expect([failure.kind, server.seen.length]).toEqual([kind, 1]);
  });
});

describe('Retry-After', () => {
  const inSeconds = (seconds: number) => new Date(NOW + seconds * 1_000).toUTCString();

  it('is obeyed in seconds and as a date', async () => {
    await using server = await scriptedServer(limited('2'), limited(inSeconds(3)), ok);
    const client = clientFor(server.url);
    await client.json(GET, anything);
    expect(client.waits).toEqual([2_000, 3_000]);
  });

  it.each([
    ['seconds', '40', 40],
    ['a date', inSeconds(90), 90],
  ])('is left to the caller when it is long: %s', async (_name, retryAfter, seconds) => {
    await using server = await scriptedServer(limited(retryAfter), ok);
    const client = clientFor(server.url);
    const failure = await failureOf(client.json(GET, anything));
    expect([failure.kind, failure.retryAfterSeconds]).toEqual(['rateLimited', seconds]);
    expect([server.seen.length, client.waits]).toEqual([1, []]);
  });

  it('counts against one budget for the whole request', async () => {
    await using server = await scriptedServer(limited('3'), limited('3'), ok);
    const client = clientFor(server.url);
    const failure = await failureOf(client.json(GET, anything));
    expect([failure.kind, failure.retryAfterSeconds, client.waits]).toEqual(['rateLimited', 3, [3_000]]);
  });

  it('on 503 is a rate limit too', async () => {
    await using server = await scriptedServer({ status: 503, headers: { 'retry-after': '60' } }, ok);
    const failure = await failureOf(clientFor(server.url).json(GET, anything));
    expect([failure.kind, failure.retryAfterSeconds]).toEqual(['rateLimited', 60]);
  });

  it.each([-3_600, 3_600])('as a date goes by the clock of who wrote it, %i s beside ours', (skew) => {
    const headers = new Headers({ 'retry-after': inSeconds(skew + 7), date: inSeconds(skew) });
    expect(readRetryAfterMs(headers, NOW)).toBe(7_000);
  });

  it('in the past means now, unreadable means unnamed', () => {
    expect(readRetryAfterMs(new Headers({ 'retry-after': inSeconds(-5) }), NOW)).toBe(0);
    expect(readRetryAfterMs(new Headers({ 'retry-after': 'soon' }), NOW)).toBeUndefined();
    expect(readRetryAfterMs(new Headers(), NOW)).toBeUndefined();
  });
});

describe('nextWaitMs', () => {
  it('never waits beyond the budget, nor forever', () => {
    const attempts = fc.record({
      made: fc.integer({ min: 1, max: 10 }),
      waitedMs: fc.integer({ min: 0, max: 6_000 }),
      maxWaitMs: fc.integer({ min: 0, max: 6_000 }),
    });
    const asked = fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined });
    fc.assert(
      fc.property(attempts, asked, fc.double({ min: 0, max: 1, noNaN: true }), (state, retryAfterMs, random) => {
        const wait = nextWaitMs(state, retryAfterMs, () => random);
        if (state.made >= 4) expect(wait).toBeNull();
        if (wait !== null) {
          expect(state.waitedMs + wait).toBeLessThanOrEqual(state.maxWaitMs);
          expect(wait).toBeGreaterThanOrEqual(retryAfterMs ?? 1);
        }
      }),
    );
  });
});
