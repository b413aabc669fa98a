import { expect, it } from 'vitest';
import { identityTasksSchema } from '#shared/domain/identity-tasks.ts';
import { type Memory, progressOf } from '#shared/domain/progress.ts';
import { thomas, uwe } from '#test/builders/plan.ts';
import { anna, paula } from '#test/builders/tickets.ts';

const days = { approvalDays: 14, identityDays: 10, targetDays: 7 };
const at = '2026-11-23T10:00:00.000Z';
const nothing: Memory = {
  ...{
    ticket: null,
    targetWait: null,
    turnWait: null,
    principals: null,
    plan: null,
    decision: null,
    approval: null,
    additions: null,
  },
  ...{ identityTask: null, identityWait: null, identity: null, halted: null, closing: null, results: [] },
};
const label = '';
const read: Memory = {
  ...nothing,
  ticket: {
    ...{ revision: 'r', key: 'DBX-1', url: '', place: 'p', approvers: 'approvers', readAt: at },
    ...{
      requester: paula,
      parties: [],
      labels: { source: label, target: label, without: label, scanUc: label, reason: label },
    },
  },
};
const found: Memory = { ...read, principals: { source: thomas, target: uwe } };
const plan = { planNo: 2, round: 0, startedAt: at, digest: 'd', additions: 3, idpActions: 2 };
const planned: Memory = { ...found, plan };
const decision = { planNo: 2, digest: 'd', askNo: 1, handle: 'h', opened: true, lapsed: false, askedAt: at };
const approval = { handle: 'h', digest: 'd', by: [anna], at, proof: 'p', remark: null };
const approved: Memory = { ...planned, decision, approval };
const additions = { planNo: 2, digest: 'd', chunks: 1, planOnly: false, preparedAt: at };
const onlyTask = { taskId: 't', key: 'DBX-2', effect: 'e', released: true, skipped: false };
const identityTask = identityTasksSchema.parse(onlyTask);
const skippedTask = identityTasksSchema.parse({ ...onlyTask, skipped: true });
const adding: Memory = { ...approved, additions, identityTask };
const databricks = { planned: 3, tried: 0, inPlace: 0, withheld: 0 };

it.each<[string, Memory, object]>([
  ['nothing', nothing, { at: 'reading' }],
  ['the ticket', read, { at: 'reading' }],
  ['a wait', { ...read, targetWait: { since: at } }, { at: 'awaiting target', until: '2026-11-30T10:00:00.000Z' }],
  ['both people', found, { at: 'planning' }],
  ['both people after a wait', { ...found, targetWait: { since: at } }, { at: 'planning' }],
  [
    'that another request is first',
    { ...found, turnWait: { since: at, over: false } },
    { at: 'awaiting turn', until: '2026-12-17T10:00:00.000Z' },
  ],
  ['that it was its turn', { ...found, turnWait: { since: at, over: true } }, { at: 'planning' }],
  ['a plan half made', { ...planned, plan: { ...plan, digest: null } }, { at: 'planning' }],
  ['a plan', planned, { at: 'planned' }],
  ['a question on it', { ...planned, decision }, { at: 'awaiting approval', until: '2026-12-07T10:00:00.000Z' }],
  ['a question on the plan before', { ...planned, decision: { ...decision, planNo: 1 } }, { at: 'planned' }],
  ['a question that lapsed', { ...planned, decision: { ...decision, lapsed: true } }, { at: 'planned' }],
  ['an approval', approved, { at: 'approved' }],
  [
    'an approval of the plan before',
    { ...approved, approval: { ...approval, digest: 'x' } },
    { at: 'awaiting approval' },
  ],
  ['additions of the plan before', { ...adding, additions: { ...additions, planNo: 1 } }, { at: 'approved' }],
  ['additions', adding, { at: 'working', databricks, identity: { planned: 2, missing: 2, until: null } }],
  [
    'results',
    { ...adding, results: ['applied', 'already member', 'refused'], identityTask: skippedTask },
    { at: 'working', databricks: { planned: 3, tried: 3, inPlace: 2, withheld: 0 }, identity: null },
  ],
  ['results kept back', { ...adding, results: ['would have been added'] }, { databricks: { tried: 1, withheld: 1 } }],
  [
    'a look at the memberships',
    { ...adding, identityWait: { since: at }, identity: { missing: ['101'], checkedAt: at } },
    { identity: { planned: 2, missing: 1, until: '2026-12-03T10:00:00.000Z' } },
  ],
  ['an edit', { ...adding, halted: { as: 'superseded' } }, { at: 'closing' }],
  ['a rejection', { ...planned, decision, closing: { reason: '', by: [] } }, { at: 'closing' }],
])('a run that remembers %s', (_, memory, progress) => {
  expect(progressOf(memory, days)).toMatchObject(progress);
});
