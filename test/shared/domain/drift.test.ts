import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPlan } from '#shared/domain/build-plan.ts';
import { type GroupNow, judgeAddition, judgeTarget } from '#shared/domain/drift.ts';
import { ancestorsOf, groupsAt, readGraph } from '#shared/domain/membership.ts';
import {
  aGroup,
  aServicePrincipal,
  asMember,
  assigned,
  copyAll,
  fullEvidence,
  someFindings,
  thomas,
  uwe,
} from './builders.ts';
import { anyAccount } from './generated-account.ts';

const team = aGroup('1', 'team', [asMember(thomas)]);
const division = aGroup('2', 'division', [asMember(team)]);
const assignments = { ...assigned('1', 'dev'), ...assigned('2', 'prod') };
const plan = buildPlan(someFindings([team, division], { evidence: fullEvidence({ assignments }) }), copyAll);

const asPlanned: GroupNow = {
  group: team,
  ancestors: [division],
  assignments: Object.values(assignments).flat(),
  sourceStillIn: true,
  targetAlreadyIn: false,
};

function judge(change: Partial<GroupNow>) {
  const [planned] = plan.actions;
  if (planned === undefined) throw new Error('the plan has one action');
  return judgeAddition(planned, plan, { ...asPlanned, ...change });
}

describe('a planned addition', () => {
  it('is unchanged while nothing changes', () => {
    expect(judge({})).toEqual({ kind: 'unchanged' });
  });

  it.each<[string, Partial<GroupNow>]>([
    ['a lower level', { assignments: [] }],
    ['an ancestor fewer', { ancestors: [] }],
    ['more members', { group: { ...team, memberCount: 99, members: [] } }],
    [
      'leading to a built-in group and what that opens',
      {
        ancestors: [division, aGroup('9', 'account users')],
        assignments: [...asPlanned.assignments, ...Object.values(assigned('9', 'shared')).flat()],
      },
    ],
    ['a membership IAM v2 does not tell about', { sourceMembership: null }],
    ['a cycle that leads back to the group itself', { ancestors: [division, team] }],
  ])('is unchanged with %s', (_, change) => {
    expect(judge(change)).toEqual({ kind: 'unchanged' });
  });

  it.each<[string, Partial<GroupNow>, string]>([
    ['another name', { group: { ...team, name: 'Team' } }, 'renamed from team to Team'],
    ['an externalId', { group: { ...team, externalId: 'entra-1' } }, 'now managed by the identity provider'],
    ['an external membership', { sourceMembership: 'external' }, 'now managed by the identity provider'],
    ['a new ancestor', { ancestors: [division, aGroup('3', 'board')] }, 'now leads to board'],
    ['a renamed ancestor', { ancestors: [{ ...division, name: 'board' }] }, 'leads to division, now renamed to board'],
    ['a role', { group: { ...team, roles: ['account_admin'] } }, 'now carries role account_admin'],
    ['a role above', { ancestors: [{ ...division, roles: ['x'] }] }, 'now carries role x through division'],
    ['a new workspace', { assignments: Object.values(assigned('1', 'hr')).flat() }, 'now opens workspace hr (USER)'],
    [
      'USER to ADMIN',
      { assignments: Object.values(assigned('2', 'prod', 'ADMIN')).flat() },
      'now ADMIN in workspace prod',
    ],
    [
      'USER to a level nobody knows',
      { assignments: Object.values(assigned('2', 'prod', 'UNKNOWN')).flat() },
      'now UNKNOWN in workspace prod',
    ],
  ])('is wider with %s', (_, change, reason) => {
    expect(judge(change)).toEqual({ kind: 'wider', reason });
  });

  const wider: Partial<GroupNow> = { ancestors: [aGroup('3', 'board')] };
  it('needs no new approval where it is not written anyway', () => {
    expect(judge({ ...wider, group: null })).toEqual({ kind: 'narrower', reason: 'the group is gone' });
    expect(judge({ ...wider, sourceStillIn: false })).toEqual({
      kind: 'narrower',
      reason: 'the source is no longer a member',
    });
    expect(judge({ ...wider, targetAlreadyIn: true })).toEqual({ kind: 'alreadyMember' });
  });

  it('of any plan is unchanged in the account it was planned from', () => {
    fc.assert(
      fc.property(anyAccount, ({ findings, options }) => {
        const made = buildPlan(findings, { ...options, without: [] });
        const graph = readGraph(findings.groups);
        for (const action of made.actions.filter(({ type }) => type === 'Databricks')) {
          const ancestors = groupsAt(graph, ancestorsOf(graph, action.group.id));
          const now: GroupNow = {
            group: findings.groups[action.group.id] ?? null,
            ancestors,
            assignments: [action.group.id, ...ancestors.map(({ id }) => id)].flatMap(
              (id) => findings.evidence.assignments[id] ?? [],
            ),
            sourceMembership: findings.sourceMembership[action.group.id] ?? null,
            sourceStillIn: true,
            targetAlreadyIn: false,
          };
          expect(judgeAddition(action, made, now)).toEqual({ kind: 'unchanged' });
        }
      }),
    );
  });
});

describe('the target of a plan', () => {
  const machine = aServicePrincipal('82', 'etl');
  it.each([
    ['itself', uwe, uwe, null],
    ['itself, spelled in capitals', uwe, { ...uwe, name: uwe.name.toUpperCase() }, null],
    ['itself under another display name', uwe, { ...uwe, displayName: 'U. B.' }, null],
    ['gone', uwe, null, 'it is gone'],
    ['deactivated', uwe, { ...uwe, active: false }, 'it is deactivated'],
    ['another id', uwe, { ...uwe, id: '1' }, 'its id is another one'],
    ['of another kind', uwe, { ...machine, id: uwe.id }, 'its id is another one'],
    ['under another user name', uwe, { ...uwe, name: 'other@company.com' }, 'its user name is another one'],
    ['another application', machine, { ...machine, name: 'x' }, 'its application id is another one'],
  ])('now %s', (_, planned, now, change) => {
    expect(judgeTarget(planned, now)).toBe(change);
  });
});
