import { describe, expect, it } from 'vitest';
import { BUILT_IN_GROUPS, type Group } from '#shared/domain/group.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import { lookLast } from '#shared/planning/last-look.ts';
import { anAccount, type FakeDirectory } from '#test/builders/directory.ts';
import { anAction, aPlan, thomas, uwe } from '#test/builders/plan.ts';

const [everybody = ''] = BUILT_IN_GROUPS;
const members = (...ids: readonly string[]): Group['members'] => ids.map((id) => ({ kind: 'group', id }));
const group = (id: string, more: Partial<Group> = {}): Group => ({
  id,
  name: id,
  externalId: null,
  roles: [],
  members: [],
  memberCount: 9,
  ...more,
});

/** Group `g` of the plan lies in `known`, and both in the group of everybody. */
function planned(change: Partial<Plan> = {}): {
  fake: FakeDirectory;
  plan: Plan;
  action: Action;
  g: Group;
  known: Group;
} {
  const g = group('g', { members: [{ kind: 'user', id: thomas.id }] });
  const known = group('known', { members: members('g') });
  const everyone = group('everyone', { name: everybody, members: members('g', 'known') });
  const made = anAction('g');
  const action: Action = { ...made, group: { ...made.group, id: 'g' }, ancestorIds: ['known', 'everyone'] };
  const line = { inSource: true, inTarget: true, directInSource: true, directInTarget: true };
  const comparison = [
    { ...line, group: { id: 'everyone', name: everybody, externalId: null, origin: 'internal' as const } },
  ].map((one) => ({ ...one, pathInSource: [], pathInTarget: [] }));
  const plan: Plan = { ...aPlan([action]), source: thomas, target: uwe, route: 'iam-v2', comparison, ...change };
  return { fake: anAccount({ groups: [g, known, everyone] }), plan, action, g, known };
}

describe('the last look', () => {
  it('finds nothing where nothing changed, and does not read the group of everybody', async () => {
    const { fake, plan, action } = planned();
    expect(await lookLast(fake.directory, plan, action)).toEqual({ isMember: false, obstacle: null });
    expect(fake.reads).not.toContain('readGroup everyone');
  });

  it('sees a membership before anything that speaks against it', async () => {
    const { fake, plan, action, g } = planned();
    g.members = [{ kind: 'user', id: uwe.id }];
    expect(await lookLast(fake.directory, plan, action)).toEqual({ isMember: true, obstacle: null });
  });

  it.each<[string, (account: ReturnType<typeof planned>) => void]>([
    ['the source is no longer a member', ({ g }) => void g.members.pop()],
    ['the group is gone', ({ fake }) => void fake.account.groups.shift()],
    ['renamed from g to other', ({ g }) => Object.assign(g, { name: 'other' })],
    ['now managed by the identity provider', ({ g }) => Object.assign(g, { externalId: 'entra' })],
    ['now carries role account_admin', ({ g }) => void g.roles.push('account_admin')],
    ['now carries role account_admin through known', ({ known }) => void known.roles.push('account_admin')],
    ['now leads to new', ({ fake }) => void fake.account.groups.push(group('new', { members: members('known') }))],
  ])('says: %s', async (obstacle, change) => {
    const account = planned();
    change(account);
    expect(await lookLast(account.fake.directory, account.plan, account.action)).toEqual({ isMember: false, obstacle });
  });

  it.each<[string, Partial<Group>]>([
    ['managed by the identity provider', { externalId: 'entra' }],
    ['carries a role', { roles: ['auditor'] }],
    ['the group is built in', { name: everybody }],
  ])('never lets through what is never written, even if it was planned so: %s', async (obstacle, change) => {
    const { fake, plan, action, g } = planned();
    Object.assign(g, change);
    const origin = g.externalId === null ? ('internal' as const) : ('external' as const);
    const asPlanned = { ...action, group: { ...action.group, name: g.name, origin }, roles: g.roles };
    expect(await lookLast(fake.directory, plan, asPlanned)).toEqual({ isMember: false, obstacle });
  });

  it('reads the groups of the plan where IAM v2 does not tell', async () => {
    const { fake, plan, action, known } = planned({ route: 'scim' });
    known.roles.push('account_admin');
    expect(await lookLast(fake.directory, plan, action)).toMatchObject({
      obstacle: 'now carries role account_admin through known',
    });
    expect(fake.reads.filter((call) => call.startsWith('transitiveGroupIds'))).toEqual([]);
  });

  it('takes no error for an answer', async () => {
    const { fake, plan, action } = planned();
    fake.fault = (call) => (call === 'readGroup known' ? new Error('down') : undefined);
    await expect(lookLast(fake.directory, plan, action)).rejects.toThrow('down');
  });
});
