import { describe, expect, it } from 'vitest';
import { notCoveredBecause } from '#shared/domain/approval-covers.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import { aGrant, anAction, aPlan, aPrincipal, aSharedLine, aWorkspace, uwe } from '#test/builders/plan.ts';

const usersAs = (more: Partial<Action> = {}) =>
  anAction('users', {
    workspaces: [aWorkspace('prod')],
    grants: [aGrant('ml', ['SELECT', 'USE CATALOG'], { more: 2 })],
    ancestorIds: ['g-parent'],
    roles: [],
    ...more,
  });
const approved = aPlan([usersAs(), anAction('entra', { type: 'IdP required' }), anAction('left', { type: 'Skipped' })]);
/** The same plan, where the group it leads to is called so. */
const leadingTo = (name: string): Plan => {
  const line = aSharedLine(name);
  const comparison = [...approved.comparison, { ...line, group: { ...line.group, id: 'g-parent' } }];
  return { ...approved, comparison };
};
const only = (more: Partial<Action> = {}): Plan => aPlan([usersAs(more)]);

describe('an approval covers', () => {
  it.each<[string, Plan]>([
    ['the same plan', approved],
    ['a plan that asks for fewer groups', only()],
    ['nothing', aPlan([])],
    ['a group that opens less', only({ workspaces: [], grants: [aGrant('ml', ['SELECT'])], ancestorIds: [] })],
    ['a group that was asked for and is skipped now', aPlan([usersAs({ type: 'Skipped' })])],
    [
      'a target whose user name is written in other case',
      aPlan([usersAs()], [], { target: { ...uwe, name: 'UWE@company.com' } }),
    ],
  ])('%s', (_name, now) => {
    expect(notCoveredBecause(leadingTo('parents'), now)).toBeNull();
  });
});

describe('an approval does not cover', () => {
  const gap = { area: 'workspace', what: 'workspace dev not read', reason: 'refused', hides: true } as const;
  it.each<[string, Plan, RegExp]>([
    ['another target', aPlan([usersAs()], [], { target: aPrincipal({ id: '9' }) }), /other people/],
    ['another source', aPlan([usersAs()], [], { source: aPrincipal({ id: '9' }) }), /other people/],
    ['a new group', aPlan([usersAs(), anAction('new')]), /not approved/],
    ['a group that was skipped', aPlan([anAction('left')]), /not approved/],
    ['a group of the identity provider that is added here now', aPlan([anAction('entra')]), /not approved/],
    ['another group under the same id', only({ group: { ...usersAs().group, name: 'owners' } }), /another one/],
    ['a group that leads further', only({ ancestorIds: ['g-parent', 'g-admins'] }), /leads to another/],
    ['a plan whose group leads to one of another name', leadingTo('owners'), /leads to a group of another name/],
    ['a group with a role', only({ roles: ['account_admin'] }), /role/],
    ['a higher level', only({ workspaces: [aWorkspace('prod', { level: 'ADMIN' })] }), /workspaces/],
    ['another workspace', only({ workspaces: [aWorkspace('prod'), aWorkspace('dev')] }), /workspaces/],
    ['another privilege', only({ grants: [aGrant('ml', ['MANAGE'])] }), /Unity Catalog/],
    ['another object', only({ grants: [aGrant('hr', ['SELECT'])] }), /Unity Catalog/],
    ['more objects of the same name', only({ grants: [aGrant('ml', ['SELECT'], { more: 3 })] }), /Unity Catalog/],
    [
      'a plan that could read less',
      aPlan([usersAs()], [], { coverage: { ...approved.coverage, gaps: [gap] } }),
      /less could be read/,
    ],
  ])('%s', (_name, now, reason) => {
    expect(notCoveredBecause(leadingTo('parents'), now)).toMatch(reason);
  });
});
