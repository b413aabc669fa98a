import { describe, expect, it } from 'vitest';
import { connection } from '#shared/adapters/databricks/connection.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import { databricksWriter } from '#shared/adapters/databricks/writer.ts';
import { type ScriptedAnswer, scriptedServer } from '../http/scripted-server.ts';
import { accountUnderTest, errorOf, optionsFor, token } from './account-under-test.ts';

const UWE = '4411000000000017';
const GROUP = '9007199254742011';
const audit = { ticketKey: 'ITSM-42', digest: '0123456789abcdef' };

describe('addMember', () => {
  it('sends one PATCH that adds, with schema and audit tag', async () => {
    await using server = await scriptedServer(token, { status: 200, json: {} });
    await databricksWriter(optionsFor(server.url, 'acct')).addMember(GROUP, UWE, audit);
    const patch = server.seen[1];
    expect([patch?.method, patch?.url]).toEqual(['PATCH', `/api/2.0/accounts/acct/scim/v2/Groups/${GROUP}`]);
    expect(patch?.headers['content-type']).toBe('application/scim+json; charset=utf-8');
    expect(patch?.headers['user-agent']).toBe('access-desk/1.2.3 (ITSM-42; 0123456789ab)');
    expect(JSON.parse(patch?.body ?? '')).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'add', path: 'members', value: [{ value: UWE }] }],
    });
  });

  it.each([200, 204] as const)('takes %i as accepted and leaves the others in', async (patchStatus) => {
    await using account = await accountUnderTest({ simulator: { patchStatus } });
    const before = account.simulator.model.members(GROUP).length;
    await account.writer.addMember(GROUP, UWE, audit);
    expect(account.simulator.model.members(GROUP)).toHaveLength(before + 1);
  });

  it('makes any ticket key safe for a header', async () => {
    await using server = await scriptedServer(token, { status: 204 });
    const ticketKey = 'REQ 1\r\nx-evil: yes (ü)';
    await databricksWriter(optionsFor(server.url, 'acct')).addMember(GROUP, UWE, { ...audit, ticketKey });
    expect(server.seen[1]?.headers['user-agent']).toBe('access-desk/1.2.3 (REQ_1__x-evil__yes____; 0123456789ab)');
    expect(server.seen[1]?.headers['x-evil']).toBeUndefined();
  });

  it.each<[string, ScriptedAnswer, string]>([
    ['a reset', 'reset', 'DirectoryUnavailable'],
    ['an answer cut off', 'cutOff', 'DirectoryUnavailable'],
    ['a web page', { status: 200, text: '<!DOCTYPE html><h1>Sign in</h1>' }, 'DirectoryUnavailable'],
    ['409', { status: 409, json: { error_code: 'ResourceConflict', message: 'again' } }, 'DirectoryUnavailable'],
    ['500', { status: 500, text: 'oops' }, 'DirectoryUnavailable'],
    ['503', { status: 503 }, 'DirectoryUnavailable'],
    ['429', { status: 429, headers: { 'retry-after': '1' } }, 'DirectoryRateLimited'],
    [
      '400',
      { status: 400, json: { schemas: ['e'], detail: 'unparsable', scimType: 'invalidSyntax' } },
      'DirectoryRefused',
    ],
    ['403', { status: 403, text: 'PERMISSION_DENIED: only admins' }, 'DirectoryRefused'],
    ['404', { status: 404, json: { schemas: ['e'], detail: 'not found' } }, 'DirectoryRefused'],
    ['a redirect', { status: 302, headers: { location: '/login.html' } }, 'DirectoryRefused'],
    ['an unclear 500', { status: 500, text: 'InternalError: None Error in patch' }, 'DirectoryRefused'],
  ])('is sent once, whatever comes: %s', async (_name, answer, expected) => {
    await using server = await scriptedServer(token, answer, { status: 204 });
    const { name } = await errorOf(databricksWriter(optionsFor(server.url, 'acct')).addMember(GROUP, UWE, audit));
    expect([name, server.seen.length]).toEqual([expected, 2]);
  });

  it('gives Databricks’ reason with a refusal', async () => {
    await using account = await accountUnderTest();
    const { facts } = await errorOf(account.writer.addMember('7733000000000021', UWE, audit));
    expect(facts).toMatchObject({ status: 403, detail: expect.stringContaining('identity provider') });
  });

  it('is sent again after 401, which says that nothing was done', async () => {
    await using account = await accountUnderTest();
    await account.writer.addMember(GROUP, UWE, audit);
    account.simulator.revokeTokens();
    await account.writer.addMember('7733000000000065', UWE, audit);
    expect(account.calls().filter((call) => call.startsWith('PATCH'))).toHaveLength(3);
    expect(account.tokenCalls()).toBe(2);
  });

  it('names the writer’s secret when that is rejected', async () => {
    await using server = await scriptedServer(token, { status: 401 }, token, { status: 401 });
    const { name, facts } = await errorOf(
      databricksWriter(optionsFor(server.url, 'acct')).addMember(GROUP, UWE, audit),
    );
    expect([name, facts.secret]).toEqual(['CredentialsRejected', 'the-reader-secret']);
  });

  it.each([
    ['npb-platform-users', UWE],
    [GROUP, 'uwe@company.com'],
    [GROUP, '0c8e2d6a-7b1f-4e53-9a41-3d5f7b9c1e01'],
    ['../Groups', UWE],
  ])('refuses ids that are none before anything is sent: %s, %s', async (group, member) => {
    await using account = await accountUnderTest();
    expect((await errorOf(account.writer.addMember(group, member, audit))).name).toBe('DirectoryRefused');
    expect(account.calls()).toEqual([]);
  });
});

