import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { httpClient } from '#shared/adapters/http/client.ts';
import { limit } from '#shared/adapters/http/limit.ts';
import type { HttpRequest } from '#shared/adapters/http/request.ts';
import { requestUrl } from '#shared/adapters/http/url.ts';
import { clientFor, failureOf } from './client-under-test.ts';
import { scriptedServer } from './scripted-server.ts';

const GET: HttpRequest = { method: 'GET', path: '/thing', repeatable: true };
const POST: HttpRequest = { method: 'POST', path: '/thing', body: { a: 1 }, repeatable: false };
const anything = z.unknown();

describe('what is sent', () => {
  it('carries base path, query, user agent, auth and own headers', async () => {
    await using server = await scriptedServer({ status: 200, json: { ok: true } });
    const client = clientFor(`${server.url}/gateway/`);
    const query = { filter: 'name eq "a&b"', flag: true, left: undefined };
    const data = await client.json({ ...GET, query, headers: { 'x-own': '1' } }, z.object({ ok: z.boolean() }));
    expect(data).toEqual({ ok: true });
    expect(server.seen[0]?.url).toBe('/gateway/thing?filter=name%20eq%20%22a%26b%22&flag=true');
    expect(server.seen[0]?.headers).toMatchObject({
      'user-agent': 'access-desk/test',
      authorization: 'Bearer one',
      accept: 'application/json',
      'x-own': '1',
    });
  });

  it('sends JSON, forms and multipart', async () => {
    const ok = { status: 204 };
    await using server = await scriptedServer(ok, ok, ok);
    const client = clientFor(server.url);
    const multipart = new FormData();
    multipart.append('file', new Blob(['a;b']), 'plan.csv');
    await client.empty(POST);
    await client.empty({ method: 'POST', path: '/thing', form: { grant: 'x y' }, repeatable: false });
    await client.empty({ method: 'POST', path: '/thing', multipart, repeatable: false });
    const [json, form, file] = server.seen;
    expect([json?.headers['content-type'], json?.body]).toEqual(['application/json', '{"a":1}']);
    expect(form?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(form?.body).toBe('grant=x+y');
    expect(file?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(file?.body).toContain('filename="plan.csv"');
  });

  it('sends bytes as they are, with their own type', async () => {
    await using server = await scriptedServer({ status: 204 });
    const bytes = { content: new Uint8Array([0xef, 0xbb, 0xbf, 97]).subarray(1), type: 'text/csv; charset=utf-8' };
    await clientFor(server.url).empty({ method: 'POST', path: '/thing', bytes, repeatable: false });
    expect(server.seen[0]?.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'content-length': '3' });
  });

  it('sends no method it was not made for', async () => {
    await using server = await scriptedServer();
    const failure = await failureOf(clientFor(server.url, { methods: ['GET'] }).empty(POST));
    expect(failure.kind).toBe('forbidden');
    expect(server.seen).toHaveLength(0);
  });
});

describe('answers', () => {
  it('keeps the digits of long integers', async () => {
    await using server = await scriptedServer({ status: 200, text: '{"id":9007199254740993,"small":7,"big":1e300}' });
    const data = await clientFor(server.url).json(GET, anything);
    expect(data).toEqual({ id: '9007199254740993', small: 7, big: 1e300 });
  });

  it('gives status and headers where asked for', async () => {
    await using server = await scriptedServer({ status: 201, headers: { 'x-total': '9' }, json: [] });
    const reply = await clientFor(server.url).reply({ ...POST, repeatable: false }, z.array(z.string()));
    expect([reply.status, reply.headers.get('x-total'), reply.data]).toEqual([201, '9', []]);
  });

  it('takes no other success for the one it waits for', async () => {
    await using server = await scriptedServer({ status: 202, json: {} }, { status: 201, json: {} });
    const client = clientFor(server.url);
    const failure = await failureOf(client.json({ ...POST, expect: 201 }, anything));
    expect([failure.kind, failure.status]).toEqual(['status', 202]);
    expect(await client.json({ ...POST, expect: 201 }, anything)).toEqual({});
  });

  it('gives bytes as they are', async () => {
    await using server = await scriptedServer({ status: 200, text: '\uFEFFa;b' });
    const bytes = await clientFor(server.url).bytes(GET);
    expect([...bytes]).toEqual([0xef, 0xbb, 0xbf, 97, 59, 98]);
  });

  it.each([
    ['a web page', '<!DOCTYPE html><html></html>', 'a web page'],
    ['truncated JSON', '{"a":', 'no JSON'],
    ['nothing', '', 'no JSON'],
  ])('tells %s from JSON', async (_name, text, said) => {
    await using server = await scriptedServer({ status: 200, text });
    const failure = await failureOf(clientFor(server.url).json(GET, anything));
    expect([failure.kind, failure.status]).toEqual(['notJson', 200]);
    expect(failure.message).toContain(said);
  });

  it('takes no web page for "done"', async () => {
    await using server = await scriptedServer(
      { status: 200, text: '<html>Sign in</html>' },
      { status: 200, text: 'ok' },
    );
    const client = clientFor(server.url);
    expect((await failureOf(client.empty(POST))).kind).toBe('notJson');
    expect(await client.empty(POST)).toBeInstanceOf(Headers);
  });

  it('names the place, not the value, where the shape is another', async () => {
    await using server = await scriptedServer({ status: 200, json: { user: { mail: 'a@b.example' } } });
    const failure = await failureOf(
      clientFor(server.url).json(GET, z.object({ user: z.object({ mail: z.number() }) })),
    );
    expect(failure.kind).toBe('schema');
    expect(failure.message).toContain('user.mail');
    expect(failure.message).not.toContain('a@b.example');
  });

  it('does not follow a redirect, not even on the same host', async () => {
    await using other = await scriptedServer({ status: 200, json: {} });
    await using server = await scriptedServer({ status: 302, headers: { location: `${other.url}/x` } });
    const failure = await failureOf(clientFor(server.url).json(GET, anything));
    expect([failure.kind, failure.status]).toEqual(['redirect', 302]);
    expect([server.seen.length, other.seen.length]).toEqual([1, 0]);
  });

  it('tells where a redirect leads when asked for it', async () => {
    await using server = await scriptedServer(
      { status: 303, headers: { location: '/file/1' } },
      { status: 200, json: {} },
    );
    const client = clientFor(server.url);
    expect(await client.location(GET)).toBe(`${server.url}/file/1`);
    expect((await failureOf(client.location(GET))).kind).toBe('status');
  });

  it('keeps the body of a refusal readable, short, and out of what is printed', async () => {
    const secret = 'someone@b.example';
    await using server = await scriptedServer({ status: 403, json: { detail: secret + 'x'.repeat(600) } });
    const failure = await failureOf(clientFor(server.url).json(GET, anything));
    expect(failure.kind).toBe('status');
    expect(failure.text()).toHaveLength(500);
    expect(failure.json(z.object({ detail: z.string() }))?.detail).toContain(secret);
    expect(failure.json(z.object({ other: z.string() }))).toBeNull();
    expect(JSON.stringify(failure) + String(failure.stack)).not.toContain(secret);
  });
});

describe('401', () => {
  it('asks for another token once and sends again, also what is not repeatable', async () => {
    await using server = await scriptedServer({ status: 401 }, { status: 204 });
    let token = 'old';
    const forgotten: unknown[] = [];
    const client = clientFor(server.url, {
      auth: async () => ({ authorization: token }),
      onUnauthorized: (auth) => {
        forgotten.push(auth);
        token = 'new';
        return true;
      },
    });
    await client.empty(POST);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['old', 'new']);
    expect(forgotten).toEqual([{ authorization: 'old' }]);
  });

  it('fails when the other token is refused too', async () => {
    await using server = await scriptedServer({ status: 401 }, { status: 401 });
    const failure = await failureOf(clientFor(server.url, { onUnauthorized: () => true }).empty(GET));
    expect([failure.kind, failure.status, server.seen.length]).toEqual(['status', 401, 2]);
  });
});

