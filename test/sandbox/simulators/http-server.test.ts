import { afterEach, describe, expect, it } from 'vitest';
import type { Route } from '#sandbox/simulators/http-routes.ts';
import { type RunningServer, type ServeOptions, serve } from '#sandbox/simulators/http-server.ts';

const servers: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function started(routes: Route[], options: Partial<ServeOptions> = {}): Promise<RunningServer> {
  const server = await serve({ name: 'test', routes, now: () => 1_000, ...options });
  servers.push(server);
  return server;
}

function counter(): { routes: Route[]; count: () => number } {
  let effects = 0;
  const handle = () => {
    effects += 1;
    return { status: 201, json: { effects } };
  };
  return { routes: [{ method: 'POST', path: '/things', handle }], count: () => effects };
}

describe('routes', () => {
  const echo: Route = {
    method: 'GET',
    path: '/a/:one/b/:two',
    handle: ({ params }) => ({ status: 200, json: params }),
  };

  it('decodes parameters, also a slash inside one', async () => {
    const { url } = await started([echo]);
    const answer = await fetch(`${url}/a/x%2Fy/b/M%C3%BCller%20z`);
    expect(await answer.json()).toEqual({ one: 'x/y', two: 'Müller z' });
  });

  it.each(['/a/x/b', '/a/x/b/y/z', '/a//b/y', '/a/%/b/y', '//a/x/b/y'])('answers 404 to %s', async (path) => {
    const { url } = await started([echo]);
    expect((await fetch(`${url}${path}`)).status).toBe(404);
  });

  it('answers 500 with JSON when a handler throws, and keeps the error', async () => {
    const broken: Route = {
      method: 'GET',
      path: '/broken',
      handle: () => {
        throw new Error('boom');
      },
    };
    const { url, errors } = await started([broken]);
    const answer = await fetch(`${url}/broken`);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ error: 'test simulator failed: boom' });
    expect(errors.map((error) => error.message)).toEqual(['boom']);
  });

  it('lets the gate answer, or name the caller', async () => {
    const who: Route = {
      method: 'GET',
      path: '/who',
      handle: ({ principal }) => ({ status: 200, json: { principal } }),
    };
    const { url, requests } = await started([who], {
      onRequest: ({ headers }) =>
        headers.authorization ? { principal: headers.authorization } : { answer: { status: 401 } },
    });
    expect((await fetch(`${url}/who`)).status).toBe(401);
    expect(await (await fetch(`${url}/who`, { headers: { authorization: 'ann' } })).json()).toEqual({
      principal: 'ann',
    });
    expect(requests[1]?.principal).toBe('ann');
  });
});

describe('record', () => {
  it('keeps what was asked and answered, and no secret', async () => {
    const token: Route = { method: 'POST', path: '/token', handle: () => ({ status: 200, text: 'ok' }) };
    const { url, requests } = await started([token]);
    await fetch(`${url}/token?q=1`, {
      method: 'POST',
      headers: { authorization: 'Basic s3cret', 'x-kept': 'yes' },
      body: new URLSearchParams({ client_id: 'me', client_secret: 's3cret', scope: 'all' }),
    });
    const [recorded] = requests;
    expect(recorded).toMatchObject({ method: 'POST', path: '/token', status: 200, at: 1_000 });
    expect(recorded?.query.get('q')).toBe('1');
    expect(recorded?.headerNames).toContain('authorization');
    expect(recorded?.headers).toMatchObject({ 'x-kept': 'yes' });
    expect(recorded?.body).toBe('client_id=me&client_secret=***&scope=all');
    expect(JSON.stringify(requests)).not.toContain('s3cret');
  });
});

describe('faults', () => {
  const post = (url: string) => fetch(`${url}/things`, { method: 'POST' });

  it('answers instead of the handler, as often as asked, from the nth match on', async () => {
    const { routes, count } = counter();
    const { url, faults } = await started(routes);
    const fault = { kind: 'answer', status: 503, headers: { 'retry-after': '3' }, text: 'busy' } as const;
    faults.add({ match: { method: 'POST', path: /^\/things$/, nth: 2 }, times: 2, fault });
    await fetch(`${url}/things`);
    const answers = [await post(url), await post(url), await post(url), await post(url)];
    expect(answers.map((answer) => answer.status)).toEqual([201, 503, 503, 201]);
    expect(answers[1]?.headers.get('retry-after')).toBe('3');
    expect(count()).toBe(2);
  });

  it('resets before the effect, or after it', async () => {
    const { routes, count } = counter();
    const { url, faults } = await started(routes);
    faults.add({ fault: { kind: 'resetBefore' } });
    await expect(post(url)).rejects.toThrow();
    expect(count()).toBe(0);
    faults.add({ fault: { kind: 'resetAfter' } });
    await expect(post(url)).rejects.toThrow();
    expect(count()).toBe(1);
  });

  it('sends half a body, or a login page', async () => {
    const { routes, count } = counter();
    const { url, faults } = await started(routes);
    faults.add({ fault: { kind: 'truncate' } });
    expect(await (await post(url)).text()).toBe('{"effe');
    expect(count()).toBe(1);
    faults.add({ fault: { kind: 'html' } });
    const page = await post(url);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await page.text()).toContain('<html>');
    expect(count()).toBe(1);
  });

  it('delays the handler', async () => {
    const { routes } = counter();
    const { url, faults } = await started(routes);
    faults.add({ fault: { kind: 'delay', delayMs: 20 } });
    const before = performance.now();
    expect((await post(url)).status).toBe(201);
    expect(performance.now() - before).toBeGreaterThanOrEqual(19);
  });

  it('hangs until the server closes', async () => {
    const { routes, count } = counter();
    const server = await started(routes);
    server.faults.add({ fault: { kind: 'hang' } });
    const hanging = expect(post(server.url)).rejects.toThrow();
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await server.close();
    await hanging;
    expect(count()).toBe(0);
    expect(server.requests[0]).toMatchObject({ fault: 'hang' });
    expect(server.requests[0]?.status).toBeUndefined();
  });
});
