import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import type { AccountModel } from '#sandbox/simulators/databricks/account-model.ts';
import { writerClient } from '#sandbox/simulators/databricks/clients.ts';
import { type RunningAccount, running } from './running-account.ts';

const uc = '/ws/9007199254740997/api/2.1/unity-catalog';

const catalogs = (): AccountModel =>
  accountModel()
    .group('readers', { members: ['access-desk-reader'] })
    .workspace('prod', { id: '9007199254740997' })
    .workspace('lab', { id: '52' })
    .workspace('stopped', { id: '53', status: 'FAILED' })
    .workspace('bare', { id: '54', metastore: null })
    .metastore('main', { id: 'ms-1', grants: { team: ['CREATE_CATALOG'] } })
    .securable('catalog', 'main', { owner: 'boss', grants: { Team: ['USE_CATALOG', 'SELECT'], team: ['BROWSE'] } })
    .securable('schema', 'main.sales', { owner: 'readers' })
    .securable('schema', 'main.hr', { owner: 'boss' })
    .securable('table', 'main.sales.orders', { owner: 'boss', grants: { team: ['SELECT'] } })
    .securable('volume', 'main.sales.v1', { owner: 'boss' })
    .securable('volume', 'main.sales.v2', { owner: 'boss' })
    .securable('function', 'main.sales.mask', { owner: 'boss', grants: { team: ['EXECUTE'] } })
    .securable('model', 'main.sales.churn', { owner: 'boss', grants: { team: ['EXECUTE'] } })
    .securable('catalog', 'lab', { owner: 'boss', isolatedTo: ['lab'], grants: { team: ['USE_CATALOG'] } })
    .securable('schema', 'lab.trial', { owner: 'boss' })
    .securable('external_location', 'zone/one', { owner: 'boss', grants: { team: ['READ_FILES'] } })
    .securable('storage_credential', 'key', { owner: 'boss' })
    .securable('credential', 'service-key', { owner: 'boss' })
    .securable('connection', 'pg', { owner: 'boss' })
    .securable('share', 'figures', { owner: 'boss', grants: { partner: ['SELECT'] } })
    .build();

const rows = z.array(z.looseObject({ name: z.string() }));
const page = z.looseObject({ next_page_token: z.string().optional() });

async function names(account: RunningAccount, path: string, key: string): Promise<string[]> {
  const { [key]: listed = [] } = page.parse((await account.get(path)).json);
  return rows.parse(listed).map(({ name }) => name);
}

describe('lists', () => {
  const inSales = 'catalog_name=main&schema_name=sales';

  it.each([
    ['catalogs', 'catalogs', ['main']],
    ['schemas?catalog_name=main', 'schemas', ['sales', 'hr']],
    [`tables?${inSales}`, 'tables', ['orders']],
    [`volumes?${inSales}`, 'volumes', ['v1', 'v2']],
    [`functions?${inSales}`, 'functions', ['mask']],
    [`models?${inSales}`, 'registered_models', ['churn']],
    ['external-locations', 'external_locations', ['zone/one']],
    ['storage-credentials', 'storage_credentials', ['key']],
    ['credentials', 'credentials', ['service-key']],
    ['connections', 'connections', ['pg']],
    ['shares', 'shares', ['figures']],
  ])('%s', async (path, key, expected) => {
    const account = await running(catalogs());
    expect(await names(account, `${uc}/${path}`, key)).toEqual(expected);
  });

  it('need their parents named and there', async () => {
    const account = await running(catalogs());
    expect((await account.get(`${uc}/schemas`)).status).toBe(400);
    const gone = await account.get(`${uc}/tables?catalog_name=main&schema_name=none`);
    expect([gone.status, gone.json]).toMatchObject([404, { error_code: 'SCHEMA_DOES_NOT_EXIST' }]);
    expect((await account.get(`${uc}/tables?catalog_name=main&schema_name=hr`)).json).toEqual({});
  });

  it('come whole without max_results, volumes excepted, and page with 0', async () => {
    const account = await running(catalogs(), { ucPageSize: 1 });
    expect(await names(account, `${uc}/schemas?catalog_name=main`, 'schemas')).toHaveLength(2);
    expect(await names(account, `${uc}/volumes?${inSales}`, 'volumes')).toHaveLength(1);
    const first = page.parse((await account.get(`${uc}/schemas?catalog_name=main&max_results=0`)).json);
    expect(first.schemas).toHaveLength(1);
    const next = `${uc}/schemas?catalog_name=main&max_results=0&page_token=${first.next_page_token}`;
    expect((await account.get(next)).json).toMatchObject({ schemas: [{ full_name: 'main.hr' }] });
    expect((await account.get(next)).json).not.toHaveProperty('next_page_token');
    expect((await account.get(`${uc}/catalogs?max_results=-1`)).status).toBe(400);
  });

  it('can begin with an empty page that is not the last', async () => {
    const account = await running(catalogs(), { ucEmptyPages: true });
    const first = page.parse((await account.get(`${uc}/catalogs?max_results=0`)).json);
    expect(Object.keys(first)).toEqual(['next_page_token']);
    const second = `${uc}/catalogs?max_results=0&page_token=${first.next_page_token}`;
    expect(await names(account, second, 'catalogs')).toEqual(['main']);
  });
});

