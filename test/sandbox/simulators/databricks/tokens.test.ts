import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { readerClient, writerClient } from '#sandbox/simulators/databricks/clients.ts';
import { iam, running, scim } from './running-account.ts';

const wrongSecret = { ...readerClient, clientSecret: 'wrong' };

describe('the token endpoint', () => {
  it('gives a token for an hour, to a Basic header or to a form', async () => {
    const account = await running(accountModel().build());
    const basic = await account.requestToken();
    expect(await basic.json()).toMatchObject({ token_type: 'Bearer', expires_in: 3_600, scope: 'all-apis' });
    const { clientId: client_id, clientSecret: client_secret } = readerClient;
    const form = await fetch(`${account.url}/oidc/accounts/${account.accountId}/v1/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'all-apis', client_id, client_secret }),
    });
    expect(form.status).toBe(200);
    expect(JSON.stringify(account.requests)).not.toContain(client_secret);
  });

  it.each([400, 401] as const)('answers a wrong secret with %i invalid_client', async (invalidClientStatus) => {
    const account = await running(accountModel().build(), { invalidClientStatus });
    const answer = await account.requestToken(wrongSecret);
    expect(answer.status).toBe(invalidClientStatus);
    expect(await answer.json()).toEqual({
      error: 'invalid_client',
      error_description: 'Client authentication failed',
    });
  });

  it('throttles with a 400 that is no fault of the caller', async () => {
    const account = await running(accountModel().build(), { throttledTokenCalls: 1 });
    const throttled = await account.requestToken();
    expect(throttled.status).toBe(400);
    expect(await throttled.json()).toMatchObject({ error: 'invalid_request' });
    expect((await account.requestToken()).status).toBe(200);
  });

  it('is named by discovery', async () => {
    const { url, accountId } = await running(accountModel().build());
    const answer = await fetch(`${url}/oidc/accounts/${accountId}/.well-known/oauth-authorization-server`);
    expect(await answer.json()).toMatchObject({ token_endpoint: `${url}/oidc/accounts/${accountId}/v1/token` });
  });

  it('does not know another account', async () => {
    const account = await running(accountModel().build());
    const answer = await fetch(`${account.url}/oidc/accounts/other/v1/token`, { method: 'POST' });
    expect(answer.status).toBe(404);
    expect((await account.get('/api/2.0/accounts/other/scim/v2/Users')).status).toBe(404);
  });
});

describe('an access token', () => {
  it('expires on the simulated clock, and can be revoked', async () => {
    const account = await running(accountModel().build());
    const users = `${account.url}${scim}/Users`.replace('{account}', account.accountId);
    const token = async () => z.object({ access_token: z.string() }).parse(await (await account.requestToken()).json());
    const first = { headers: { authorization: `Bearer ${(await token()).access_token}` } };
    expect((await fetch(users, first)).status).toBe(200);
    account.advance(3_600_000);
    const expired = await fetch(users, first);
    expect(expired.status).toBe(401);
    expect(await expired.json()).toMatchObject({ error_code: 'UNAUTHENTICATED' });
    const second = { headers: { authorization: `Bearer ${(await token()).access_token}` } };
    account.revokeTokens();
    expect((await fetch(users, second)).status).toBe(401);
    expect((await fetch(users)).status).toBe(401);
  });

  it('of the writer opens groups and nothing else', async () => {
    const account = await running(accountModel().build());
    expect((await account.get(`${scim}/Groups`, writerClient)).status).toBe(200);
    for (const path of [`${scim}/Users`, `${iam}/groups/1`, '/api/2.0/accounts/{account}/workspaces']) {
      expect((await account.get(path, writerClient)).status).toBe(403);
    }
  });
});

describe('the read limit', () => {
  it('answers 429 with Retry-After until the next second', async () => {
    const account = await running(accountModel().build(), { readsPerSecond: 2 });
    const statuses = async () => [
      (await account.get(`${scim}/Users`)).status,
      (await account.get(`${scim}/Groups`)).status,
    ];
    expect(await statuses()).toEqual([200, 200]);
    const limited = await account.get(`${scim}/Users`);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    account.advance(1_000);
    expect(await statuses()).toEqual([200, 200]);
  });

  it('can be for reads of one group alone', async () => {
    const account = await running(accountModel().group('readers').build(), { groupReadsPerSecond: 1 });
    const id = account.model.idOf('readers');
    const statusOf = async (path: string) => (await account.get(path)).status;
    expect(await statusOf(`${scim}/Groups/${id}`)).toBe(200);
    expect(await statusOf(`${scim}/Groups/${id}`)).toBe(429);
    expect(await statusOf(`${scim}/Groups`)).toBe(200);
    expect(await statusOf(`${iam}/groups/${id}`)).toBe(200);
    account.advance(1_000);
    expect(await statusOf(`${scim}/Groups/${id}`)).toBe(200);
  });
});
