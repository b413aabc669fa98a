import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { readerClient, writerClient } from '#sandbox/simulators/databricks/clients.ts';
import { addMembers, memberIds, running, scim } from './running-account.ts';

const groups = () =>
  accountModel()
    .user('Ann Lee', 'ann@company.com', { id: '11' })
    .user('Bo Lind', 'bo@company.com', { id: '12' })
    .servicePrincipal('etl', 'aaaa0000-0000-4000-8000-000000000001', { id: '13' })
    .group('Team', { id: '9007199254740995', members: ['ann@company.com', 'etl', 'inner'], roles: ['account_admin'] })
    .group('team', { id: '22' })
    .group('inner', { id: '23', externalId: 'ext-23', members: ['ann@company.com'] })
    .build();

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

describe('reading groups', () => {
  it('lists id and name only, without members and externalId even when asked for them', async () => {
    const account = await running(groups());
    const list = await account.get(
      `${scim}/Groups?attributes=id,displayName,members,externalId&filter=id%20eq%20%2223%22`,
    );
    expect(list.json).toMatchObject({ totalResults: 1, Resources: [{ id: '23', displayName: 'inner' }] });
    expect(list.text).not.toMatch(/members|externalId|ext-23/);
  });

  it('finds both groups that differ only in case', async () => {
    const account = await running(groups());
    const list = await account.get(`${scim}/Groups?filter=displayName%20eq%20%22TEAM%22`);
    expect(list.json).toMatchObject({ totalResults: 2 });
  });

  it('tells the kind of a member by the prefix of $ref alone', async () => {
    const account = await running(groups());
    expect((await account.get(`${scim}/Groups/9007199254740995`)).json).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      id: '9007199254740995',
      displayName: 'Team',
      meta: { resourceType: 'Group' },
      roles: [{ value: 'account_admin', type: 'direct' }],
      members: [
        { value: '11', display: 'Ann Lee', $ref: 'Users/11' },
        { value: '13', display: 'etl', $ref: 'ServicePrincipals/13' },
        { value: '23', display: 'inner', $ref: 'Groups/23' },
      ],
    });
    expect((await account.get(`${scim}/Groups/22`)).json).not.toHaveProperty('members');
  });

  it('can trim what a writer who is no admin reads', async () => {
    const account = await running(groups(), { writerGroupReads: 'trimmed' });
    expect((await account.get(`${scim}/Groups/23`, writerClient)).json).not.toHaveProperty('externalId');
    expect((await account.get(`${scim}/Groups/23`)).json).toHaveProperty('externalId', 'ext-23');
  });

  it('has 404 for no such group and a strange 400 for an id that is no number', async () => {
    const account = await running(groups());
    expect((await account.get(`${scim}/Groups/999`)).status).toBe(404);
    const strange = await account.get(`${scim}/Groups/team`);
    expect(strange.status).toBe(400);
    expect(strange.json).toMatchObject({ error_code: 'BAD_REQUEST', message: 'Endpoint not supported' });
  });
});