describe('isolated catalogs', () => {
  it('are left out of, and closed to, a workspace they are not bound to', async () => {
    const account = await running(catalogs());
    expect(await names(account, '/ws/52/api/2.1/unity-catalog/catalogs', 'catalogs')).toEqual(['main', 'lab']);
    expect(await names(account, `${uc}/catalogs?include_unbound=true`, 'catalogs')).toEqual(['main', 'lab']);
    expect((await account.get(`${uc}/schemas?catalog_name=lab`)).status).toBe(403);
    expect((await account.get(`${uc}/permissions/schema/lab.trial`)).status).toBe(403);
    expect((await account.get('/ws/52/api/2.1/unity-catalog/permissions/schema/lab.trial')).status).toBe(200);
  });

  it('say where they are bound', async () => {
    const account = await running(catalogs());
    expect((await account.get(`${uc}/bindings/catalog/lab`)).text).toBe(
      '{"bindings":[{"workspace_id":52,"binding_type":"BINDING_TYPE_READ_WRITE"}]}',
    );
    expect((await account.get(`${uc}/bindings/catalog/main`)).json).toEqual({});
    expect((await account.get(`${uc}/bindings/table/main.sales.orders`)).status).toBe(400);
  });

  it('spell their isolation differently by type', async () => {
    const account = await running(catalogs());
    const lab = await account.get('/ws/52/api/2.1/unity-catalog/catalogs');
    expect(lab.json).toMatchObject({ catalogs: [{ isolation_mode: 'OPEN' }, { isolation_mode: 'ISOLATED' }] });
    const zones = await account.get(`${uc}/external-locations`);
    expect(zones.json).toMatchObject({ external_locations: [{ isolation_mode: 'ISOLATION_MODE_OPEN' }] });
  });
});

describe('grants', () => {
  it('name principals case-sensitively', async () => {
    const account = await running(catalogs());
    expect((await account.get(`${uc}/permissions/catalog/main`)).json).toEqual({
      privilege_assignments: [
        { principal: 'Team', privileges: ['USE_CATALOG', 'SELECT'] },
        { principal: 'team', privileges: ['BROWSE'] },
      ],
    });
    const one = await account.get(`${uc}/permissions/CATALOG/main?principal=team`);
    expect(one.json).toEqual({ privilege_assignments: [{ principal: 'team', privileges: ['BROWSE'] }] });
  });

  it.each([
    'metastore/ms-1',
    'table/main.sales.orders',
    'function/main.sales.mask',
    'function/main.sales.churn',
    'external_location/zone%2Fone',
  ])('of %s', async (path) => {
    const account = await running(catalogs());
    const answer = await account.get(`${uc}/permissions/${path}?max_results=0`);
    expect(answer.json).toMatchObject({ privilege_assignments: [{ principal: 'team' }] });
  });

  it('of a share are asked elsewhere; a view is no type', async () => {
    const account = await running(catalogs());
    expect((await account.get(`${uc}/shares/figures/permissions`)).json).toMatchObject({
      privilege_assignments: [{ principal: 'partner' }],
    });
    expect((await account.get(`${uc}/permissions/share/figures`)).status).toBe(400);
    expect((await account.get(`${uc}/permissions/view/main.sales.orders`)).status).toBe(400);
    expect((await account.get(`${uc}/permissions/catalog/none`)).status).toBe(404);
  });

  it.each([
    ['-1', 400],
    ['1', 400],
    ['149', 400],
    ['150', 200],
    ['0', 200],
  ])('with max_results %s answer %i', async (maxResults, status) => {
    const account = await running(catalogs());
    expect((await account.get(`${uc}/permissions/catalog/main?max_results=${maxResults}`)).status).toBe(status);
  });
});

