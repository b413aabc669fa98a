import { describe, expect, it } from 'vitest';
import { buildPlan, compare, connect } from '#cli/library.ts';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { ConfigurationInvalid } from '#shared/errors.ts';
import { accountInReach } from './account-in-reach.ts';

const names = (lines: readonly { readonly group: { readonly name: string } }[]) => lines.map(({ group }) => group.name);

describe('connect', () => {
  const account = { accountId: 'a', clientId: 'c', clientSecret: 's' };

  it('knows the account console of each cloud', () => {
    expect(connect({ cloud: 'azure', ...account }).host).toBe('https://accounts.azuredatabricks.net');
    expect(connect({ host: 'accounts.cloud.databricks.com/', ...account }).host).toBe(
      'https://accounts.cloud.databricks.com',
    );
    expect(connect({ host: 'https://dbx.corp.example', privateHosts: ['dbx.corp.example'], ...account }).host).toBe(
      'https://dbx.corp.example',
    );
  });

  it.each([
    [{}],
    [{ cloud: 'aws', host: 'https://accounts.cloud.databricks.com' }],
    [{ host: 'https://dbx.corp.example' }],
    [{ host: 'ftp://127.0.0.1' }],
    [{ host: 'not a host' }],
    [{ cloud: 'aws', accountId: ' ' }],
  ] as const)('refuses %j', (options) => {
    expect(() => connect({ ...account, ...options })).toThrow(ConfigurationInvalid);
  });
});

describe('compare', () => {
  it('tells who is in what', async () => {
    const { client } = await accountInReach();
    const { onlyInA, onlyInB, inBoth } = await compare(client, 'thomas@company.com', 'uwe@company.com');
    expect(names(onlyInA)).toEqual([
      'bi-consumers',
      'data-engineers',
      'ml-catalog-readers',
      'npb-platform-users',
      'scratch-workspace-admins',
    ]);
    expect(names(onlyInB)).toEqual(['legacy-etl-users']);
    expect(names(inBoth)).toEqual(['account users', 'npb-developers', 'shared-readers']);
    expect(onlyInA[0]).toMatchObject({ directInSource: false, group: { origin: 'external', id: '9007199254741997' } });
  });

  it('compares a person with a service principal, and somebody inactive: nothing is copied', async () => {
    const { client } = await accountInReach();
    expect(names((await compare(client, 'thomas@company.com', 'etl-prod')).onlyInB)).toEqual([
      'etl-landing',
      'etl-writers',
    ]);
    expect(names((await compare(client, 'petra.novak@company.com', 'uwe@company.com')).onlyInA)).toEqual([]);
  });

  it.each(['on', 'off404'] as const)('compares groups, with IAM v2 %s', async (iamV2) => {
    const nested = accountModel()
      .user('A', 'a@x.com')
      .group('top', { members: ['middle'] })
      .group('middle', { members: ['left', 'a@x.com'] })
      .group('shared', { members: ['left', 'right'] })
      .group('aside', { members: ['right'], externalId: 'e' })
      .group('left')
      .group('right')
      .build();
    const { client, id } = await accountInReach({ account: nested, iamV2 });
    const both = await compare(client, 'left', 'right');
    expect(both.onlyInA.map(({ pathInSource }) => pathInSource.join('>'))).toEqual(['left>middle', 'left>middle>top']);
    expect(both.onlyInB).toMatchObject([{ group: { name: 'aside', origin: 'external' }, directInTarget: true }]);
    expect(names(both.inBoth)).toEqual(['shared']);
    expect(both.plan).toBeNull();

    const byId = await compare(client, id('left'), 'right');
    expect(byId.a).toMatchObject({ kind: 'group', name: 'left' });
    expect(byId.lines).toEqual(both.lines);
    await expect(buildPlan(client, { source: id('left'), target: 'a@x.com' })).rejects.toMatchObject({
      name: 'GroupNamed',
    });
    const mixed = await compare(client, 'a@x.com', 'left');
    expect(names(mixed.inBoth)).toEqual(['middle', 'top']);
    expect(names(mixed.onlyInA)).toEqual(['account users']);
  });
});

describe('buildPlan', () => {
  const wish = { source: 'thomas@company.com', target: 'uwe@company.com' };

  it('splits the gap by who can do something about it', async () => {
    const { client } = await accountInReach();
    const plan = await buildPlan(client, { ...wish, scanUc: true, without: ['npb-platform-users'] });
    expect(names(plan.idpActions)).toEqual(['data-engineers']);
    expect(names(plan.databricksActions)).toEqual(['scratch-workspace-admins']);
    expect(names(plan.skipped)).toEqual(['ml-catalog-readers', 'npb-platform-users']);
    expect(names(plan.follows)).toEqual(['bi-consumers']);
    expect([plan.unverified, plan.blocked]).toEqual([[], []]);
    expect(plan.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('leaves undecided what nobody looked for, and blocks what a policy names', async () => {
    const { client } = await accountInReach();
    const neverCopy = { ids: [], names: ['scratch-*'] };
    const plan = await buildPlan(client, { ...wish, neverCopy });
    expect(names(plan.unverified)).toEqual(['ml-catalog-readers']);
    expect(names(plan.blocked)).toEqual(['scratch-workspace-admins']);
  });

  it('gives the same plan on both routes, and says the same twice', async () => {
    const [iam, scim] = [await accountInReach(), await accountInReach({ iamV2: 'off403' })];
    const [a, again, b] = [
      await buildPlan(iam.client, wish),
      await buildPlan(iam.client, wish),
      await buildPlan(scim.client, wish),
    ];
    expect(again.digest).toBe(a.digest);
    expect(b.plan.actions).toEqual(a.plan.actions);
    expect([a.plan.route, b.plan.route]).toEqual(['iam-v2', 'scim']);
  });

  it('tells how far it is', async () => {
    const { client } = await accountInReach();
    const doing = new Set<string>();
    await buildPlan(client, { ...wish, scanUc: true, onProgress: (progress) => doing.add(progress.doing) });
    expect([...doing].slice(0, 3)).toEqual([
      'looking for both',
      'reading memberships',
      'reading workspaces and grants',
    ]);
  });
});
