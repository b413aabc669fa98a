import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { etlProdApplicationId } from '#sandbox/simulators/databricks/example-account.ts';
import { accountUnderTest, errorOf } from './account-under-test.ts';

describe('findPrincipals', () => {
  it('finds a user by e-mail without regard to case, with everything a GET tells', async () => {
    await using account = await accountUnderTest();
    expect(await account.reader.findPrincipals('Thomas@Company.com')).toEqual([
      {
        kind: 'user',
        id: '9007199254740993',
        name: 'thomas@company.com',
        displayName: 'Thomas Müller',
        givenName: 'Thomas',
        active: true,
        emails: ['thomas@company.com'],
        externalId: '6d1f0a52-0000-4000-8000-000000000001',
        roles: [],
      },
    ]);
  });

  it('finds a user by id, display name, and an e-mail that is not the user name', async () => {
    const model = accountModel().user('Ada L', 'ada@guest.example', { id: '77', emails: ['Ada.L@corp.example'] });
    await using account = await accountUnderTest({ account: model.build() });
    for (const name of ['77', 'Ada L', 'ada.l@corp.example']) {
      const found = await account.reader.findPrincipals(name);
      expect(found.map(({ id }) => id)).toEqual(['77']);
      expect(found[0]?.emails).toEqual(['ada@guest.example', 'ada.l@corp.example']);
    }
  });

  it('finds a service principal by application id, id and display name', async () => {
    await using account = await accountUnderTest();
    const id = account.simulator.model.idOf('etl-prod');
    for (const name of [etlProdApplicationId, etlProdApplicationId.toUpperCase(), id, 'etl-prod']) {
      const found = await account.reader.findPrincipals(name);
      expect(found).toMatchObject([{ kind: 'servicePrincipal', id, name: etlProdApplicationId, givenName: null }]);
    }
  });

  it('takes display names by their exact case only', async () => {
    await using account = await accountUnderTest();
    expect(await account.reader.findPrincipals('thomas müller')).toEqual([]);
    expect(await account.reader.findPrincipals('ETL-prod')).toEqual([]);
  });

  it('gives every principal of one display name, of both kinds', async () => {
    const model = accountModel()
      .user('robot', 'robot@company.com')
      .user('robot', 'robot2@company.com')
      .servicePrincipal('robot', '00000000-0000-4000-8000-000000000001');
    await using account = await accountUnderTest({ account: model.build() });
    const found = await account.reader.findPrincipals('robot');
    expect(found.map(({ kind }) => kind)).toEqual(['user', 'user', 'servicePrincipal']);
  });

  it('prefers who is identified over who is only called so', async () => {
    const model = accountModel()
      .user('Real', 'ops@company.com')
      .servicePrincipal('ops@company.com', '00000000-0000-4000-8000-000000000001');
    await using account = await accountUnderTest({ account: model.build() });
    expect(await account.reader.findPrincipals('ops@company.com')).toMatchObject([
      { kind: 'user', displayName: 'Real' },
    ]);
  });

  it('takes nobody for somebody who is not there, because he calls himself so', async () => {
    const absent = '00000000-0000-4000-8000-000000000002';
    const model = accountModel()
      .user('new@company.com', 'mallory@company.com')
      .user(absent, 'eve@company.com')
      .servicePrincipal('new@company.com', '00000000-0000-4000-8000-000000000001');
    await using account = await accountUnderTest({ account: model.build() });
    expect(await account.reader.findPrincipals('new@company.com')).toEqual([]);
    expect(await account.reader.findPrincipals('New@Company.com')).toEqual([]);
    expect(await account.reader.findPrincipals(absent)).toEqual([]);
  });

  it('takes quotes and backslashes as part of the name', async () => {
    const name = 'Mc "Quote\\" or userName ne "x';
    await using account = await accountUnderTest({ account: accountModel().user(name, 'q@company.com').build() });
    expect(await account.reader.findPrincipals(name)).toMatchObject([{ name: 'q@company.com' }]);
  });

  it('reads past the first page of hits', async () => {
    const model = accountModel();
    for (const n of [1, 2, 3, 4, 5]) model.user(n === 5 ? 'Sam' : 'SAM', `sam${n}@company.com`);
    await using account = await accountUnderTest({ account: model.build(), simulator: { scimPageSize: 2 } });
    expect(await account.reader.findPrincipals('Sam')).toMatchObject([{ name: 'sam5@company.com' }]);
  });

  it.each([/Users$/, /ServicePrincipals$/])('never answers when a look-up failed: %s', async (path) => {
    await using account = await accountUnderTest();
    account.simulator.faults.add({ match: { path }, times: 99, fault: { kind: 'answer', status: 500, text: 'down' } });
    expect((await errorOf(account.reader.findPrincipals('etl-prod'))).name).toBe('DirectoryUnavailable');
  });

  it('finds a guest by user name, in any case, and by the address the invitation went to', async () => {
    const name = 'gus_partner.com#EXT#@tenant.onmicrosoft.com';
    const model = accountModel()
      .user('Gus Guest', name, { id: '81', emails: [] })
      .user('Other', 'gus_partner.com.au#EXT#@tenant.onmicrosoft.com', { emails: [] })
      .user('Like it', 'gus_partner.com@company.com');
    await using account = await accountUnderTest({ account: model.build() });
    for (const asked of [name, name.toLowerCase(), name.toUpperCase(), 'gus@partner.com', 'Gus@Partner.com']) {
      expect((await account.reader.findPrincipals(asked)).map(({ id }) => id)).toEqual(['81']);
    }
  });

  it('is ambiguous about a guest of two tenants, and prefers who has the address', async () => {
    const model = accountModel()
      .user('Gus', 'gus_partner.com#EXT#@one.onmicrosoft.com', { id: '81', emails: [] })
      .user('Gus', 'gus_partner.com#EXT#@two.onmicrosoft.com', { id: '82', emails: [] })
      .user('Ann', 'ann_partner.com#EXT#@one.onmicrosoft.com', { id: '83', emails: [] })
      .user('Ann', 'ann@partner.com', { id: '84' });
    await using account = await accountUnderTest({ account: model.build() });
    const ids = async (asked: string) => (await account.reader.findPrincipals(asked)).map(({ id }) => id);
    expect(await ids('gus@partner.com')).toEqual(['81', '82']);
    expect(await ids('ann@partner.com')).toEqual(['84']);
  });

  it('never takes another for a user who is inactive', async () => {
    const model = accountModel()
      .user('Petra', 'petra@company.com', { id: '91', active: false })
      .user('petra@company.com', 'petra2@company.com');
    await using account = await accountUnderTest({ account: model.build() });
    expect(await account.reader.findPrincipals('petra@company.com')).toMatchObject([{ id: '91', active: false }]);
  });

  it('asks for an application id only where a name can be one, and reads each hit once', async () => {
    await using account = await accountUnderTest();
    await account.reader.findPrincipals('thomas@company.com');
    const calls = account.calls().map((call) => call.replace(/.*v2/, ''));
    expect(calls).toEqual(['/Users', '/Users', '/Users/9007199254740993']);
    await account.reader.findPrincipals(etlProdApplicationId);
    expect(
      account
        .calls()
        .slice(3)
        .map((call) => call.replace(/.*v2\/(\w+).*/, '$1')),
    ).toEqual(['Users', 'ServicePrincipals', 'ServicePrincipals']);
  });

  it('takes any text as the name it is', async () => {
    const texts = fc.string({
      unit: fc.oneof(fc.constantFrom('"', '\\', "'", '@', '#'), fc.string({ unit: 'binary' })),
    });
    const isAddress = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
    const names = texts.filter((text) => text.isWellFormed() && text !== '' && !isAddress(text));
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const model = accountModel().user(name, 'q@company.com').user(`${name}"`, 'r@company.com');
        await using account = await accountUnderTest({ account: model.build() });
        expect(await account.reader.findPrincipals(name)).toMatchObject([{ name: 'q@company.com' }]);
      }),
      { numRuns: 40 },
    );
  });

  it('finds nobody where there is nobody', async () => {
    await using account = await accountUnderTest();
    expect(await account.reader.findPrincipals('nobody@company.com')).toEqual([]);
    expect(await account.reader.findPrincipals('4711')).toEqual([]);
  });
});

