import { describe, expect, it } from 'vitest';
import { buildPlan, type PlanOptions } from '#shared/domain/build-plan.ts';
import type { Findings } from '#shared/domain/findings.ts';
import { planSchema } from '#shared/domain/plan.ts';
import {
  aGroup,
  aServicePrincipal,
  asMember,
  assigned,
  copyAll,
  fullEvidence,
  granted,
  someFindings,
  thomas,
  uwe,
} from './builders.ts';
import { exampleFindings, exampleWithoutScan } from './example-account.ts';

const rows = (findings: Findings, options: PlanOptions = copyAll) =>
  buildPlan(findings, options).actions.map(({ group, type, reason }) => [group.name, type, reason]);

const lone = (more: Partial<Findings> = {}, group = {}) =>
  someFindings([aGroup('1', 'team', [asMember(thomas)], group)], more);

describe('the example account', () => {
  it('gives exactly the actions of the report', () => {
    expect(rows(exampleFindings)).toEqual([
      ['data-engineers', 'IdP required', null],
      ['ml-catalog-readers', 'Skipped', 'no workspace assignment, no UC grants detected'],
      ['npb-platform-users', 'Databricks', null],
      ['scratch-workspace-admins', 'Databricks', null],
    ]);
  });

  it('leaves a group undecided where Unity Catalog was not scanned', () => {
    expect(rows(exampleWithoutScan)[1]).toEqual([
      'ml-catalog-readers',
      'Unverified',
      'no workspace assignment, Unity Catalog not scanned',
    ]);
  });

  it('shows paths, workspaces, shared groups and what follows', () => {
    const plan = buildPlan(exampleFindings, copyAll);
    expect(planSchema.parse(plan)).toEqual(plan);
    expect(plan.actions[0]).toMatchObject({
      path: ['Thomas Müller', 'data-engineers'],
      otherPaths: 0,
      workspaces: [{ workspaceName: 'dev-workspace' }, { workspaceName: 'prod-workspace', viaGroupId: '102' }],
      ancestorIds: ['102'],
    });
    expect(plan.actions[3]?.elevated).toEqual(['workspace ADMIN in scratch-workspace']);
    expect(plan.follows).toMatchObject([
      {
        group: { name: 'bi-consumers' },
        throughGroupName: 'data-engineers',
        follows: true,
        path: ['Thomas Müller', 'data-engineers', 'bi-consumers'],
      },
    ]);
    expect(plan.sharedCount).toBe(3);
    expect(plan.verdict).toEqual({
      word: 'LOOK CLOSER',
      reasons: ['one group gives workspace ADMIN in scratch-workspace'],
    });
  });
});