describe('where it may go', () => {
  const client = (baseUrl: string, allowHost = (_host: string) => true) =>
    httpClient({ baseUrl, auth: async () => ({}), userAgent: 'x', timeoutMs: 500, allowHost, now: () => 0 });

  it.each([
    'http://example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'ftp://127.0.0.1',
    'https://user:pass@example.com',
    'nonsense',
  ])('never to %s', async (baseUrl) => {
    expect((await failureOf(client(baseUrl).empty(GET))).kind).toBe('forbidden');
  });

  it('never to a host that is not allowed', async () => {
    await using server = await scriptedServer({ status: 204 });
    const failure = await failureOf(client(server.url, (host) => host !== '127.0.0.1').empty(GET));
    expect([failure.kind, server.seen.length]).toEqual(['forbidden', 0]);
  });

  it.each([
    '/a/../b',
    '/a/%2e%2E/b',
    'b',
    '//evil.example/x/../..',
    '/a?b=1',
    '/a#b',
    '/./b',
    '/a\\b',
  ])('never by a path such as %s', async (path) => {
    await using server = await scriptedServer({ status: 204 });
    const failure = await failureOf(client(`${server.url}/base`).empty({ ...GET, path }));
    expect([failure.kind, server.seen.length]).toEqual(['forbidden', 0]);
  });
});

describe('a name in a path', () => {
  it('is plain when it is percent-encoded, whatever it holds', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text !== '.' && text !== '..');
    fc.assert(
      fc.property(name, (text) => {
        const path = `/x/${encodeURIComponent(text)}/y`;
        const url = requestUrl('https://host.example', () => true, { ...GET, path });
        expect(decodeURIComponent(url.pathname)).toBe(`/x/${text}/y`);
        expect(url.host).toBe('host.example');
      }),
    );
  });
});

describe('limit', () => {
  it('bounds what is under way and loses no place when work fails', async () => {
    const two = limit(2);
    let underWay = 0;
    let most = 0;
    const work = (fail: boolean) =>
      two(async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        if (fail) throw new Error('no');
        return 1;
      });
    const outcomes = await Promise.allSettled([false, true, false, true, false, true, false].map(work));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect(most).toBe(2);
  });
});
