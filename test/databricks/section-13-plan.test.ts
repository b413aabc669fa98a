import { describe, expect, it } from 'vitest';
import { buildPlan } from '#cli/library.ts';
import { accountInReach } from '#test/cli/account-in-reach.ts';
import { actionOf, planFor, THOMAS, twoPeople, typesOf, UWE } from './two-people.ts';

/** What a well-known tool of this field gets wrong when it judges; the numbers are those of the list it was read into. */
describe('a plan, where another tool errs', () => {
  it('13.1 subtracts what the target has, however it was named', async () => {
    const account = twoPeople()
      .group('shared', { members: [THOMAS, UWE] })
      .group('nested', { members: ['inner', THOMAS] })
      .group('inner', { members: [UWE] })
      .workspace('dev', { assignments: { shared: 'USER', nested: 'USER' } })
      .metastore('m');
    for (const target of [UWE, UWE.toUpperCase(), 'Uwe Becker']) {
      const { plan } = (await planFor(account, {}, { target })).built;
      expect(plan.actions).toEqual([]);
      const both = plan.comparison.filter(({ inSource, inTarget }) => inSource && inTarget);
      expect(both.map(({ group }) => group.name)).toEqual(['account users', 'nested', 'shared']);
    }
  });

  it('13.2 counts what ancestors open, however far up', async () => {
    const planned = await planFor(
      twoPeople()
        .group('team', { members: [THOMAS] })
        .group('middle', { members: ['team'] })
        .group('top', { members: ['middle'] })
        .group('data', { members: [THOMAS] })
        .group('above data', { members: ['data'] })
        .workspace('prod', { assignments: { top: 'USER' } })
        .metastore('m')
        .securable('catalog', 'sales', { grants: { 'above data': ['SELECT'] } }),
    );
    expect(typesOf(planned)).toEqual({ team: 'Databricks', data: 'Databricks' });
    expect(actionOf(planned, 'team').workspaces).toMatchObject([
      { workspaceName: 'prod', viaGroupId: planned.id('top') },
    ]);
    expect(actionOf(planned, 'data').grants).toMatchObject([{ name: 'sales', viaGroupId: planned.id('above data') }]);
  });

  it.each([
    ['catalog', 'c'],
    ['schema', 'c.s'],
    ['table', 'c.s.t'],
    ['volume', 'c.s.v'],
    ['function', 'c.s.f'],
    ['model', 'c.s.m'],
    ['external_location', 'landing'],
    ['storage_credential', 'key'],
    ['credential', 'service key'],
    ['connection', 'crm'],
    ['share', 'partners'],
  ] as const)('13.4 counts grants on and ownership of a %s', async (kind, fullName) => {
    const account = twoPeople()
      .group('granted', { members: [THOMAS] })
      .group('owning', { members: [THOMAS] })
      .workspace('dev')
      .metastore('m');
    if (kind !== 'catalog') account.securable('catalog', 'c').securable('schema', 'c.x');
    if (fullName.startsWith('c.s') && kind !== 'schema') account.securable('schema', 'c.s');
    const planned = await planFor(
      account.securable(kind, fullName, { owner: 'owning', grants: { granted: ['ANYTHING'] } }),
    );
    expect(actionOf(planned, 'granted').grants).toMatchObject([{ kind, name: fullName, privileges: ['ANYTHING'] }]);
    expect(actionOf(planned, 'owning').grants).toMatchObject([{ kind, name: fullName, privileges: ['OWNER'] }]);
    expect(typesOf(planned)).toEqual({ granted: 'Databricks', owning: 'Databricks' });
  });

  it('13.4 counts grants on the metastore and roles, and names what nobody can read', async () => {
    const planned = await planFor(
      twoPeople()
        .group('creators', { members: [THOMAS] })
        .group('owners', { members: [THOMAS], roles: ['account_admin'] })
        .workspace('dev')
        .metastore('m', { grants: { creators: ['CREATE_CATALOG'] } }),
    );
    expect(typesOf(planned)).toEqual({ creators: 'Databricks', owners: 'Blocked' });
    const { notCovered } = planned.built.plan.coverage;
    expect(notCovered.join('; ')).toMatch(/permissions on workspace objects.*entitlements/);
  });

  it('13.9 asks who owns the membership, not only the group, and never plans a built-in group', async () => {
    const account = twoPeople()
      .group('without external id', { members: [THOMAS] })
      .group('local', { members: [THOMAS] })
      .workspace('dev', { assignments: { 'without external id': 'USER', local: 'USER', 'account users': 'USER' } })
      .metastore('m')
      .build();
    const uwe = account.users.find(({ userName }) => userName === UWE)?.id;
    for (const group of account.groups) {
      if (group.displayName === 'without external id') {
        for (const member of group.members) member.source = 'IDENTITY_PROVIDER';
      }
      // Even if the built-in group did not list him, nobody could or should be added to it.
      if (group.builtIn) group.members = group.members.filter(({ id }) => id !== uwe);
    }
    const { client } = await accountInReach({ account });
    const built = await buildPlan(client, { source: THOMAS, target: UWE, scanUc: true });
    expect(typesOf({ built })).toEqual({ local: 'Databricks', 'without external id': 'IdP required' });
  });

  it('13.10 tells groups apart by case, and service principals by application id', async () => {
    const [prod, test] = ['6f2c0000-0000-4000-8000-000000000001', '6f2c0000-0000-4000-8000-000000000002'];
    const planned = await planFor(
      twoPeople()
        .servicePrincipal('etl', prod)
        .servicePrincipal('etl test', test)
        .group('twin', { members: ['etl'] })
        .group('Twin', { members: ['etl'] })
        .workspace('dev')
        .metastore('m')
        .securable('catalog', 'by id', { grants: { [prod]: ['SELECT'] } })
        .securable('catalog', 'by name', { grants: { etl: ['SELECT'] } })
        .securable('catalog', 'twins', { grants: { Twin: ['SELECT'] } }),
      {},
      { source: prod, target: test },
    );
    expect(typesOf(planned)).toEqual({ Twin: 'Databricks', twin: 'Skipped' });
    expect(planned.built.plan.notCopied).toEqual(['direct grant on catalog by id (SELECT)']);
  });

  it('13.14 flags what elevates, and never adds to a group that carries a role or leads to one', async () => {
    const planned = await planFor(
      twoPeople()
        .group('workspace admins', { members: [THOMAS] })
        .group('catalog managers', { members: [THOMAS] })
        .group('everything', { members: [THOMAS] })
        .group('readers', { members: [THOMAS] })
        .group('role', { members: [THOMAS], roles: ['account_admin'] })
        .group('below a role', { members: [THOMAS] })
        .group('role above', { members: ['below a role'], roles: ['billing_admin'] })
        .workspace('prod', { assignments: { 'workspace admins': 'ADMIN', readers: 'USER', 'below a role': 'USER' } })
        .metastore('m')
        .securable('catalog', 'c', { grants: { 'catalog managers': ['MANAGE'], everything: ['ALL_PRIVILEGES'] } }),
    );
    const elevated = planned.built.databricksActions.map(({ group, elevated: why }) => [group.name, why.length]);
    expect(elevated).toEqual([
      ['catalog managers', 1],
      ['everything', 1],
      ['readers', 0],
      ['workspace admins', 1],
    ]);
    expect(planned.built.blocked.map(({ group, reason }) => [group.name, reason])).toEqual([
      ['below a role', 'role billing_admin through role above'],
      ['role', 'role account_admin'],
    ]);
    expect(planned.built.plan.verdict.word).toBe('LOOK CLOSER');
  });

  it('13.15 says what a scan would decide, and adds a group that opens data only after one', async () => {
    const account = twoPeople()
      .group('data only', { members: [THOMAS] })
      .workspace('dev')
      .metastore('m')
      .securable('catalog', 'c', { grants: { 'data only': ['SELECT'] } });
    const unscanned = await planFor(account, {}, { scanUc: false });
    expect(actionOf(unscanned, 'data only')).toMatchObject({
      type: 'Unverified',
      evidence: 'unknown',
      reason: 'no workspace assignment, Unity Catalog not scanned',
    });
    expect(typesOf(await planFor(account))).toEqual({ 'data only': 'Databricks' });
  });

  it('13.16 names the rights outside groups, and refuses what is no copy between equals', async () => {
    const planned = await planFor(
      twoPeople()
        .user('Old Hand', 'old@x.com', { roles: ['billing_admin'] })
        .user('Guest', 'gus_partner.com#EXT#@x.com', { emails: [] })
        .servicePrincipal('etl', '6f2c0000-0000-4000-8000-000000000001')
        .group('team', { members: ['old@x.com'] })
        .workspace('prod', { assignments: { 'old@x.com': 'ADMIN' } })
        .metastore('m')
        .securable('catalog', 'c')
        .securable('schema', 'c.s', { grants: { 'old@x.com': ['SELECT'] } }),
      {},
      { source: 'old@x.com' },
    );
    expect(planned.built.plan.notCopied).toEqual([
      'own role billing_admin',
      'direct assignment to workspace prod (ADMIN)',
      'direct grant on schema c.s (SELECT)',
    ]);
    const plan = (source: string, target: string) => buildPlan(planned.client, { source, target });
    await expect(plan(THOMAS, 'THOMAS@x.com')).rejects.toMatchObject({ name: 'SamePrincipal' });
    await expect(plan(THOMAS, 'etl')).rejects.toMatchObject({ name: 'PrincipalKindMismatch' });
    // A guest is found by the address the invitation went to, and shown with the name that tells where he is from.
    const guest = await plan('old@x.com', 'gus@partner.com');
    expect(guest.plan.target.name).toBe('gus_partner.com#EXT#@x.com');
    expect(guest.plan.verdict.reasons).toContain('the target is a guest of another organisation');
  });

  it('13.22 joins what lies between the groups: other ways in, ways past what is left out, a source long gone', async () => {
    const account = twoPeople()
      .user('Gone', 'gone@x.com', { active: false })
      .group('outer', { members: ['gone@x.com', 'inner', 'side'] })
      .group('inner', { members: ['gone@x.com'] })
      .group('side', { members: ['gone@x.com'] })
      .workspace('dev', { assignments: { outer: 'ADMIN', inner: 'USER', side: 'USER' } })
      .metastore('m');
    const planned = await planFor(account, {}, { source: 'gone@x.com', without: ['outer'] });
    expect(actionOf(planned, 'outer')).toMatchObject({
      type: 'Skipped',
      otherPaths: 2,
      reason: 'left out on request; comes all the same through inner',
    });
    expect(planned.built.plan.verdict.reasons).toEqual(
      expect.arrayContaining([
        'the source is deactivated in Databricks',
        'one group was to be left out but will come through another group',
        '2 groups give workspace ADMIN in dev',
      ]),
    );
  });
});
