import { describe, expect, it } from 'vitest';
import {
  type DeskError,
  TicketSystemRateLimited,
  TicketSystemRefused,
  TicketSystemUnavailable,
} from '#shared/errors.ts';
import { type ScriptedAnswer, scriptedServer } from '../http/scripted-server.ts';
import { clientAt, errorOf, found, html, insert, read, remove, token, update } from './client-under-test.ts';

describe('an answer that is no answer', () => {
  const cases: [string, ScriptedAnswer, new (...args: never[]) => DeskError][] = [
    ['a request put aside (202)', { status: 202, json: { result: { sys_id: '1' } } }, TicketSystemUnavailable],
    ['another success than expected', { status: 203, json: { result: { sys_id: '1' } } }, TicketSystemUnavailable],
    ['truncated JSON', { status: 200, text: '{"result":[{"sys_id":"1"},{"sy' }, TicketSystemUnavailable],
    [
      'a cancelled transaction',
      { status: 200, text: '{"result":[{"sys_id":"1"},{"error":{"message":"Transaction cancelled"}}' },
      TicketSystemUnavailable,
    ],
    [
      'a cancelled transaction in whole JSON',
      { status: 200, json: { result: { sys_id: '1' }, error: { message: 'Transaction cancelled' } } },
      TicketSystemUnavailable,
    ],
    ['an error in a 200', { status: 200, json: { error: { message: 'no', detail: null } } }, TicketSystemUnavailable],
    [
      'an error text in a 200',
      { status: 200, json: { error: 'no', result: { sys_id: '1' } } },
      TicketSystemUnavailable,
    ],
    ['JSON without a result', { status: 200, json: {} }, TicketSystemUnavailable],
    ['a list instead of an envelope', { status: 200, json: [] }, TicketSystemUnavailable],
    ['another shape', { status: 200, json: { result: { sys_id: 7 } } }, TicketSystemRefused],
    ['a sleeping instance', html('<html><title>Instance Hibernating page</title>'), TicketSystemUnavailable],
    ['a login page', html('<!DOCTYPE html><p>Log in'), TicketSystemUnavailable],
    ['a page for a 404', html('<html>Not here', 404), TicketSystemUnavailable],
    ['a redirect', { status: 302, headers: { location: 'https://login.acme.com/' } }, TicketSystemRefused],
    ['a server error', { status: 500, json: { error: { message: 'oops' } } }, TicketSystemUnavailable],
    ['a refusal', { status: 403, json: { error: { message: 'Operation Failed' } } }, TicketSystemRefused],
    ['a page of refusal', html('<html>No', 403), TicketSystemRefused],
    ['a wrong request', { status: 400, json: { error: { message: 'Invalid table X' } } }, TicketSystemRefused],
    ['nothing there', { status: 404, json: { error: { message: 'No Record found' } } }, TicketSystemRefused],
    ['too many', { status: 429, headers: { 'retry-after': '1200' } }, TicketSystemRateLimited],
  ];

  it.each(cases)('of a read: %s', async (_name, answer, expected) => {
    await using server = await scriptedServer(token('one'), answer);
    const error = await errorOf(read(clientAt(server.url)));
    expect(error).toBeInstanceOf(expected);
    expect(error.message).toContain('reading a thing');
    expect(server.seen).toHaveLength(2);
  });

  it.each([
    ...cases.filter(([name]) => name !== 'another shape'),
    ['a broken connection', 'reset', TicketSystemUnavailable] as const,
    ['half an answer', 'cutOff', TicketSystemUnavailable] as const,
    ['a gateway error', { status: 502 }, TicketSystemUnavailable] as const,
  ])('of a write, which is sent once: %s', async (_name, answer, expected) => {
    for (const write of [insert, update]) {
      await using server = await scriptedServer(token('one'), answer, found);
      expect(await errorOf(write(clientAt(server.url)))).toBeInstanceOf(expected);
      expect(server.seen).toHaveLength(2);
    }
  });

  it('takes 200 for no insert, and 201 for no change', async () => {
    const created = { status: 201, json: { result: { sys_id: '1' } } };
    await using server = await scriptedServer(token('one'), found, created);
    const client = clientAt(server.url);
    expect(await errorOf(insert(client))).toBeInstanceOf(TicketSystemUnavailable);
    expect(await errorOf(update(client))).toBeInstanceOf(TicketSystemUnavailable);
  });

  it('of a removal: anything but 204 and 404', async () => {
    const gone = { status: 404, json: { error: { message: 'No Record found' } } };
    await using server = await scriptedServer(token('one'), gone, { status: 202 }, { status: 403 }, html('<html>'));
    const client = clientAt(server.url);
    await remove(client);
    expect(await errorOf(remove(client))).toBeInstanceOf(TicketSystemUnavailable);
    expect(await errorOf(remove(client))).toBeInstanceOf(TicketSystemRefused);
    expect(await errorOf(remove(client))).toBeInstanceOf(TicketSystemUnavailable);
  });

  it('says so where the instance only sleeps', async () => {
    await using server = await scriptedServer(token('one'), html('<html><title>Instance Hibernating page</title>'));
    expect((await errorOf(read(clientAt(server.url)))).message).toContain('asleep');
  });

  it("keeps ServiceNow's reason, short, out of the message", async () => {
    const reason = { message: 'Operation Failed', detail: `aborted by Business Rule 'Rita ${'x'.repeat(300)}'` };
    await using server = await scriptedServer(token('one'), {
      status: 403,
      json: { error: reason, status: 'failure' },
    });
    const error = await errorOf(read(clientAt(server.url)));
    expect(error.facts.detail).toHaveLength(200);
    expect(error.facts.detail).toContain("Operation Failed; aborted by Business Rule 'Rita");
    expect(error.message).not.toContain('Rita');
  });

  it('names how long to wait', async () => {
    await using server = await scriptedServer(token('one'), { status: 429, headers: { 'retry-after': '1200' } });
    expect(await errorOf(insert(clientAt(server.url)))).toMatchObject({ retryAfterSeconds: 1200 });
  });

  it('of a read is asked for again where that may help', async () => {
    await using server = await scriptedServer(token('one'), { status: 503 }, 'reset', { status: 429 }, found);
    expect(await read(clientAt(server.url))).toEqual({ sys_id: '1' });
    expect(server.seen).toHaveLength(5);
  });
});
