import { describe, expect, it } from 'vitest';
import { buildPlan } from '#shared/domain/build-plan.ts';
import { DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable } from '#shared/errors.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import { readOn } from '#shared/planning/read-on.ts';
import { aGroupOf, anAccount } from '#test/builders/directory.ts';
import { exampleDirectory } from '#test/builders/example-directory.ts';
import { thomas, uwe } from '#test/builders/plan.ts';
import { aReading, comparable, readAll, readFindings, repeated } from './helpers.ts';

const options = { scanUc: true, without: [], neverCopy: { ids: [], names: [] } };

describe('memberships', () => {
  it('are the same on both routes, and each route is named', async () => {
    const byIam = await readFindings(exampleDirectory());
    const byScim = await readFindings(exampleDirectory({ iamV2: false }));
    expect([byIam.route, byScim.route]).toEqual(['iam-v2', 'scim']);
    expect(Object.keys(byIam.groups).sort()).toEqual(['100', '101', '102', '103', '104', '105', '106', '107', '108']);
    const alike = { route: 'iam-v2', sourceMembership: {} } as const;
    expect(comparable({ ...byScim, ...alike })).toEqual(comparable({ ...byIam, ...alike }));
    const types = buildPlan(byScim, options).actions.map(({ group, type }) => `${group.name}: ${type}`);
    expect(types).toEqual([
      'data-engineers: IdP required',
      'ml-catalog-readers: Skipped',
      'npb-platform-users: Databricks',
      'scratch-workspace-admins: Databricks',
    ]);
  });

  it.each([true, false])('nothing is read twice (IAM v2 answers: %s)', async (iamV2) => {
    const fake = exampleDirectory({ iamV2 });
    await readAll(fake);
    expect(repeated(fake.reads)).toEqual([]);
    expect(fake.reads).not.toContain(iamV2 ? 'readGroup 109' : 'membershipOrigin 104 7001');
  });

  it('lists the account once when IAM v2 stops answering between the two principals', async () => {
    const fake = exampleDirectory();
    const { transitiveGroupIds } = fake.directory;
    const halfGone = {
      ...fake.directory,
      transitiveGroupIds: async (id: string) => (id === thomas.id ? transitiveGroupIds(id) : null),
    };
    const reading = aReading();
    await readOn(halfGone, reading, { concurrency: 8, timeIsUp: () => false });
    expect(reading.route).toBe('scim');
    expect(repeated(fake.reads)).toEqual([]);
    const plan = buildPlan(findingsOf(reading), options);
    expect(plan.actions.map(({ group }) => group.id)).toEqual(['101', '103', '104', '105']);
  });

  it('asks IAM v2 who owns a membership only where the group itself does not tell', async () => {
    const fake = exampleDirectory({ origins: { '104': 'external' } });
    const findings = await readFindings(fake);
    expect(findings.sourceMembership['104']).toBe('external');
    expect(fake.reads).not.toContain('membershipOrigin 101 7001');
    const actions = buildPlan(findings, options).actions;
    expect(actions.find(({ group }) => group.id === '104')?.type).toBe('IdP required');
  });

  it('asks who owns a membership only where the plan has to know it', async () => {
    const fake = anAccount({
      groups: [
        aGroupOf('1', 'gap', [thomas]),
        aGroupOf('2', 'shared', [thomas, uwe]),
        aGroupOf('3', 'synced', [thomas], { externalId: 'entra-3' }),
        aGroupOf('100', 'account users', [thomas, uwe]),
      ],
    });
    fake.account.groups.push(aGroupOf('4', 'shared by nesting', [thomas, aGroupOf('2', 'shared')]));
    await readAll(fake);
    expect(fake.reads.filter((call) => call.startsWith('membershipOrigin'))).toEqual(['membershipOrigin 1 7001']);
  });

  it.each([
    ['IAM v2 does not name it', []],
    ['IAM v2 names it', [thomas, uwe]],
  ])('hold the group of everybody where %s', async (_case, members) => {
    const fake = anAccount({
      groups: [aGroupOf('1', 'shared', [thomas, uwe]), aGroupOf('100', 'account users', members)],
    });
    const { comparison, coverage, sharedCount } = buildPlan(await readFindings(fake), options);
    expect(comparison.map(({ group, inSource, inTarget }) => [group.id, inSource, inTarget])).toEqual([
      ['100', true, true],
      ['1', true, true],
    ]);
    expect(sharedCount).toBe(2);
    expect(coverage.gaps.filter(({ area }) => area === 'membership')).toEqual([]);
    expect(fake.reads.filter((call) => call.startsWith('findGroupIds'))).toHaveLength(members.length === 0 ? 1 : 0);
  });

  it('goes on without a group that was deleted in between', async () => {
    const fake = exampleDirectory();
    fake.fault = (call) => {
      if (call.startsWith('readGroup')) fake.account.groups = fake.account.groups.filter(({ id }) => id !== '105');
      return undefined;
    };
    const reading = await readAll(fake);
    expect(reading.asked['105']).toBe(true);
    expect(findingsOf(reading).groups['105']).toBeUndefined();
    expect(repeated(fake.reads)).toEqual([]);
    const plan = buildPlan(findingsOf(reading), options);
    expect(plan.coverage.gaps).toContainEqual({
      area: 'membership',
      what: 'group 105',
      reason: 'IAM v2 names it, but it cannot be found',
      hides: true,
    });
    expect(plan.actions.map(({ type }) => type)).not.toContain('Skipped');
    expect(plan.verdict.reasons).toContain('one group has a nesting that could not be read');
  });

  it('says where IAM v2 does not tell who owns a membership', async () => {
    const fake = exampleDirectory();
    const directory = { ...fake.directory, membershipOrigin: async () => null };
    const reading = aReading();
    await readOn(directory, reading, { concurrency: 8, timeIsUp: () => false });
    const plan = buildPlan(findingsOf(reading), options);
    expect(plan.coverage.gaps.map(({ what, reason, hides }) => `${what}: ${reason} (${hides})`)).toEqual(
      ['ml-catalog-readers', 'npb-platform-users', 'scratch-workspace-admins'].map(
        (name) => `who owns the membership in ${name}: IAM v2 does not tell; taken as managed in Databricks (false)`,
      ),
    );
    expect(plan.actions.map(({ type }) => type)).toEqual(['IdP required', 'Skipped', 'Databricks', 'Databricks']);
    expect(plan.verdict.reasons.join()).not.toContain('nesting');
  });

  it.each([
    true,
    false,
  ])('fail where no group shows a member: that is no account without memberships (%s)', async (iamV2) => {
    const fake = exampleDirectory({ iamV2 });
    for (const group of fake.account.groups) Object.assign(group, { members: [], memberCount: 0 });
    const transitiveGroupIds = async () => (iamV2 ? ['101', '104'] : null);
    const read = readOn({ ...fake.directory, transitiveGroupIds }, aReading(), {
      concurrency: 8,
      timeIsUp: () => false,
    });
    await expect(read).rejects.toMatchObject({ name: 'DirectoryRefused', facts: { what: 'members of groups' } });
  });

  it('hold a group that moved up to a page read already, because another was deleted meanwhile', async () => {
    const fake = exampleDirectory({ iamV2: false });
    const { groups } = fake.account;
    // The first page holds a group nobody of the two is in, and the one behind that page is in the gap.
    const [moved] = groups.splice(
      groups.findIndex(({ id }) => id === '104'),
      1,
    );
    if (moved === undefined) throw new Error('no such group');
    groups.unshift(aGroupOf('900', 'stranger'));
    groups.splice(4, 0, moved);
    let deleted = false;
    fake.fault = (call) => {
      if (call === 'listGroupIds 5' && !deleted) {
        deleted = true;
        fake.account.groups.shift();
      }
      return undefined;
    };
    const reading = await readAll(fake);
    expect(Object.keys(reading.groups)).toContain('104');
    const plan = buildPlan(findingsOf(reading), options);
    expect(plan.actions.map(({ group }) => group.id)).toContain('104');
    expect(repeated(fake.reads.filter((call) => call.startsWith('readGroup')))).toEqual([]);
  });

  it('keeps of huge groups only the members that matter', async () => {
    const fake = exampleDirectory();
    const crowd = Array.from({ length: 5000 }, (_, index) => ({ kind: 'user' as const, id: `9${index}` }));
    const strangers = Array.from({ length: 50 }, (_, index) => ({ kind: 'group' as const, id: `8${index}` }));
    const unknowns = Array.from({ length: 50 }, (_, index) => ({ kind: 'unknown' as const, id: `7${index}` }));
    for (const group of fake.account.groups) group.members.push(...crowd, ...strangers, ...unknowns);
    for (const iamV2 of [true, false]) {
      fake.account.iamV2 = iamV2;
      const { groups } = await readFindings(fake);
      const members = Object.values(groups).flatMap((group) => group.members.map(({ id }) => id));
      expect(new Set(members)).toEqual(new Set([thomas.id, uwe.id, '101']));
      expect(groups['104']?.memberCount).toBe(20);
    }
  });

  it.each([true, false])('follow a nesting whose kind SCIM does not tell (IAM v2: %s)', async (iamV2) => {
    const child = aGroupOf('1', 'child', [thomas]);
    const parent = aGroupOf('2', 'parent', [], { members: [{ kind: 'unknown', id: '1' }] });
    const findings = await readFindings(anAccount({ groups: [child, parent], iamV2 }));
    expect(Object.keys(findings.groups)).toEqual(['1', '2']);
    expect(buildPlan(findings, options).follows.map(({ group }) => group.name)).toEqual(['parent']);
  });

  it('keep a group IAM v2 names although no member list leads to it, so that the plan can say so', async () => {
    const fake = anAccount({ groups: [aGroupOf('1', 'seen', [thomas]), aGroupOf('2', 'hidden')] });
    const directory = {
      ...fake.directory,
      transitiveGroupIds: async (id: string) => (id === thomas.id ? ['1', '2'] : []),
    };
    const reading = aReading();
    await readOn(directory, reading, { concurrency: 8, timeIsUp: () => false });
    const { coverage } = buildPlan(findingsOf(reading), options);
    expect(coverage.gaps.map(({ area, what }) => `${area}: ${what}`)).toContain(
      'membership: nesting of hidden not readable',
    );
  });

  it('show built-in groups on the SCIM route even where their members are not listed', async () => {
    const fake = exampleDirectory({ iamV2: false });
    const everybody = fake.account.groups.find(({ name }) => name === 'account users');
    everybody?.members.splice(0);
    const plan = buildPlan(await readFindings(fake), options);
    expect(plan.comparison.find(({ group }) => group.name === 'account users')).toMatchObject({
      inSource: true,
      inTarget: true,
    });
  });

  it.each([
    'transitiveGroupIds 7002',
    'listGroupIds 1',
    'listGroupIds 5',
    'readGroup 104',
    'membershipOrigin 104 7001',
  ])('fail when %s fails: a plan is never silently short', async (failing) => {
    const iamV2 = !failing.startsWith('listGroupIds');
    const fake = exampleDirectory({ iamV2 });
    let broken = true;
    fake.fault = (call) => (broken && call === failing ? new DirectoryUnavailable({ what: failing }) : undefined);
    const reading = aReading();
    const goOn = () => readOn(fake.directory, reading, { concurrency: 4, timeIsUp: () => false });
    const tries = () => fake.reads.filter((call) => call === failing).length;
    await expect(goOn()).rejects.toThrow(DirectoryUnavailable);
    expect(tries()).toBe(3);
    await expect(goOn()).rejects.toThrow(DirectoryUnavailable);
    expect(tries()).toBe(6);
    broken = false;
    expect(await goOn()).toEqual({ more: false });
    const whole = await readFindings(exampleDirectory({ iamV2 }));
    expect(comparable(findingsOf(reading))).toEqual(comparable(whole));
  });

  it('are listed from where a rate limit stopped the list, and groups are read meanwhile', async () => {
    const fake = exampleDirectory({ iamV2: false });
    let limited = true;
    fake.fault = (call) =>
      limited && call === 'listGroupIds 9' ? new DirectoryRateLimited({ what: call, retryAfterSeconds: 6 }) : undefined;
    const reading = aReading();
    const goOn = () => readOn(fake.directory, reading, { concurrency: 2, timeIsUp: () => false });
    expect(await goOn()).toMatchObject({ more: true, waitSeconds: 6 });
    expect(fake.reads.some((call) => call.startsWith('readGroup'))).toBe(true);
    limited = false;
    expect(await goOn()).toEqual({ more: false });
    expect(fake.reads.filter((call) => call.startsWith('listGroupIds'))).toEqual([
      'listGroupIds 1',
      'listGroupIds 5',
      'listGroupIds 9',
      'listGroupIds 9',
    ]);
    expect(comparable(findingsOf(reading))).toEqual(comparable(await readFindings(exampleDirectory({ iamV2: false }))));
  });

  it('are listed anew where pages hold less than Databricks counts, and fail where they go on to', async () => {
    for (const healsAfter of [1, 3]) {
      const fake = exampleDirectory({ iamV2: false });
      let short = 0;
      const listGroupIds = async (startIndex: number) => {
        const page = await fake.directory.listGroupIds(startIndex);
        if (startIndex !== 1 || short === healsAfter) return page;
        short += 1;
        return { ...page, ids: page.ids.slice(1) };
      };
      const reading = aReading();
      const read = readOn({ ...fake.directory, listGroupIds }, reading, { concurrency: 2, timeIsUp: () => false });
      if (healsAfter === 3) await expect(read).rejects.toThrow('pages are missing');
      else expect(await read).toEqual({ more: false });
    }
  });

  it('are tried again, a little later each time, before they fail', async () => {
    const fake = exampleDirectory();
    let failures = 0;
    fake.fault = (call) => {
      if (call !== 'readGroup 104' || failures === 2) return undefined;
      failures += 1;
      return new DirectoryUnavailable({ what: call });
    };
    const slept: number[] = [];
    const sleep = async (ms: number) => {
      slept.push(ms);
    };
    const reading = aReading();
    expect(await readOn(fake.directory, reading, { concurrency: 4, timeIsUp: () => false, sleep })).toEqual({
      more: false,
    });
    expect(slept).toEqual([500, 2_000]);
    expect(comparable(findingsOf(reading))).toEqual(comparable(await readFindings(exampleDirectory())));
  });

  it('that are refused fail at once', async () => {
    const fake = exampleDirectory();
    fake.fault = (call) =>
      call === 'readGroup 104' ? new DirectoryRefused({ what: call, status: 403, detail: 'no' }) : undefined;
    await expect(readAll(fake)).rejects.toThrow(DirectoryRefused);
    expect(fake.reads.filter((call) => call === 'readGroup 104')).toHaveLength(1);
  });
});
