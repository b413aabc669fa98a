import { describe, expect, it } from 'vitest';
import { buildPlan } from '#shared/domain/build-plan.ts';
import { canonicalJson, parsePlan, planDigest } from '#shared/domain/canonical.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { StoredItemDamaged } from '#shared/errors.ts';
import { copyAll } from './builders.ts';
import { exampleFindings } from './example-account.ts';

const plan = buildPlan(exampleFindings, copyAll);
const digest = planDigest(plan);

const withAction = (index: number, change: Partial<Plan['actions'][number]>): Plan => ({
  ...plan,
  actions: plan.actions.map((action, at) => (at === index ? { ...action, ...change } : action)),
});

describe('canonical JSON', () => {
  it('sorts keys and lists by code point, and keeps the order of paths', () => {
    expect(canonicalJson({ b: ['😀', 'ｚ', 'a'], a: null, path: ['z', 'a'] })).toBe(
      '{"a":null,"b":["a","ｚ","😀"],"path":["z","a"]}',
    );
  });
});

describe('digest', () => {
  it('is SHA-256 in hex', () => {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, Plan]>([
    ['another target', { ...plan, target: { ...plan.target, id: '1' } }],
    ['another user name of the target', { ...plan, target: { ...plan.target, name: 'x@company.com' } }],
    ['an action of another type', withAction(2, { type: 'Unverified' })],
    ['one action more', { ...plan, actions: [...plan.actions, ...plan.actions.slice(0, 1)] }],
    ['one action fewer', { ...plan, actions: plan.actions.slice(1) }],
    [
      'a renamed group',
      withAction(0, { group: { id: '101', name: 'other', externalId: 'entra-101', origin: 'external' } }),
    ],
    [
      'a higher level',
      withAction(2, { workspaces: [{ workspaceId: 'w', workspaceName: 'w', level: 'ADMIN', viaGroupId: '104' }] }),
    ],
    [
      'a new grant',
      withAction(2, {
        grants: [{ metastoreId: 'm', kind: 'catalog', name: 'c', privileges: ['SELECT'], viaGroupId: '104' }],
      }),
    ],
    ['a new ancestor', withAction(2, { ancestorIds: ['7'] })],
    ['a role', withAction(2, { roles: ['account_admin'] })],
    ['another reason', withAction(1, { reason: 'something else' })],
    ['another path', withAction(0, { path: ['data-engineers', 'Thomas Müller'] })],
    [
      'a group that follows no more',
      { ...plan, follows: plan.follows.map((follow) => ({ ...follow, follows: false })) },
    ],
    ['another verdict', { ...plan, verdict: { word: 'CLEAN', reasons: [] } }],
    ['less coverage', { ...plan, coverage: { ...plan.coverage, unityCatalogComplete: false } }],
    ['something more that is not copied', { ...plan, notCopied: ['own role account_admin'] }],
    ['a group left out', { ...plan, without: ['x'] }],
  ])('changes with %s', (_, other) => {
    expect(planDigest(other)).not.toBe(digest);
  });

  it.each<[string, Plan]>([
    ['the number of calls the reading took', { ...plan, coverage: { ...plan.coverage, unityCatalogCalls: 77 } }],
    ['the exact size of a group', withAction(2, { memberCount: 21 })],
    ['the order of rows', { ...plan, actions: plan.actions.toReversed(), comparison: plan.comparison.toReversed() }],
    ['a trip through JSON', parsePlan(JSON.stringify(plan))],
  ])('does not change with %s', (_, other) => {
    expect(planDigest(other)).toBe(digest);
  });
});

describe('a stored plan', () => {
  it('is read back as it was', () => {
    expect(parsePlan(JSON.stringify(plan))).toEqual(plan);
  });

  it.each([
    '',
    '{',
    'null',
    '{"version":2}',
    JSON.stringify({ ...plan, actions: [{}] }),
  ])('is refused when damaged: %j', (text) => {
    expect(() => parsePlan(text)).toThrow(StoredItemDamaged);
  });
});