describe('the reader', () => {
  it('has no method that writes; beside GET it sends one statement that reads', async () => {
    const simulator = { warehouses: [{ id: 'w', workspaceId: '6180000000000011', coldMs: 60_000 }] };
    await using account = await accountUnderTest({ simulator });
    const { reader } = account;
    await reader.findPrincipals('thomas@company.com');
    await reader.similarNames('thomas@company.com');
    await reader.readGroup(GROUP);
    await reader.readerIdentity();
    await reader.listSecurables('6180000000000011', 'catalog');
    expect(new Set(account.calls().map((call) => call.split(' ')[0]))).toEqual(new Set(['GET']));
    const { grantStatements } = reader;
    const workspaceId = '6180000000000011';
    const started = await grantStatements.start({ workspaceId, warehouseId: 'w', names: ['g'], leaveOut: [] });
    const statementId = started.state === 'running' ? started.statementId : '';
    await grantStatements.poll(workspaceId, statementId);
    await grantStatements.cancel(workspaceId, statementId);
    const sql = `/ws/${workspaceId}/api/2.0/sql/statements`;
    const posts = account.calls().filter((call) => !call.startsWith('GET '));
    expect(posts).toEqual([`POST ${sql}`, `POST ${sql}/${statementId}/cancel`]);
    const bodies = account.simulator.requests.filter(({ path }) => path === sql).map(({ body }) => body);
    expect(bodies).toEqual([expect.stringMatching(/"statement":"SELECT /)]);
    expect(bodies.join()).not.toMatch(/;|\b(GRANT|REVOKE|ALTER|CREATE|DROP|INSERT|UPDATE|DELETE|MERGE|SET)\b/i);
    expect(
      Object.keys(reader).filter((name) => !/^(find|read|list|similar|is|transitive|membership|calls)/.test(name)),
    ).toEqual(['grantStatements']);
    expect(Object.keys(grantStatements)).toEqual(['start', 'poll', 'cancel']);
  });

  it.each([
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
  ] as const)('cannot send %s even if its code asked for it', async (method) => {
    await using server = await scriptedServer(token, { status: 204 });
    const http = connection(optionsFor(server.url, 'acct')).client(server.url, { methods: ['GET'] });
    await expect(http.empty({ method, path: '/x', repeatable: false })).rejects.toMatchObject({ kind: 'forbidden' });
    expect(server.seen).toEqual([]);
  });

  it('names itself to Databricks', async () => {
    await using server = await scriptedServer(token, { status: 200, json: [] });
    await databricksReader(optionsFor(server.url, 'acct')).listWorkspaces();
    expect(server.seen.map(({ headers }) => headers['user-agent'])).toEqual(['access-desk/1.2.3', 'access-desk/1.2.3']);
  });
});