describe('PATCH of a group', () => {
  it.each([
    ['with a path', addMembers('12')],
    ['without a path', { schemas: [patchOp], Operations: [{ op: 'Add', value: { members: [{ value: '12' }] } }] }],
  ])('adds a member %s, once', async (_form, body) => {
    const account = await running(groups(), { lagMs: 0 });
    const first = await account.send('PATCH', `${scim}/Groups/22`, body);
    expect([first.status, first.text]).toEqual([204, '']);
    expect((await account.send('PATCH', `${scim}/Groups/22`, body)).status).toBe(204);
    expect(memberIds(await account.get(`${scim}/Groups/22`))).toEqual(['12']);
  });

  it('may answer 200 with an empty object', async () => {
    const account = await running(groups(), { patchStatus: 200 });
    const answer = await account.send('PATCH', `${scim}/Groups/22`, addMembers('12'));
    expect([answer.status, answer.json]).toEqual([200, {}]);
  });

  it('removes a member', async () => {
    const account = await running(groups(), { lagMs: 0 });
    const body = { schemas: [patchOp], Operations: [{ op: 'remove', path: 'members[value eq "13"]' }] };
    await account.send('PATCH', `${scim}/Groups/9007199254740995`, body);
    expect(memberIds(await account.get(`${scim}/Groups/9007199254740995`))).toEqual(['11', '23']);
  });

  it.each([
    '999',
    '_',
    'aaaa0000-0000-4000-8000-000000000001',
  ])('takes the unknown member %s and adds nobody', async (id) => {
    const account = await running(groups(), { lagMs: 0 });
    expect((await account.send('PATCH', `${scim}/Groups/22`, addMembers(id))).status).toBe(204);
    expect(memberIds(await account.get(`${scim}/Groups/22`))).toEqual([]);
  });

  it.each([
    ['a bare string as value', { schemas: [patchOp], Operations: [{ op: 'add', path: 'members', value: '12' }] }],
    ['a list of strings', { schemas: [patchOp], Operations: [{ op: 'add', path: 'members', value: ['12'] }] }],
    ['no PatchOp schema', { schemas: [], Operations: [{ op: 'add', path: 'members', value: [{ value: '12' }] }] }],
    ['no body', undefined],
  ])('refuses %s', async (_what, body) => {
    const account = await running(groups());
    const answer = await account.send('PATCH', `${scim}/Groups/22`, body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ scimType: 'invalidSyntax' });
    expect(account.model.members('22')).toEqual([]);
  });

  it('is only for group managers, and not for system groups', async () => {
    const account = await running(groups(), { clients: [readerClient, { ...writerClient, manages: ['22'] }] });
    const patch = (id: string, client = writerClient) =>
      account.send('PATCH', `${scim}/Groups/${id}`, addMembers('12'), client);
    expect((await patch('22')).status).toBe(204);
    for (const answer of [await patch('9007199254740995'), await patch('22', readerClient)]) {
      expect(answer.status).toBe(403);
      expect(answer.json).toMatchObject({ detail: expect.stringContaining('only accessible by admins') });
    }
    const everywhere = await running(groups());
    const system = everywhere.model.idOf('account users');
    expect((await everywhere.send('PATCH', `${scim}/Groups/${system}`, addMembers('12'))).status).toBe(403);
    expect((await everywhere.send('PATCH', `${scim}/Groups/999`, addMembers('12'))).status).toBe(404);
  });

  it.each([
    ['refuse403', 403, /managed by the identity provider/],
    ['error500', 500, /^InternalError: None Error in performing the patch operation/],
    ['accept', 204, /^$/],
  ] as const)('of an external group: %s', async (externalGroups, status, text) => {
    const account = await running(groups(), { externalGroups });
    const answer = await account.send('PATCH', `${scim}/Groups/23`, addMembers('12'));
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
    const added = account.model.members('23').filter(({ id }) => id === '12');
    expect(added).toEqual(externalGroups === 'accept' ? [{ id: '12', source: 'INTERNAL' }] : []);
  });
});

describe('PUT of a group', () => {
  it('replaces the members and is on record', async () => {
    const account = await running(groups(), { lagMs: 0 });
    await account.send('PUT', `${scim}/Groups/9007199254740995`, { members: [{ value: '12' }] });
    expect(memberIds(await account.get(`${scim}/Groups/9007199254740995`))).toEqual(['12']);
    expect(account.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });
});

describe('reads after a write', () => {
  const read = async (account: Awaited<ReturnType<typeof running>>) =>
    memberIds(await account.get(`${scim}/Groups/22`));

  it('lag behind it', async () => {
    const account = await running(groups(), { lagMs: 15_000 });
    await account.send('PATCH', `${scim}/Groups/22`, addMembers('12'));
    expect(await read(account)).toEqual([]);
    account.advance(14_999);
    expect(await read(account)).toEqual([]);
    account.advance(1);
    expect(await read(account)).toEqual(['12']);
  });

  it.each([1, 2])('go back and forth with flicker, the same way for the same seed (%i)', async (seed) => {
    const account = await running(groups(), { flicker: true, seed });
    await account.send('PATCH', `${scim}/Groups/22`, addMembers('12'));
    const early = [await read(account), await read(account), await read(account), await read(account)];
    expect(early.map((members) => members.length)).toEqual(seed === 1 ? [0, 1, 0, 1] : [1, 0, 1, 0]);
    account.advance(15_000);
    expect([await read(account), await read(account)]).toEqual([['12'], ['12']]);
  });

  it("show the identity provider's sync late, and what a test changes at once", async () => {
    const account = await running(groups());
    account.model.syncFromIdentityProvider('23', '12');
    expect(memberIds(await account.get(`${scim}/Groups/23`))).toEqual(['11']);
    account.advance(15_000);
    expect(memberIds(await account.get(`${scim}/Groups/23`))).toEqual(['11', '12']);
    expect(account.model.members('23').at(-1)).toEqual({ id: '12', source: 'IDENTITY_PROVIDER' });
    account.model.addMember('22', '11');
    expect(await read(account)).toEqual(['11']);
    account.model.removeMember('22', '11');
    expect(await read(account)).toEqual([]);
  });
});
