import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { buildPlan, connect } from '#cli/library.ts';
import { readerClient } from '#sandbox/simulators/databricks/clients.ts';
import type { Fault } from '#sandbox/simulators/http-faults.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import { accountInReach, adminClient } from '#test/cli/account-in-reach.ts';
import { planFor, THOMAS, twoPeople, typesOf, UWE } from './two-people.ts';

const broken: Fault = { kind: 'answer', status: 500, text: 'oops' };
const forbidden: Fault = { kind: 'answer', status: 403, json: { error_code: 'PERMISSION_DENIED', message: 'no' } };
const forGood = 1_000;
const wish = { source: THOMAS, target: UWE, scanUc: true };

/** One group that opens nothing: complete evidence skips it, anything less must not. */
const deadEnd = () =>
  twoPeople()
    .group('dead end', { members: [THOMAS] })
    .workspace('dev')
    .workspace('prod')
    .metastore('m')
    .securable('catalog', 'c')
    .securable('schema', 'c.s')
    .securable('table', 'c.s.t');

/** What a well-known tool of this field gets wrong when it reads; the numbers are those of the list it was read into. */
describe('reading, where another tool errs', () => {
  it('13.3 skips a dead end only where everything was read', async () => {
    expect(typesOf(await planFor(deadEnd()))).toEqual({ 'dead end': 'Skipped' });
  });

  it.each([
    ['the workspaces', /\/workspaces$/],
    ['the assignments of one workspace', /permissionassignments$/],
    ['the metastores', /\/metastores$/],
    ['the catalogs', /unity-catalog\/catalogs$/],
    ['the grants on a catalog', /permissions\/catalog\/c$/],
    ['the schemas', /unity-catalog\/schemas$/],
    ['the grants on a table', /permissions\/table\//],
    ['the shares', /unity-catalog\/shares$/],
    ['the external locations', /external-locations$/],
  ])('13.3 leaves it undecided where %s could not be read', async (_, path) => {
    for (const fault of [broken, forbidden, { kind: 'html' } as const, { kind: 'truncate' } as const]) {
      const reach = await accountInReach({ account: deadEnd().build() });
      reach.simulator.faults.add({ match: { method: 'GET', path }, times: forGood, fault });
      const built = await buildPlan(reach.client, wish);
      expect(typesOf({ built })).toEqual({ 'dead end': 'Unverified' });
      expect(built.plan.coverage.gaps.some(({ hides }) => hides)).toBe(true);
    }
  });

  it.each([
    ['a group', 'iamV2 on', /scim\/v2\/Groups\/\d+$/],
    ['a group', 'SCIM only', /scim\/v2\/Groups\/\d+$/],
    ['the list of groups', 'SCIM only', /scim\/v2\/Groups$/],
  ])('13.3 makes no plan where %s could not be read (%s)', async (_, route, path) => {
    const iamV2 = route === 'SCIM only' ? 'off404' : 'on';
    const reach = await accountInReach({ account: deadEnd().build(), iamV2 });
    reach.simulator.faults.add({ match: { method: 'GET', path }, times: forGood, fault: broken });
    await expect(buildPlan(reach.client, wish)).rejects.toMatchObject({ name: 'DirectoryUnavailable' });
  });

  it('13.5 reads every page of every list, empty ones in between, and asks for pages', async () => {
    const account = twoPeople()
      .group('last', { members: [THOMAS] })
      .workspace('dev')
      .metastore('m');
    for (let index = 0; index < 25; index += 1) account.securable('catalog', `c${index}`);
    account.securable('schema', 'c24.s', { grants: { last: ['SELECT'] } });
    const planned = await planFor(account, { ucPageSize: 3, ucEmptyPages: true });
    expect(typesOf(planned)).toEqual({ last: 'Databricks' });
    const unpaged = planned.simulator.requests.filter(
      ({ path, query }) => path.includes('/unity-catalog/') && query.get('max_results') === null,
    );
    expect(
      unpaged.map(({ path }) => path).filter((path) => /catalogs$|schemas$|tables$|permissions/.test(path)),
    ).toEqual([]);
  });

  it('13.6 takes nobody where two fit, and nobody else where a look-up fails', async () => {
    const account = twoPeople()
      .user('Anna Schmidt', 'anna@x.com')
      .user('Anna Schmidt', 'a.schmidt@x.com')
      .user('Away', 'away@x.com', { active: false })
      .user('Renamed', 'new.name@x.com', { emails: ['old.name@x.com'] })
      .servicePrincipal('away@x.com', '6f2c0000-0000-4000-8000-000000000001')
      .servicePrincipal('robot', '6f2c0000-0000-4000-8000-000000000002')
      .group('team');
    const { client, simulator } = await accountInReach({ account: account.build() });
    const plan = (target: string) => buildPlan(client, { source: THOMAS, target });
    await expect(plan('Anna Schmidt')).rejects.toMatchObject({ name: 'PrincipalAmbiguous' });
    await expect(plan('away@x.com')).rejects.toMatchObject({ name: 'PrincipalInactive' });
    await expect(plan('team')).rejects.toMatchObject({ name: 'GroupNamed' });
    expect((await plan('NEW.name@x.com')).plan.target.displayName).toBe('Renamed');
    expect((await plan('old.name@x.com')).plan.target.displayName).toBe('Renamed');
    simulator.faults.add({ match: { path: /\/Users$/ }, times: forGood, fault: broken });
    const robot = { source: '6f2c0000-0000-4000-8000-000000000002', target: 'away@x.com' };
    await expect(buildPlan(client, robot)).rejects.toMatchObject({ name: 'DirectoryUnavailable' });
  });

  it('13.7 asks no more of a large account than of a small one', async () => {
    const calls: number[] = [];
    for (const strangers of [5, 400]) {
      const account = deadEnd();
      for (let index = 0; index < strangers; index += 1) account.group(`stranger ${index}`, { members: [] });
      calls.push((await planFor(account)).simulator.requests.length);
    }
    expect(calls[1]).toBe(calls[0]);
  });

  it.each(['on', 'off404'] as const)('13.8 finds a membership on the last page of groups, IAM v2 %s', async (iamV2) => {
    const account = twoPeople();
    for (let index = 0; index < 230; index += 1) account.group(`stranger ${index}`);
    account.group('last', { members: [THOMAS] }).workspace('dev', { assignments: { last: 'USER' } });
    expect(typesOf(await planFor(account, { iamV2 }))).toEqual({ last: 'Databricks' });
  });

  it('13.17 reads the objects of a metastore once, however many workspaces it has', async () => {
    const account = twoPeople().group('g', { members: [THOMAS] });
    for (const name of ['w1', 'w2', 'w3', 'w4', 'w5', 'w6']) account.workspace(name);
    account
      .metastore('m')
      .securable('catalog', 'c1')
      .securable('catalog', 'c2', { isolatedTo: ['w4'] });
    const { simulator } = await planFor(account.securable('schema', 'c1.s', { grants: { g: ['SELECT'] } }));
    const asked = simulator.requests
      .map(({ path, query }) => `${path} ${query.get('catalog_name') ?? ''}`)
      .filter((path) => path.includes('unity-catalog'))
      .map((path) => path.replace(/^\/ws\/\d+/, ''))
      .filter((path) => !path.includes('metastore_summary'));
    expect(asked.some((path) => path.includes('permissions/catalog/c2'))).toBe(true);
    expect(asked.filter((path, index) => asked.indexOf(path) !== index)).toEqual([]);
  });

  it('13.18 says which workspaces it could not look into, and makes up no host name', async () => {
    const account = deadEnd().workspace('new', { status: 'PROVISIONING' });
    const reach = await accountInReach({ account: account.build() });
    const { url: host, accountId } = reach.simulator;
    const { clientId, clientSecret } = adminClient;
    // Without URLs of its own a loopback account has none: there is no domain to put a deployment name before.
    const client = connect({ host, accountId, clientId, clientSecret, clock: reach.clock });
    const built = await buildPlan(client, wish);
    expect(typesOf({ built })).toEqual({ 'dead end': 'Unverified' });
    const gaps = built.plan.coverage.gaps.map(({ area, what, reason }) => `${area} ${what}: ${reason}`);
    expect(gaps).toContain('workspace new: not running (PROVISIONING)');
    expect(gaps.some((gap) => gap.startsWith('unityCatalog'))).toBe(true);
  });

  it('13.19 waits until a date, renews a token, gives up in time, and knows no default cloud', async () => {
    const reach = await accountInReach({ account: deadEnd().build() });
    const { simulator, client, clock } = reach;
    const start = clock.now().getTime();
    const headers = { date: new Date(start).toUTCString(), 'retry-after': new Date(start + 90_000).toUTCString() };
    const path = /permissionassignments$/;
    simulator.faults.add({ match: { path }, fault: { kind: 'answer', status: 429, headers } });
    expect(typesOf({ built: await buildPlan(client, wish) })).toEqual({ 'dead end': 'Skipped' });
    expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(90_000);

    simulator.revokeTokens();
    expect(typesOf({ built: await buildPlan(client, wish) })).toEqual({ 'dead end': 'Skipped' });

    simulator.faults.add({ match: { path: /Groups\/1$/ }, times: forGood, fault: { kind: 'hang' } });
    const hurried = databricksReader({
      host: simulator.url,
      accountId: simulator.accountId,
      credentials: async () => adminClient,
      secretName: 'secret',
      privateHosts: [],
      version: '0',
      now: () => 0,
      sleep: async () => undefined,
      timeoutMs: 50,
      workspaceUrls: {},
    });
    await expect(hurried.readGroup('1')).rejects.toMatchObject({ name: 'DirectoryUnavailable' });
    const nobody = { accountId: 'a', clientId: 'c', clientSecret: 's' };
    expect(() => connect(nobody)).toThrow('neither cloud nor host');
  });

  it('13.20 stays who it is where it is refused, whatever this machine has lying about', async () => {
    const home = mkdtempSync(join(tmpdir(), 'home-'));
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(home, { recursive: true });
    });
    const account = deadEnd().build();
    const dev = account.workspaces[0]?.id ?? '';
    const reach = await accountInReach({ account, clients: [adminClient, otherClient], closedWorkspaces: [dev] });
    const { clientId, clientSecret } = otherClient;
    const profile = { host: reach.simulator.url, client_id: clientId, client_secret: clientSecret };
    const lines = Object.entries(profile).map(([key, value]) => `${key} = ${value}`);
    writeFileSync(join(home, '.databrickscfg'), ['[DEFAULT]', ...lines].join('\n'));
    vi.stubEnv('HOME', home);
    vi.stubEnv('DATABRICKS_HOST', reach.simulator.url);
    vi.stubEnv('DATABRICKS_CLIENT_ID', clientId);
    vi.stubEnv('DATABRICKS_CLIENT_SECRET', clientSecret);
    vi.stubEnv('DATABRICKS_TOKEN', 'somebody');
    reach.simulator.faults.add({ match: { path: /permissionassignments$/ }, times: forGood, fault: forbidden });
    const built = await buildPlan(reach.client, wish);
    expect(typesOf({ built })).toEqual({ 'dead end': 'Unverified' });
    const who = reach.simulator.requests.flatMap(({ principal }) => principal ?? []);
    expect(new Set(who)).toEqual(new Set([adminClient.clientId]));
  });
});

const otherClient = {
  ...readerClient,
  clientId: '5a1f0c52-0d0e-4d6c-9a7e-2f6f1b1c0a09',
  clientSecret: 'of somebody else',
};
