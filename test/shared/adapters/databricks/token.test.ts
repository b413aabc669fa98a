import { describe, expect, it } from 'vitest';
import { readerClient } from '#sandbox/simulators/databricks/clients.ts';
import { connection } from '#shared/adapters/databricks/connection.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import { databricksWriter } from '#shared/adapters/databricks/writer.ts';
import { scriptedServer } from '../http/scripted-server.ts';
import { accountUnderTest, errorOf, optionsFor, token } from './account-under-test.ts';

const HOUR = 3_600_000;

describe('the token', () => {
  it('is asked for once by calls that come together, and kept until a minute before its end', async () => {
    await using account = await accountUnderTest();
    await Promise.all([
      account.reader.listWorkspaces(),
      account.reader.listMetastores(),
      account.reader.listGroupIds(1),
    ]);
    expect(account.tokenCalls()).toBe(1);
    account.clock.now += HOUR - 60_001;
    await account.reader.listWorkspaces();
    expect(account.tokenCalls()).toBe(1);
    account.clock.now += 1;
    await account.reader.listWorkspaces();
    expect(account.tokenCalls()).toBe(2);
  });

  it('is asked for again when it was withdrawn, once for calls that come together', async () => {
    await using account = await accountUnderTest();
    await account.reader.listWorkspaces();
    account.simulator.revokeTokens();
    await Promise.all([account.reader.listWorkspaces(), account.reader.listMetastores()]);
    expect(account.tokenCalls()).toBe(2);
  });

  it('is not forgotten for a call that was refused with an older one', async () => {
    const other = { status: 200, json: { access_token: 'another', expires_in: 3_600 } };
    await using server = await scriptedServer(token, other);
    const { tokens } = connection(optionsFor(server.url, 'acct'));
    const first = await tokens.authorization();
    tokens.forget(first);
    const second = await tokens.authorization();
    tokens.forget(first);
    expect(await tokens.authorization()).toEqual(second);
    expect(second).toEqual({ authorization: 'Bearer another' });
  });

  it('serves workspaces too', async () => {
    await using account = await accountUnderTest();
    await account.reader.listWorkspaces();
    await account.reader.readMetastoreOwner('6180000000000011');
    expect(account.tokenCalls()).toBe(1);
  });

  it('is asked for with Basic credentials and the whole scope', async () => {
    await using server = await scriptedServer(token, { status: 200, json: [] });
    await databricksReader(optionsFor(server.url, 'acct')).listWorkspaces();
    const [asked, used] = server.seen;
    expect([asked?.method, asked?.url]).toEqual(['POST', '/oidc/accounts/acct/v1/token']);
    expect(asked?.body).toBe('grant_type=client_credentials&scope=all-apis');
    const basic = Buffer.from(`${readerClient.clientId}:${readerClient.clientSecret}`).toString('base64');
    expect(asked?.headers.authorization).toBe(`Basic ${basic}`);
    expect(used?.headers.authorization).toBe('Bearer a-token');
  });
});

describe('what the token endpoint refuses', () => {
  it.each([400, 401] as const)('invalid_client with %i names the secret, never its value', async (status) => {
    await using account = await accountUnderTest({
      simulator: { invalidClientStatus: status },
      reader: { credentials: async () => ({ clientId: 'someone', clientSecret: 'hush-hush' }) },
    });
    const { name, facts } = await errorOf(account.reader.listWorkspaces());
    expect(name).toBe('CredentialsRejected');
    expect(facts).toMatchObject({ secret: 'the-reader-secret' });
    expect(JSON.stringify(facts)).not.toContain('hush');
  });

  it('reads the credentials again after they were rejected', async () => {
    let clientSecret = 'old';
    const credentials = async () => ({ clientId: readerClient.clientId, clientSecret });
    await using account = await accountUnderTest({ reader: { credentials } });
    expect((await errorOf(account.reader.listWorkspaces())).name).toBe('CredentialsRejected');
    clientSecret = readerClient.clientSecret;
    expect(await account.reader.listWorkspaces()).toHaveLength(3);
  });

  it('throttling, a 400 by its text, is tried again later', async () => {
    await using account = await accountUnderTest({ simulator: { throttledTokenCalls: 1 } });
    const { name, facts } = await errorOf(account.reader.listWorkspaces());
    expect(name).toBe('DirectoryRateLimited');
    expect(facts.retryAfterSeconds).toBeGreaterThan(0);
    expect(await account.reader.listWorkspaces()).toHaveLength(3);
  });

  it('an unknown account is said to be unknown', async () => {
    await using account = await accountUnderTest({ reader: { accountId: 'another' } });
    const { name, facts } = await errorOf(account.reader.readGroup('1'));
    expect(name).toBe('DirectoryRefused');
    expect(facts.status).toBe(404);
    expect(facts.message).toContain('no such account');
    expect(facts.detail).toContain('another');
  });

  it('an unreachable host is named', async () => {
    const server = await scriptedServer();
    await server[Symbol.asyncDispose]();
    const { name, facts } = await errorOf(databricksReader(optionsFor(server.url, 'acct')).listWorkspaces());
    expect(name).toBe('DirectoryUnavailable');
    expect(facts.message).toContain(new URL(server.url).host);
  });

  it('an outage of the endpoint is tried again inside the client', async () => {
    await using account = await accountUnderTest();
    account.simulator.faults.add({ match: { path: /oidc/ }, fault: { kind: 'answer', status: 503 } });
    expect(await account.reader.listWorkspaces()).toHaveLength(3);
    expect(account.waits).toHaveLength(1);
  });

  it.each([
    'http://accounts.azuredatabricks.net',
    'https://accounts.azuredatabricks.net.evil.example',
    'no url',
  ])('is never asked at %s', (host) => {
    for (const make of [databricksReader, databricksWriter]) {
      expect(() => make(optionsFor(host, 'acct'))).toThrow(expect.objectContaining({ name: 'ConfigurationInvalid' }));
    }
  });

  it('is asked at a private host that is named', () => {
    const host = 'https://databricks.corp.example';
    expect(() => databricksReader(optionsFor(host, 'acct'))).toThrow();
    expect(() =>
      databricksReader({ ...optionsFor(host, 'acct'), privateHosts: ['databricks.corp.example'] }),
    ).not.toThrow();
  });
});
