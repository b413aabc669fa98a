import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { readerClient } from '#sandbox/simulators/databricks/clients.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import { BINDABLE_KINDS, SECURABLE_KINDS, type SecurableKind } from '#shared/ports/directory.ts';
import { scriptedServer } from '../http/scripted-server.ts';
import { accountUnderTest, errorOf, optionsFor, token } from './account-under-test.ts';

const PARENTS: Partial<Record<SecurableKind, string>> = {
  schema: 'c',
  table: 'c.s',
  volume: 'c.s',
  function: 'c.s',
  model: 'c.s',
};
const LEAVES = ['table', 'volume', 'function', 'model'] as const;
const OUTSIDE = ['external_location', 'storage_credential', 'credential', 'connection', 'share'] as const;

/** One object of every kind, each granted to the group named after the kind. */
function everyKind() {
  const model = accountModel()
    .workspace('w', { id: '1' })
    .metastore('m', { grants: { admins: ['CREATE_CATALOG'] } });
  const grants = (kind: string) => ({ owner: `owner of ${kind}`, grants: { [kind]: ['USE_CATALOG', 'SELECT'] } });
  model.securable('catalog', 'c', grants('catalog')).securable('schema', 'c.s', grants('schema'));
  for (const kind of LEAVES) model.securable(kind, `c.s.the ${kind}`, grants(kind));
  for (const kind of OUTSIDE) model.securable(kind, `the/${kind}`, grants(kind));
  return model;
}

describe('listSecurables and readGrants', () => {
  it.each(SECURABLE_KINDS)('read %s with owner and grants', async (kind) => {
    await using account = await accountUnderTest({ account: everyKind().build() });
    const { items, calls } = await account.reader.listSecurables('1', kind, PARENTS[kind]);
    expect(items).toMatchObject([{ owner: `owner of ${kind}`, isolated: false }]);
    expect(calls).toBe(1);
    const list = await account.reader.readGrants('1', kind, items[0]?.fullName ?? '');
    expect(list).toEqual({ grants: [{ principal: kind, privileges: ['USE CATALOG', 'SELECT'] }], calls: 1 });
    expect(account.simulator.requests.at(-1)?.query.get('max_results')).toBe('0');
    expect(account.simulator.errors).toEqual([]);
  });

  it('read the metastore’s own owner and grants', async () => {
    await using account = await accountUnderTest({ account: everyKind().build() });
    const { metastoreId, owner } = await account.reader.readMetastoreOwner('1');
    expect(owner).toBe(readerClient.clientId);
    const { grants } = await account.reader.readGrants('1', 'metastore', metastoreId);
    expect(grants).toEqual([{ principal: 'admins', privileges: ['CREATE CATALOG'] }]);
  });

  it('go on after an empty page and count every call', async () => {
    const model = everyKind();
    for (let n = 0; n < 5; n += 1) model.securable('catalog', `more${n}`);
    const simulator = { ucPageSize: 2, ucEmptyPages: true };
    await using account = await accountUnderTest({ account: model.build(), simulator });
    const { items, calls } = await account.reader.listSecurables('1', 'catalog');
    expect(items).toHaveLength(6);
    expect(calls).toBe(4);
    expect((await account.reader.readGrants('1', 'catalog', 'c')).calls).toBe(2);
  });

  it('tell isolated objects, whichever way it is spelled', async () => {
    const model = everyKind()
      .securable('catalog', 'apart', { isolatedTo: ['w'] })
      .securable('external_location', 'apart', { isolatedTo: ['w'] });
    await using account = await accountUnderTest({ account: model.build() });
    for (const kind of ['catalog', 'external_location'] as const) {
      const { items } = await account.reader.listSecurables('1', kind);
      expect(items.filter(({ isolated }) => isolated).map(({ name }) => name)).toEqual(['apart']);
    }
  });

  it.each(
    BINDABLE_KINDS,
  )('give isolated %s objects of other workspaces and their bindings to the owner', async (kind) => {
    const model = everyKind().workspace('x', { id: '9007199254743019' }).workspace('y', { id: '3' });
    model.securable(kind, 'apart/é', { isolatedTo: ['x', 'y'] });
    await using account = await accountUnderTest({ account: model.build(), simulator: { ucPageSize: 1 } });
    const names = async (options?: { unbound: boolean }) =>
      (await account.reader.listSecurables('1', kind, undefined, options)).items
        .filter(({ isolated }) => isolated)
        .map(({ fullName }) => fullName);
    expect(await names()).toEqual([]);
    expect(await names({ unbound: true })).toEqual(['apart/é']);
    expect(await account.reader.readBindings('1', kind, 'apart/é')).toEqual(['9007199254743019', '3']);
    expect(account.simulator.errors).toEqual([]);
  });

  it('refuse bindings to whoever does not own the metastore', async () => {
    const model = everyKind().securable('catalog', 'apart', { owner: 'somebody', isolatedTo: ['w'] });
    await using account = await accountUnderTest({ account: model.build(), simulator: { readerSeesAll: false } });
    expect(await errorOf(account.reader.readBindings('1', 'catalog', 'apart'))).toMatchObject({
      name: 'DirectoryRefused',
      facts: { status: 403 },
    });
  });

  it('leave out what is nobody’s access, and keep the system catalog', async () => {
    const model = everyKind();
    for (const name of ['samples', '__databricks_internal', 'system']) model.securable('catalog', name);
    model.securable('schema', 'c.information_schema');
    await using account = await accountUnderTest({ account: model.build() });
    const names = async (kind: SecurableKind) =>
      (await account.reader.listSecurables('1', kind, PARENTS[kind])).items.map(({ name }) => name);
    expect(await names('catalog')).toEqual(['c', 'system']);
    expect(await names('schema')).toEqual(['s']);
  });

  it('leave out grants of deleted principals', async () => {
    const rows = [
      { principal: '', principal_id: 7, privileges: ['SELECT'] },
      { principal: 'g', privileges: ['SELECT'] },
    ];
    await using server = await scriptedServer(token, { status: 200, json: { privilege_assignments: rows } });
    const reader = databricksReader({ ...optionsFor(server.url, 'acct'), workspaceUrls: { '1': server.url } });
    expect((await reader.readGrants('1', 'table', 'c.s.t')).grants).toEqual([
      { principal: 'g', privileges: ['SELECT'] },
    ]);
    expect(server.seen[1]?.url).toBe('/api/2.1/unity-catalog/permissions/table/c.s.t?max_results=0');
  });

  it('throw where the right is missing or the answer is another', async () => {
    const simulator = { readerSeesAll: false, grantsWithoutRight: 'refuse403' } as const;
    await using account = await accountUnderTest({ account: everyKind().build(), simulator });
    expect(await errorOf(account.reader.readGrants('1', 'catalog', 'c'))).toMatchObject({
      name: 'DirectoryRefused',
      facts: { status: 403, requestId: expect.any(String) },
    });
    expect((await errorOf(account.reader.listSecurables('1', 'schema', 'gone'))).name).toBe('DirectoryRefused');
    const fault = { kind: 'answer', status: 200, json: { catalogs: 'none' } } as const;
    account.simulator.faults.add({ match: { path: /catalogs$/ }, fault });
    expect((await errorOf(account.reader.listSecurables('1', 'catalog'))).name).toBe('DirectoryRefused');
  });

  it('throw for a workspace without a metastore', async () => {
    const model = accountModel().workspace('w', { id: '1', metastore: null });
    await using account = await accountUnderTest({ account: model.build() });
    expect((await errorOf(account.reader.readMetastoreOwner('1'))).name).toBe('DirectoryRefused');
  });
});
