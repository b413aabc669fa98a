import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { readerClient } from '#sandbox/simulators/databricks/clients.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import { scriptedServer } from '../http/scripted-server.ts';
import { accountUnderTest, errorOf, optionsFor, token } from './account-under-test.ts';

describe('listWorkspaces', () => {
  it('keeps long ids and says which are running', async () => {
    const model = accountModel().workspace('one', { id: '9007199254743019' }).workspace('two', { status: 'BANNED' });
    await using account = await accountUnderTest({ account: model.build() });
    expect(await account.reader.listWorkspaces()).toEqual([
      { id: '9007199254743019', name: 'one', running: true, status: 'RUNNING' },
      { id: expect.any(String), name: 'two', running: false, status: 'BANNED' },
    ]);
  });
});

describe('readAssignments', () => {
  it('gives the highest level by principal, and errors of entries', async () => {
    await using account = await accountUnderTest();
    const { model } = account.simulator;
    const id = '6180000000000033';
    model.assign(id, '9007199254740993', ['USER', 'ADMIN']);
    model.assign(id, '4411000000000017', ['UNKNOWN']);
    const assignments = await account.reader.readAssignments(id);
    expect(assignments).toContainEqual({ principalId: '7733000000000065', level: 'ADMIN', error: null });
    expect(assignments).toContainEqual({ principalId: '9007199254740993', level: 'ADMIN', error: null });
    expect(assignments).toContainEqual({ principalId: '4411000000000017', level: 'UNKNOWN', error: null });
    expect(assignments).toContainEqual({ principalId: model.idOf('npb-developers'), level: 'USER', error: null });
  });

  it('is null without identity federation, and only then', async () => {
    const model = accountModel().workspace('old', { id: '11', federated: false }).workspace('new', { id: '12' });
    await using account = await accountUnderTest({ account: model.build() });
    expect(await account.reader.readAssignments('11')).toBeNull();
    expect(await account.reader.readAssignments('12')).toEqual([]);
    expect((await errorOf(account.reader.readAssignments('13'))).name).toBe('DirectoryRefused');
    const fault = { kind: 'answer', status: 400, json: { error_code: 'BAD_REQUEST', message: 'no' } } as const;
    account.simulator.faults.add({ match: { path: /permissionassignments/ }, fault });
    expect(await errorOf(account.reader.readAssignments('11'))).toMatchObject({
      name: 'DirectoryRefused',
      facts: { status: 400, detail: 'BAD_REQUEST: no' },
    });
  });

  it('keeps the error text of an entry, and invents no level', async () => {
    const rows = [
      { principal: { principal_id: 7 }, permissions: ['USER'], error: 'half read' },
      { principal: { principal_id: 8 }, permissions: [], error: 'broken' },
      { principal: { principal_id: 9 } },
    ];
    await using server = await scriptedServer(token, { status: 200, json: { permission_assignments: rows } });
    expect(await databricksReader(optionsFor(server.url, 'acct')).readAssignments('1')).toEqual([
      { principalId: '7', level: 'USER', error: 'half read' },
      { principalId: '8', level: null, error: 'broken' },
      { principalId: '9', level: null, error: null },
    ]);
  });
});

describe('listMetastores', () => {
  it('gives each with its workspaces', async () => {
    await using account = await accountUnderTest();
    const [metastore] = await account.reader.listMetastores();
    expect(metastore).toMatchObject({ name: 'main-westeurope' });
    expect(metastore?.workspaceIds).toEqual(['6180000000000011', '9007199254743019', '6180000000000033']);
  });
});

