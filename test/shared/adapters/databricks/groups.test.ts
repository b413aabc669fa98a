import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import type { DirectoryReader } from '#shared/ports/directory.ts';
import { scriptedServer } from '../http/scripted-server.ts';
import { accountUnderTest, errorOf, optionsFor, token } from './account-under-test.ts';

async function allIds(reader: DirectoryReader): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let startIndex: number | null = 1; startIndex !== null; ) {
    const page = await reader.listGroupIds(startIndex);
    ids.push(...page.ids);
    startIndex = page.next;
  }
  return ids;
}

const THOMAS = '9007199254740993';

describe('readGroup', () => {
  it('gives members by kind, external id and roles', async () => {
    await using account = await accountUnderTest();
    const { model } = account.simulator;
    const bi = await account.reader.readGroup('9007199254741997');
    expect(bi).toMatchObject({ name: 'bi-consumers', externalId: '0d1e5f00-0000-4000-8000-000000000002', roles: [] });
    expect(bi?.members).toContainEqual({ kind: 'group', id: '7733000000000021' });
    expect(bi?.members).toContainEqual({ kind: 'user', id: model.idOf('nina.berg@company.com') });
    expect(bi?.memberCount).toBe(5);
    const owners = await account.reader.readGroup(model.idOf('account-owners'));
    expect(owners).toMatchObject({ externalId: null, roles: ['account_admin'] });
    const everybody = await account.reader.readGroup(model.idOf('account users'));
    expect(everybody?.members).toContainEqual({ kind: 'servicePrincipal', id: model.idOf('etl-prod') });
  });

  it('is null when it is gone or a workspace’s own', async () => {
    const local = { id: '5', displayName: 'local', meta: { resourceType: 'WorkspaceGroup' } };
    const missing = { status: 404, json: { detail: 'Group with id 6 not found.', schemas: ['x'], status: '404' } };
    await using server = await scriptedServer(token, { status: 200, json: local }, missing);
    const reader = databricksReader(optionsFor(server.url, 'acct'));
    expect(await reader.readGroup('5')).toBeNull();
    expect(await reader.readGroup('6')).toBeNull();
  });

  it('knows a member’s kind without a reference, or says unknown', async () => {
    const members = [{ value: '1', type: 'User' }, { value: '2', type: 'Group' }, { value: '3' }];
    await using server = await scriptedServer(token, { status: 200, json: { id: '5', displayName: 'g', members } });
    const group = await databricksReader(optionsFor(server.url, 'acct')).readGroup('5');
    expect(group?.members.map(({ kind }) => kind)).toEqual(['user', 'group', 'unknown']);
  });

  it('throws what is no answer: refusal, outage, other shape', async () => {
    await using account = await accountUnderTest();
    const { faults } = account.simulator;
    const path = /Groups\/\d+$/;
    faults.add({ match: { path }, fault: { kind: 'answer', status: 403, json: { error_code: 'PERMISSION_DENIED' } } });
    faults.add({ match: { path, nth: 2 }, fault: { kind: 'html' } });
    faults.add({ match: { path, nth: 3 }, fault: { kind: 'truncate' } });
    faults.add({ match: { path, nth: 4 }, fault: { kind: 'answer', status: 200, json: { id: '5' } } });
    const names: string[] = [];
    for (let n = 0; n < 4; n += 1) names.push((await errorOf(account.reader.readGroup('7733000000000043'))).name);
    expect(names).toEqual(['DirectoryRefused', 'DirectoryUnavailable', 'DirectoryUnavailable', 'DirectoryRefused']);
  });
});

describe('the group of everybody', () => {
  it.each([
    'on',
    'off404',
  ] as const)('is known by its name where its members keep it from answering (IAM v2 %s)', async (iamV2) => {
    await using account = await accountUnderTest({ simulator: { iamV2 } });
    const id = account.simulator.model.idOf('account users');
    const fault = { kind: 'answer', status: 504, text: 'upstream request timeout' } as const;
    account.simulator.faults.add({ match: { path: new RegExp(`Groups/${id}$`) }, times: 99, fault });
    expect(await account.reader.readGroup(id)).toEqual({
      id,
      name: 'account users',
      externalId: null,
      roles: [],
      members: [],
      memberCount: 0,
    });
  });

  it('is the only one: any other group fails', async () => {
    await using account = await accountUnderTest();
    const fault = { kind: 'answer', status: 504, text: 'upstream request timeout' } as const;
    account.simulator.faults.add({ match: { path: /Groups\/7733000000000043$/ }, times: 99, fault });
    expect(await errorOf(account.reader.readGroup('7733000000000043'))).toMatchObject({
      name: 'DirectoryUnavailable',
      facts: { status: 504 },
    });
  });
});

