import { describe, expect, it } from 'vitest';
import { basicUser, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { askToken, openServiceNow, orderAccess, send, type TestServiceNow } from './servicenow-client.ts';

const list = '/api/now/table/sc_req_item';
const files = '/api/now/attachment';
const accept = { accept: 'application/json' };
const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

describe('oauth_token.do', () => {
  it('gives the current token again, with what is left of it, and a new one after its end', async () => {
    const servicenow = await openServiceNow();
    const first = await askToken(servicenow);
    expect(first).toMatchObject({
      status: 200,
      json: { scope: 'useraccount', token_type: 'Bearer', expires_in: 1_800 },
    });
    servicenow.clock.ms += 1_795_000;
    const token = first.json;
    expect((await askToken(servicenow)).json).toEqual({ ...Object(token), expires_in: 5 });
    servicenow.clock.ms += 5_000;
    const later = await askToken(servicenow);
    expect(later.json).toMatchObject({ expires_in: 1_800 });
    expect(later.json).not.toMatchObject(Object(token));
  });

  it.each([
    ['a wrong secret', { client_secret: 'x' }, 401, 'invalid_client'],
    ['an unknown client', { client_id: 'x' }, 401, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('refuses %s', async (_what, change, status, error) => {
    expect(await askToken(await openServiceNow(), change)).toMatchObject({ status, json: { error } });
  });

  it('takes forms only', async () => {
    const servicenow = await openServiceNow();
    const answer = await send(servicenow, 'POST', '/oauth_token.do', accept, { grant_type: 'client_credentials' });
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it('keeps secrets out of what the simulator records', async () => {
    const servicenow = await openServiceNow();
    await askToken(servicenow);
    expect(servicenow.requests[0]?.body).toContain('client_secret=***');
  });
});

describe('who is let in', () => {
  it.each([
    ['the service account with its password', basic(basicUser.userName, basicUser.password), 200],
    ['a wrong password', basic(basicUser.userName, 'x'), 401],
    ['a person with the right password', basic('petra.boss', 'petra.boss-password'), 401],
    ['an invented token', 'Bearer x', 401],
    ['nobody', '', 401],
  ])('%s', async (_who, authorization, status) => {
    const answer = await send(await openServiceNow(), 'GET', list, {
      ...accept,
      ...(authorization && { authorization }),
    });
    expect(answer.status).toBe(status);
    if (status === 401) {
      expect(answer.json).toEqual({
        error: { message: 'User Not Authenticated', detail: 'Required to provide Auth information' },
        status: 'failure',
      });
    }
  });

  it('says 403 instead of 401 to whoever sends files without saying who they are', async () => {
    const servicenow = await openServiceNow();
    expect((await send(servicenow, 'GET', files, accept)).status).toBe(403);
    expect((await send(servicenow, 'GET', files, { ...accept, authorization: 'Bearer x' })).status).toBe(401);
  });

  const ends: readonly [why: string, end: (servicenow: TestServiceNow) => void][] = [
    ['were revoked', ({ instance }) => instance.expireTokens()],
    [
      'are too old',
      ({ clock }) => {
        clock.ms += 1_800_000;
      },
    ],
    [
      'belong to somebody who left',
      ({ instance }) => {
        instance.user(users.desk).active = false;
      },
    ],
  ];
  it.each(ends)('tokens that %s are worth nothing', async (_why, end) => {
    const servicenow = await openServiceNow();
    const { access_token } = Object((await askToken(servicenow)).json);
    const headers = { ...accept, authorization: `Bearer ${access_token}` };
    expect((await send(servicenow, 'GET', list, headers)).status).toBe(200);
    end(servicenow);
    expect((await send(servicenow, 'GET', list, headers)).status).toBe(401);
  });
});

describe('an instance in trouble', () => {
  it('sleeps: HTML with status 200, for tokens too', async () => {
    const servicenow = await openServiceNow({ hibernating: true });
    for (const path of [list, '/oauth_token.do']) {
      const answer = await send(servicenow, 'GET', path, accept);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.text).toContain('Instance Hibernating page');
    }
  });

  it('drops with a 202 what comes back with a cookie', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    const path = `${list}/${sysId}`;
    const cookie = (await servicenow.call('GET', path)).headers.get('set-cookie') ?? '';
    expect(cookie).toContain('JSESSIONID=');
    expect((await servicenow.call('PATCH', path, { state: '4' }, { cookie })).status).toBe(202);
    expect(servicenow.instance.item(sysId).state).toBe('1');
  });

  it('shows the faults a test plans', async () => {
    const servicenow = await openServiceNow();
    const error = { message: 'Transaction cancelled: maximum execution time exceeded', detail: null };
    const text = `{"result":[{"sys_id":"1","number"{"error":${JSON.stringify(error)},"status":"failure"}`;
    const headers = { 'content-type': 'text/plain', 'retry-after': '1200' };
    servicenow.faults.add({ match: { path: /table/ }, fault: { kind: 'answer', status: 200, headers, text } });
    servicenow.faults.add({ match: { path: /table/, nth: 2 }, fault: { kind: 'answer', status: 429, headers } });
    expect(await servicenow.call('GET', list)).toMatchObject({ status: 200, text });
    expect(await servicenow.call('GET', list)).toMatchObject({ status: 429 });
    expect((await servicenow.call('GET', list)).status).toBe(200);
  });
});