describe('a reader who is not the metastore owner', () => {
  it('is shown only what it owns, without a word about the rest', async () => {
    const account = await running(catalogs(), { readerSeesAll: false });
    expect((await account.get(`${uc}/metastore_summary`)).json).toMatchObject({ owner: 'metastore-owners' });
    expect((await account.get(`${uc}/catalogs`)).json).toEqual({});
    expect(await names(account, `${uc}/schemas?catalog_name=main`, 'schemas')).toEqual(['sales']);
    expect(await names(account, `${uc}/tables?catalog_name=main&schema_name=sales`, 'tables')).toEqual(['orders']);
  });

  it('reads no grants, or is refused', async () => {
    const quiet = await running(catalogs(), { readerSeesAll: false });
    expect((await quiet.get(`${uc}/permissions/catalog/main`)).json).toEqual({});
    const loud = await running(catalogs(), { readerSeesAll: false, grantsWithoutRight: 'refuse403' });
    expect((await loud.get(`${uc}/permissions/catalog/main`)).status).toBe(403);
    expect((await loud.get(`${uc}/permissions/table/main.sales.orders`)).status).toBe(200);
  });

  it('sees all through a group that owns the metastore', async () => {
    const story = catalogs();
    for (const metastore of story.metastores) metastore.owner = 'readers';
    const account = await running(story);
    expect(await names(account, `${uc}/catalogs`, 'catalogs')).toEqual(['main']);
    account.model.removeMember(account.model.idOf('readers'), account.model.idOf('access-desk-reader'));
    expect((await account.get(`${uc}/catalogs`)).json).toEqual({});
  });
});

describe('a workspace host', () => {
  it('tells its metastore', async () => {
    const account = await running(catalogs());
    expect((await account.get(`${uc}/current-metastore-assignment`)).text).toContain('"workspace_id":9007199254740997');
    const bare = await account.get('/ws/54/api/2.1/unity-catalog/metastore_summary');
    expect([bare.status, bare.json]).toMatchObject([404, { error_code: 'METASTORE_DOES_NOT_EXIST' }]);
  });

  it('answers HTML when it is not there or not running', async () => {
    const account = await running(catalogs());
    const gone = await account.get('/ws/999/api/2.1/unity-catalog/catalogs');
    expect([gone.status, gone.text]).toEqual([404, '<html><body><pre>Workspace not found</pre></body></html>']);
    expect((await account.get('/ws/53/api/2.1/unity-catalog/catalogs')).status).toBe(503);
  });

  it('can refuse the account token, and refuses the writer', async () => {
    const account = await running(catalogs(), { closedWorkspaces: ['52'] });
    expect((await account.get('/ws/52/api/2.1/unity-catalog/catalogs')).status).toBe(403);
    expect((await account.get(`${uc}/catalogs`, writerClient)).status).toBe(403);
  });

  it('follows a group that is renamed', async () => {
    const account = await running(catalogs());
    account.model.rename(account.model.idOf('readers'), 'lecteurs');
    const schemas = await account.get(`${uc}/schemas?catalog_name=main`);
    expect(schemas.json).toMatchObject({ schemas: [{ owner: 'lecteurs' }, { owner: 'boss' }] });
  });
});