describe('the rules, first match', () => {
  const evidence = fullEvidence({ assignments: assigned('1', 'prod') });
  const admin = { roles: ['account_admin'], externalId: 'entra-1' };
  const machine = { source: thomas, target: aServicePrincipal('82', 'etl-test') };

  it.each<[string, Findings, PlanOptions, string, string | null]>([
    [
      'left out by name, before anything else',
      lone({ evidence }, admin),
      { ...copyAll, without: ['team'] },
      'Skipped',
      'left out on request',
    ],
    ['left out by id', lone({ evidence }), { ...copyAll, without: ['1'] }, 'Skipped', 'left out on request'],
    ['a role, before external', lone({ evidence }, admin), copyAll, 'Blocked', 'role account_admin'],
    [
      'several roles, in whatever order they come',
      lone({ evidence }, { roles: ['billing_admin', 'account_admin', 'billing_admin'] }),
      copyAll,
      'Blocked',
      'role account_admin, billing_admin',
    ],
    [
      'never copied by id',
      lone({ evidence }),
      { ...copyAll, neverCopy: { ids: ['1'], names: [] } },
      'Blocked',
      'never copied by policy',
    ],
    [
      'never copied by pattern',
      lone({ evidence }),
      { ...copyAll, neverCopy: { ids: [], names: ['T*m'] } },
      'Blocked',
      'never copied by policy',
    ],
    [
      'external for a service principal Databricks alone knows',
      lone({ ...machine, evidence }, { externalId: 'entra-1' }),
      { ...copyAll, identityProvider: 'Okta' },
      'Blocked',
      'managed in Okta, where this service principal is unknown: needs a Databricks-managed group',
    ],
    [
      'external for a service principal the provider knows',
      lone({ ...machine, target: { ...machine.target, externalId: 'entra-82' } }, { externalId: 'entra-1' }),
      copyAll,
      'IdP required',
      null,
    ],
    ['external without evidence', lone({}, { externalId: 'entra-1' }), copyAll, 'IdP required', null],
    [
      'external by ownership of the membership',
      lone({ sourceMembership: { 1: 'external' } }),
      copyAll,
      'IdP required',
      null,
    ],
    [
      'internal membership does not outweigh externalId',
      lone({ sourceMembership: { 1: 'internal' } }, { externalId: 'x' }),
      copyAll,
      'IdP required',
      null,
    ],
    ['a workspace', lone({ evidence }), copyAll, 'Databricks', null],
    [
      'a grant',
      lone({ evidence: fullEvidence({ grants: granted('1', 'catalog', 'ml', 'SELECT') }) }),
      copyAll,
      'Databricks',
      null,
    ],
    [
      'ownership',
      lone({ evidence: fullEvidence({ grants: granted('1', 'schema', 'ml.raw', 'OWNER') }) }),
      copyAll,
      'Databricks',
      null,
    ],
    [
      'a grant without privileges is none',
      lone({ evidence: fullEvidence({ grants: granted('1', 'catalog', 'ml') }) }),
      copyAll,
      'Skipped',
      'no workspace assignment, no UC grants detected',
    ],
    ['nothing, all read', lone(), copyAll, 'Skipped', 'no workspace assignment, no UC grants detected'],
  ])('%s', (_, findings, options, type, reason) => {
    expect(rows(findings, options)).toEqual([['team', type, reason]]);
  });

  it('takes the evidence, roles and policy of ancestors for its own', () => {
    const below = aGroup('1', 'team', [asMember(thomas)]);
    const above = (more = {}) => aGroup('2', 'division', [asMember(below)], more);
    const opened = fullEvidence({ assignments: assigned('2', 'prod') });
    expect(rows(someFindings([below, above()], { evidence: opened }))).toEqual([['team', 'Databricks', null]]);
    expect(rows(someFindings([below, above({ roles: ['account_admin'] })], { evidence: opened }))).toEqual([
      ['team', 'Blocked', 'role account_admin through division'],
    ]);
    const neverCopy = { ids: [], names: ['div*'] };
    expect(rows(someFindings([below, above()], { evidence: opened }), { ...copyAll, neverCopy })).toEqual([
      ['team', 'Blocked', 'never copied by policy through division'],
    ]);
  });

  it.each<[string, Partial<ReturnType<typeof fullEvidence>>, string]>([
    [
      'a workspace',
      { workspaces: { complete: false, read: 3, total: 4 } },
      'no workspace assignment found, not every workspace read',
    ],
    [
      'tables',
      { unityCatalog: { scanned: true, complete: false, calls: 9 }, gaps: [gap('unityCatalog', 'tables')] },
      'no workspace assignment, not fully read: tables',
    ],
    [
      'something, whatever the flags say',
      { gaps: [gap('workspace', 'dev')] },
      'no workspace assignment, not fully read: dev',
    ],
    [
      'Unity Catalog to its end',
      { unityCatalog: { scanned: true, complete: false, calls: 9 } },
      'no workspace assignment, Unity Catalog not read to the end',
    ],
    [
      'many things',
      { gaps: ['d', 'c', 'b', 'a', 'a'].map((what) => gap('workspace', what)) },
      'no workspace assignment, not fully read: a, b, c, and 1 more',
    ],
    [
      'Unity Catalog at all, nor a workspace',
      {
        workspaces: { complete: false, read: 3, total: 4 },
        unityCatalog: { scanned: false, complete: false, calls: 0 },
        gaps: [gap('workspace', 'dev'), gap('unityCatalog', 'of no interest')],
      },
      'no workspace assignment found, Unity Catalog not scanned, not fully read: dev',
    ],
  ])('is undecided where %s could not be read', (_, more, reason) => {
    expect(rows(lone({ evidence: fullEvidence(more) }))).toEqual([['team', 'Unverified', reason]]);
  });

  it('decides in spite of a gap that hides nothing', () => {
    const gaps = [{ ...gap('workspace', 'old workspace has no account groups'), hides: false }];
    expect(rows(lone({ evidence: fullEvidence({ gaps }) }))[0]?.[1]).toBe('Skipped');
  });

  it('is undecided where a group was read to which no path leads', () => {
    const findings = someFindings([aGroup('1', 'team', [asMember(thomas)]), aGroup('2', 'hidden')]);
    expect(rows(findings)).toEqual([['team', 'Unverified', 'no workspace assignment, nesting of hidden not readable']]);
    expect(buildPlan(findings, copyAll).coverage.gaps).toHaveLength(1);
  });
});

