import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ServiceNowAccess } from '#shared/adapters/servicenow/access.ts';
import { type ServiceNowClient, serviceNowClient } from '#shared/adapters/servicenow/client.ts';
import {
  ConfigurationInvalid,
  CredentialsRejected,
  DeskError,
  TicketSystemRateLimited,
  TicketSystemRefused,
  TicketSystemUnavailable,
} from '#shared/errors.ts';
import { type ScriptedAnswer, type ScriptedServer, scriptedServer } from '../http/scripted-server.ts';

const token = (value: string, seconds: number = 1_799): ScriptedAnswer => ({
  status: 200,
  json: { access_token: value, scope: 'useraccount', token_type: 'Bearer', expires_in: seconds },
});
const found: ScriptedAnswer = { status: 200, json: { result: { sys_id: '1' } } };
const record = z.object({ sys_id: z.string() });
const html = (text: string, status = 200): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  text,
});

const oauth: ServiceNowAccess = { clientId: 'the-client', clientSecret: 'the-secret' };

function clientAt(instanceUrl: string, access = oauth, clock = { ms: 0 }): ServiceNowClient {
  return serviceNowClient({
    instanceUrl,
    access: async () => access,
    secretName: 'desk/servicenow-api',
    now: () => new Date(clock.ms),
    version: '1.2.3',
    sleep: async () => undefined,
  });
}

const read = (client: ServiceNowClient) =>
  client.read({ what: 'reading a thing', path: '/api/now/table/thing' }, record);
const insert = (client: ServiceNowClient) =>
  client.insert({ what: 'adding a thing', path: '/api/now/table/thing', body: { a: 'b' } }, record);
const update = (client: ServiceNowClient) =>
  client.update({ what: 'changing a thing', path: '/api/now/table/thing/1', body: { a: 'b' } }, record);
const remove = (client: ServiceNowClient) =>
  client.remove({ what: 'removing a thing', path: '/api/now/table/thing/1' });

async function errorOf(call: Promise<unknown>): Promise<DeskError> {
  const outcome = await call.then(
    () => 'success',
    (error: unknown) => error,
  );
  if (outcome instanceof DeskError) return outcome;
  throw new Error('expected an error of the desk', { cause: outcome });
}

const calls = (server: ScriptedServer) => server.seen.map(({ method, url }) => `${method} ${url}`);

describe('what is sent', () => {
  it('reads, inserts, changes and removes, with nothing but JSON asked for and no cookie kept', async () => {
    const cookie = { 'set-cookie': 'JSESSIONID=1; Path=/' };
    await using server = await scriptedServer(
      token('one'),
      { ...found, headers: cookie } as ScriptedAnswer,
      { status: 201, json: { result: { sys_id: '2' } } },
      { status: 201, json: { result: { sys_id: '3' } } },
      found,
      { status: 204 },
    );
    const client = clientAt(server.url);
    const query = { sysparm_limit: 3, sysparm_query: 'a=b^c=d e' };
    await client.read({ what: 'x', path: '/api/now/table/thing', query }, record);
    expect(await insert(client)).toEqual({ sys_id: '2' });
    const bytes = { content: new Uint8Array([0xef, 0xbb, 0xbf, 97]), type: 'text/csv; charset=utf-8' };
    await client.insert({ what: 'x', path: '/api/now/attachment/file', query: { file_name: 'a.csv' }, bytes }, record);
    await update(client);
    await remove(client);

    expect(calls(server)).toEqual([
      'POST /oauth_token.do',
      'GET /api/now/table/thing?sysparm_limit=3&sysparm_query=a%3Db%5Ec%3Dd%20e',
      'POST /api/now/table/thing',
      'POST /api/now/attachment/file?file_name=a.csv',
      'PATCH /api/now/table/thing/1',
      'DELETE /api/now/table/thing/1',
    ]);
    const [, ...api] = server.seen;
    for (const { headers } of api) {
      expect(headers).toMatchObject({
        accept: 'application/json',
        authorization: 'Bearer one',
        'user-agent': 'access-desk/1.2.3',
      });
      expect(headers.cookie).toBeUndefined();
    }
    expect(api.map(({ headers }) => headers['content-type'])).toEqual([
      undefined,
      'application/json',
      'text/csv; charset=utf-8',
      'application/json',
      undefined,
    ]);
    expect(api[2]?.body).toBe('\uFEFFa');
  });

  it('goes nowhere but to the instance, and there by https', async () => {
    for (const url of ['http://acme.service-now.com', 'nonsense', 'https://a:b@acme.service-now.com']) {
      expect(await errorOf(read(clientAt(url, { userName: 'a', password: 'b' })))).toBeInstanceOf(ConfigurationInvalid);
    }
  });
});

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