describe('readPrincipal', () => {
  it('is null for who is gone, and for an id of the other kind', async () => {
    await using account = await accountUnderTest();
    expect(await account.reader.readPrincipal('user', '4711')).toBeNull();
    expect(await account.reader.readPrincipal('servicePrincipal', '9007199254740993')).toBeNull();
    expect(
      await account.reader.readPrincipal('user', account.simulator.model.idOf('petra.novak@company.com')),
    ).toMatchObject({ active: false });
  });

  it('does not take a web page with 404 for "gone"', async () => {
    await using account = await accountUnderTest();
    const fault = { kind: 'answer', status: 404, text: '<html><body>no such site</body></html>' } as const;
    account.simulator.faults.add({ match: { path: /Users/ }, fault });
    expect((await errorOf(account.reader.readPrincipal('user', '1'))).name).toBe('DirectoryUnavailable');
  });
});

describe('similarNames', () => {
  it.each([
    ['thmas@company.com', 'thomas@company.com'],
    ['htomas@company.com', 'thomas@company.com'],
    ['mira.kovac@compani.com', 'mira.kovac@company.com'],
    ['Toms Müller', 'Thomas Müller'],
    ['Uwe Bekcer', 'Uwe Becker'],
    ['etl-prdo', 'etl-prod'],
  ])('offers for %s among others %s', async (typed, meant) => {
    await using account = await accountUnderTest();
    expect(await account.reader.similarNames(typed)).toContain(meant);
  });

  it('is bounded in calls and candidates', async () => {
    const model = accountModel();
    for (let n = 0; n < 400; n += 1) model.user(`Same Name ${n}`, `same.name.${n}@company.com`);
    await using account = await accountUnderTest({ account: model.build() });
    expect((await account.reader.similarNames('Same Name 17')).length).toBeLessThanOrEqual(200);
    expect(account.calls().length).toBeLessThanOrEqual(6);
    expect(await account.reader.similarNames('ab')).toEqual([]);
  });
});
