import { expect, it } from 'vitest';
import { buildPlan } from '#shared/domain/build-plan.ts';
import { countPlan } from '#shared/domain/counts.ts';
import { aGroup, asMember, assigned, copyAll, fullEvidence, someFindings, thomas } from './builders.ts';
import { exampleFindings } from './example-account.ts';

it('counts the example account as its short message does', () => {
  expect(countPlan(buildPlan(exampleFindings, copyAll))).toEqual({
    additions: 2,
    identityActions: 1,
    follows: 1,
    notFollowing: 0,
    leftOutOnRequest: 0,
    withoutEffect: 1,
    undecided: 0,
    blocked: 0,
    workspacesAtOnce: ['prod-workspace', 'scratch-workspace'],
    shared: 3,
  });
});

it('tells left out on request from without effect, and what follows from what does not', () => {
  const left = aGroup('1', 'left', [asMember(thomas)]);
  const added = aGroup('2', 'added', [asMember(thomas)]);
  const groups = [
    left,
    added,
    aGroup('3', 'dead-end', [asMember(thomas)]),
    aGroup('4', 'admins of all', [asMember(thomas)], { roles: ['account_admin'] }),
    aGroup('5', 'over left', [asMember(left)]),
    aGroup('6', 'over added', [asMember(added)]),
  ];
  const evidence = fullEvidence({ assignments: { ...assigned('2', 'prod'), ...assigned('6', 'prod', 'ADMIN') } });
  const plan = buildPlan(someFindings(groups, { evidence }), { ...copyAll, without: ['1'] });
  expect(countPlan(plan)).toMatchObject({
    additions: 1,
    leftOutOnRequest: 1,
    withoutEffect: 1,
    blocked: 1,
    follows: 1,
    notFollowing: 1,
    workspacesAtOnce: ['prod'],
  });
});