describe('groups left out on request', () => {
  it.each([
    ['Team'],
    ['team '],
    ['data'],
    ['shared'],
  ])('remarks %j, which names nothing of the gap, to IT only', (name) => {
    const shared = aGroup('2', 'shared', [asMember(thomas), { kind: 'user', id: '9002' }]);
    const findings = someFindings([aGroup('1', 'team', [asMember(thomas)]), shared]);
    const plan = buildPlan(findings, { ...copyAll, without: ['team', name] });
    const reason = 'no missing group goes by this name';
    expect(plan.coverage.gaps).toEqual([{ area: 'membership', what: `to be left out: ${name}`, reason, hides: false }]);
    expect(plan.actions.map(({ type }) => type)).toEqual(['Skipped']);
  });

  it('says so when a group left out comes all the same through another one', () => {
    const below = aGroup('1', 'below', [asMember(thomas)]);
    const above = aGroup('2', 'above', [asMember(thomas), asMember(below)]);
    const top = aGroup('3', 'top', [asMember(above)]);
    const evidence = fullEvidence({ assignments: assigned('3', 'prod') });
    const plan = buildPlan(someFindings([below, above, top], { evidence }), { ...copyAll, without: ['above', 'top'] });
    expect(plan.actions.map(({ type, reason }) => [type, reason])).toEqual([
      ['Skipped', 'left out on request; comes all the same through below'],
      ['Databricks', null],
    ]);
    expect(plan.follows).toMatchObject([{ group: { name: 'top' }, follows: true, throughGroupName: 'below' }]);
    expect(plan.verdict.reasons).toContain('2 groups were to be left out but will come through another group');
  });
});

describe('what follows', () => {
  const skipped = aGroup('1', 'a-skipped', [asMember(thomas)]);
  const provider = aGroup('2', 'b-provider', [asMember(thomas)], { externalId: 'entra-2' });
  const local = aGroup('3', 'c-local', [asMember(thomas)]);
  const without = ['a-skipped'];
  const followOf = (...below: (typeof skipped)[]) => {
    const top = aGroup('9', 'top', below.map(asMember));
    const evidence = fullEvidence({ assignments: assigned('9', 'prod') });
    const findings = someFindings([skipped, provider, local, top], { evidence });
    return buildPlan(findings, { ...copyAll, without }).follows[0];
  };

  it('comes through an addition rather than through the identity provider', () => {
    expect(followOf(skipped, provider, local)).toMatchObject({
      throughGroupName: 'c-local',
      follows: true,
      otherPaths: 2,
    });
  });

  it('comes through the identity provider rather than through a group that is skipped', () => {
    expect(followOf(skipped, provider)).toMatchObject({ throughGroupName: 'b-provider', throughType: 'IdP required' });
  });

  it('does not follow a group that is skipped', () => {
    expect(followOf(skipped)).toMatchObject({ throughGroupName: 'a-skipped', throughType: 'Skipped', follows: false });
  });
});

it('lists what the source holds by itself', () => {
  const source = { ...thomas, roles: ['billing_admin', 'account_admin'] };
  const evidence = fullEvidence({
    assignments: assigned(thomas.id, 'prod', 'ADMIN'),
    grants: granted(thomas.id, 'external_location', 'landing', 'READ_FILES', 'OWNER'),
  });
  expect(buildPlan(lone({ source, evidence }), copyAll).notCopied).toEqual([
    'own role account_admin',
    'own role billing_admin',
    'direct assignment to workspace prod (ADMIN)',
    'direct grant on external location landing (OWNER, READ FILES)',
  ]);
});

it('has nothing to do where the target has everything', () => {
  const plan = buildPlan(someFindings([aGroup('1', 'team', [asMember(thomas), asMember(uwe)])]), copyAll);
  expect([plan.actions, plan.follows, plan.verdict]).toEqual([[], [], { word: 'CLEAN', reasons: [] }]);
});

function gap(area: 'workspace' | 'unityCatalog', what: string) {
  return { area, what, reason: 'status 403', hides: true };
}