describe('listGroupIds', () => {
  it('reads every page by what was received, each id once', async () => {
    const model = accountModel();
    for (let n = 0; n < 25; n += 1) model.group(`g${n}`);
    await using account = await accountUnderTest({ account: model.build(), simulator: { scimPageSize: 7 } });
    const ids = await allIds(account.reader);
    expect(new Set(ids)).toEqual(new Set(account.simulator.model.groups.map(({ id }) => id)));
    expect(ids).toHaveLength(26);
    // Four pages; the last one is short and completes the count.
    const starts = account.simulator.requests.map(({ query }) => query.get('startIndex'));
    expect(starts).toEqual([null, '1', '8', '15', '22']);
  });

  it('throws when pages come short of the server’s own count', async () => {
    const page = (...ids: string[]) => ({
      status: 200,
      json: { totalResults: 3, Resources: ids.map((id) => ({ id, displayName: id })) },
    });
    for (const second of [page(), page('1')]) {
      await using server = await scriptedServer(token, page('1', '2'), second, page());
      const { name } = await errorOf(databricksReader(optionsFor(server.url, 'acct')).findGroupIds('g'));
      expect(name).toBe('DirectoryUnavailable');
    }
  });

  it('does not turn in circles', async () => {
    const Resources = Array.from({ length: 100 }, (_, n) => ({ id: String(n + 1), displayName: 'g' }));
    const page = { status: 200, json: { totalResults: 100, Resources } };
    await using server = await scriptedServer(token, page, page, page);
    const { name, facts } = await errorOf(databricksReader(optionsFor(server.url, 'acct')).findGroupIds('g'));
    expect(name).toBe('DirectoryUnavailable');
    expect(facts.what).toContain('circle');
  });

  it('goes on after a full page whatever the count says', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => ({ id: String(n + 1), displayName: 'g' }));
    await using server = await scriptedServer(
      token,
      { status: 200, json: { totalResults: 100, Resources: ids } },
      { status: 200, json: { totalResults: 101, Resources: [{ id: '101', displayName: 'g' }] } },
    );
    expect(await allIds(databricksReader(optionsFor(server.url, 'acct')))).toHaveLength(101);
  });
});

describe('isGroupName', () => {
  it('is true for the exact case only', async () => {
    await using account = await accountUnderTest();
    expect(await account.reader.isGroupName('data-engineers')).toBe(true);
    expect(await account.reader.isGroupName('Data-Engineers')).toBe(false);
    expect(await account.reader.isGroupName('thomas@company.com')).toBe(false);
  });
});

describe('IAM v2', () => {
  it('gives every group a principal is in, over all pages', async () => {
    await using account = await accountUnderTest({ simulator: { iamPageSize: 2 } });
    const { model } = account.simulator;
    const names = ['data-engineers', 'bi-consumers', 'ml-catalog-readers', 'npb-platform-users', 'shared-readers'];
    names.push('scratch-workspace-admins', 'npb-developers', 'account users');
    const ids = await account.reader.transitiveGroupIds(THOMAS);
    expect(new Set(ids)).toEqual(new Set(names.map((name) => model.idOf(name))));
    expect(account.calls()).toHaveLength(4);
  });

  it('tells who owns a membership, null for one that is inherited', async () => {
    await using account = await accountUnderTest();
    expect(await account.reader.membershipOrigin('7733000000000021', THOMAS)).toBe('external');
    expect(await account.reader.membershipOrigin('7733000000000043', THOMAS)).toBe('internal');
    expect(await account.reader.membershipOrigin('9007199254741997', THOMAS)).toBeNull();
    expect(await account.reader.transitiveGroupIds(THOMAS)).not.toBeNull();
  });

  it.each(['off404', 'off403'] as const)('is not asked again where it is not offered: %s', async (iamV2) => {
    await using account = await accountUnderTest({ simulator: { iamV2 } });
    expect(await account.reader.transitiveGroupIds(THOMAS)).toBeNull();
    expect(await account.reader.transitiveGroupIds(THOMAS)).toBeNull();
    expect(await account.reader.membershipOrigin('7733000000000021', THOMAS)).toBeNull();
    expect(account.calls()).toHaveLength(1);
  });

  it('is asked again after a principal that does not exist', async () => {
    await using account = await accountUnderTest();
    expect(await account.reader.transitiveGroupIds('4711')).toBeNull();
    expect(await account.reader.transitiveGroupIds(THOMAS)).toHaveLength(8);
  });

  it.each([400, 403])('goes on telling groups where only memberships are not offered (%i)', async (status) => {
    await using account = await accountUnderTest();
    const fault = { kind: 'answer', status, json: { error_code: 'FEATURE_DISABLED', message: 'no' } } as const;
    account.simulator.faults.add({ match: { path: /direct-members/ }, fault, times: 9 });
    expect(await account.reader.membershipOrigin('7733000000000021', THOMAS)).toBeNull();
    expect(await account.reader.membershipOrigin('7733000000000021', THOMAS)).toBeNull();
    expect(await account.reader.transitiveGroupIds(THOMAS)).toHaveLength(8);
    expect(account.calls().filter((call) => call.includes('direct-members'))).toHaveLength(1);
  });

  it('stays in use when a membership is not found, whatever the words', async () => {
    await using account = await accountUnderTest();
    const fault = { kind: 'answer', status: 404, text: 'NOT_FOUND: no' } as const;
    account.simulator.faults.add({ match: { path: /direct-members/ }, fault });
    expect(await account.reader.membershipOrigin('7733000000000021', THOMAS)).toBeNull();
    expect(await account.reader.membershipOrigin('7733000000000021', THOMAS)).toBe('external');
  });

  it('is not taken for missing when the account is', async () => {
    await using account = await accountUnderTest({ reader: { accountId: 'another' } });
    expect((await errorOf(account.reader.transitiveGroupIds(THOMAS))).facts.message).toContain('no such account');
  });

  it('throws on an outage instead of saying null', async () => {
    await using account = await accountUnderTest();
    const fault = { kind: 'answer', status: 429, headers: { 'retry-after': '90' } } as const;
    account.simulator.faults.add({ match: { path: /transitive/ }, fault });
    const { name, facts } = await errorOf(account.reader.transitiveGroupIds(THOMAS));
    expect([name, facts.retryAfterSeconds]).toEqual(['DirectoryRateLimited', 90]);
  });

  it('does not turn in circles', async () => {
    const page = { status: 200, json: { transitive_parent_groups: [{ group_id: 5 }], next_page_token: 'again' } };
    await using server = await scriptedServer(token, page, page, page);
    const { name, facts } = await errorOf(databricksReader(optionsFor(server.url, 'acct')).transitiveGroupIds('1'));
    expect(name).toBe('DirectoryUnavailable');
    expect(facts.what).toContain('circle');
  });
});