describe('readerIdentity', () => {
  const owned = () =>
    accountModel()
      .group('inner', { members: ['access-desk-reader'] })
      .group('metastore-admins', { members: ['inner'] })
      .group('not-mine')
      .metastore('one', { owner: 'metastore-admins' })
      .metastore('two', { owner: 'not-mine' })
      .build();

  it('holds the application id and the names of all groups', async () => {
    await using account = await accountUnderTest({ account: owned() });
    const { names } = await account.reader.readerIdentity();
    expect(names).toEqual(new Set([readerClient.clientId, 'inner', 'metastore-admins', 'account users']));
  });

  it('is read once for a while, and anew after a failure', async () => {
    await using account = await accountUnderTest({ account: owned() });
    const fault = { kind: 'answer', status: 500, text: 'oops' } as const;
    account.simulator.faults.add({ match: { path: /ServicePrincipals$/ }, fault });
    expect((await errorOf(account.reader.readerIdentity())).name).toBe('DirectoryUnavailable');
    const all = await Promise.all([account.reader.readerIdentity(), account.reader.readerIdentity()]);
    expect(all.map(({ names }) => names.has('metastore-admins'))).toEqual([true, true]);
    const calls = account.calls().length;
    account.clock.now += 9 * 60_000;
    await account.reader.readerIdentity();
    expect(account.calls()).toHaveLength(calls);
    // Who has left the owners meanwhile must not go on to prove anything.
    account.simulator.model.remove(account.simulator.model.idOf('metastore-admins'));
    account.clock.now += 2 * 60_000;
    expect((await account.reader.readerIdentity()).names.has('metastore-admins')).toBe(false);
  });

  it('without IAM v2 ends where groups hold each other', async () => {
    const model = accountModel()
      .group('a', { members: ['b'] })
      .group('b', { members: ['a'] })
      .metastore('one', { owner: 'a' });
    await using account = await accountUnderTest({ account: model.build(), simulator: { iamV2: 'off404' } });
    expect((await account.reader.readerIdentity()).names).toEqual(new Set([readerClient.clientId]));
  });

  it('without IAM v2 holds the groups that own a metastore', async () => {
    await using account = await accountUnderTest({ account: owned(), simulator: { iamV2: 'off404' } });
    const { names } = await account.reader.readerIdentity();
    expect(names).toEqual(new Set([readerClient.clientId, 'metastore-admins']));
  });
});

describe('the URL of a workspace', () => {
  it('is not invented where none follows', async () => {
    await using account = await accountUnderTest({ reader: { workspaceUrls: {} } });
    const { name, facts } = await errorOf(account.reader.readMetastoreOwner('6180000000000011'));
    expect(name).toBe('DirectoryRefused');
    expect(facts.detail).toContain('workspaceUrls');
  });

  it('is not called where it is not allowed', async () => {
    const workspaceUrls = { '1': 'https://evil.example' };
    await using account = await accountUnderTest({ reader: { workspaceUrls } });
    expect((await errorOf(account.reader.readMetastoreOwner('1'))).name).toBe('DirectoryRefused');
    expect(account.tokenCalls()).toBe(0);
  });
});

describe('a workspace that keeps us out', () => {
  it.each([401, 403])('with %i is refused, without blaming the secret or asking for many tokens', async (status) => {
    const no = { status, json: { error_code: 'NO', message: 'not here' } };
    await using workspace = await scriptedServer(no, no, no, no, no);
    await using account = await accountUnderTest({ reader: { workspaceUrls: { '1': workspace.url } } });
    for (let n = 0; n < 3; n += 1) {
      const { name, facts } = await errorOf(account.reader.readMetastoreOwner('1'));
      expect([name, facts.status]).toEqual(['DirectoryRefused', status]);
    }
    expect(account.tokenCalls()).toBeLessThanOrEqual(2);
  });

  it('by sending to a login page is refused', async () => {
    const location = '/login.html?error=private-link-validation-error';
    await using workspace = await scriptedServer({ status: 302, headers: { location } });
    await using account = await accountUnderTest({ reader: { workspaceUrls: { '1': workspace.url } } });
    const { name, facts } = await errorOf(account.reader.readMetastoreOwner('1'));
    expect(name).toBe('DirectoryRefused');
    expect(facts.detail).toContain('login page');
  });
});
