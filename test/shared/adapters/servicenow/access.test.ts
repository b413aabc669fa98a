import { describe, expect, it } from 'vitest';
import {
  CredentialsRejected,
  type DeskError,
  TicketSystemRateLimited,
  TicketSystemRefused,
  TicketSystemUnavailable,
} from '#shared/errors.ts';
import { type ScriptedAnswer, scriptedServer } from '../http/scripted-server.ts';
import { clientAt, errorOf, found, html, insert, oauth, read, token } from './client-under-test.ts';

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