describe('a page of a list', () => {
  it('tells how many rows there are, if the instance does', async () => {
    const rows = { status: 200, json: { result: [{ sys_id: '1' }] } };
    const counted = { ...rows, headers: { 'x-total-count': '12' } };
    await using server = await scriptedServer(token('one'), counted, rows);
    const client = clientAt(server.url);
    const call = { what: 'x', path: '/api/now/table/thing' };
    expect(await client.readPage(call, z.array(record))).toEqual({ rows: [{ sys_id: '1' }], total: 12 });
    expect((await client.readPage(call, z.array(record))).total).toBeNull();
  });
});

describe('the token', () => {
  it('is asked for with a form, once for calls that come together', async () => {
    await using server = await scriptedServer(token('one'), found, found, found);
    const client = clientAt(server.url);
    await Promise.all([read(client), read(client), read(client)]);
    const [asked] = server.seen;
    expect(asked?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(asked?.body).toBe('grant_type=client_credentials&client_id=the-client&client_secret=the-secret');
    expect(server.seen.filter(({ url }) => url === '/oauth_token.do')).toHaveLength(1);
  });

  it('is kept until a minute before its end, which may be near', async () => {
    const clock = { ms: 0 };
    await using server = await scriptedServer(
      token('one', 90),
      found,
      found,
      token('one', 50),
      found,
      token('two'),
      found,
      found,
    );
    const client = clientAt(server.url, oauth, clock);
    await read(client);
    clock.ms = 29_999;
    await read(client);
    clock.ms = 30_000;
    for (let call = 0; call < 3; call += 1) await read(client);
    const used = server.seen.map(({ url, headers }) => (url === '/oauth_token.do' ? 'asked' : headers.authorization));
    const one = 'Bearer one';
    expect(used).toEqual(['asked', one, one, 'asked', one, 'asked', 'Bearer two', 'Bearer two']);
  });

  it('is asked for again when it was withdrawn, and the call repeated, also a write', async () => {
    const refused = { status: 401, json: { error: { message: 'User Not Authenticated' } } };
    const created = { status: 201, json: { result: { sys_id: '1' } } };
    await using server = await scriptedServer(token('one'), refused, token('two'), created);
    expect(await insert(clientAt(server.url))).toEqual({ sys_id: '1' });
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer two');
  });

  it('that is refused twice is a matter of the secret', async () => {
    const refused = { status: 401, json: { error: { message: 'User Not Authenticated' } } };
    await using server = await scriptedServer(token('one'), refused, token('two'), refused);
    const error = await errorOf(read(clientAt(server.url)));
    expect(error).toBeInstanceOf(CredentialsRejected);
    expect(error.facts).toEqual({ system: 'ServiceNow', secret: 'desk/servicenow-api' });
    expect(server.seen).toHaveLength(4);
  });

  it.each<[string, ScriptedAnswer, new (...args: never[]) => DeskError]>([
    ['a wrong secret', { status: 401, json: { error: 'invalid_client' } }, CredentialsRejected],
    ['a client without its user', { status: 401, json: { error: 'server_error' } }, CredentialsRejected],
    ['a wrong client, as RFC 6749 says it', { status: 400, json: { error: 'invalid_client' } }, CredentialsRejected],
    ['the grant switched off', { status: 400, json: { error: 'unsupported_grant_type' } }, TicketSystemRefused],
    ['an error in a 200', { status: 200, json: { error: 'server_error' } }, TicketSystemUnavailable],
    ['no token', { status: 200, json: { access_token: '' } }, TicketSystemUnavailable],
    ['a sleeping instance', html('<html>Instance Hibernating page'), TicketSystemUnavailable],
    ['an outage', { status: 500 }, TicketSystemUnavailable],
    ['too many', { status: 429, headers: { 'retry-after': '60' } }, TicketSystemRateLimited],
  ])('is not had: %s', async (_name, answer, expected) => {
    await using server = await scriptedServer(answer);
    const error = await errorOf(read(clientAt(server.url)));
    expect(error).toBeInstanceOf(expected);
    expect(JSON.stringify(error) + String(error.stack)).not.toContain('the-secret');
  });

  it('says what to switch on', async () => {
    await using server = await scriptedServer({ status: 400, json: { error: 'unsupported_grant_type' } });
    expect((await errorOf(read(clientAt(server.url)))).facts.detail).toContain('client.credential.grant_type.enabled');
  });
});

describe('user name and password', () => {
  const basic = { userName: 'svc', password: 'pässword' };

  it('are sent with the first call', async () => {
    await using server = await scriptedServer(found);
    await read(clientAt(server.url, basic));
    const sent = Buffer.from('svc:pässword', 'utf8').toString('base64');
    expect(server.seen[0]?.headers.authorization).toBe(`Basic ${sent}`);
  });

  it('are not tried twice', async () => {
    await using server = await scriptedServer({ status: 401 }, found);
    expect(await errorOf(read(clientAt(server.url, basic)))).toBeInstanceOf(CredentialsRejected);
    expect(server.seen).toHaveLength(1);
  });
});
