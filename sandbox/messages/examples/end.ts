import type { Plan } from '#shared/domain/plan.ts';
import { additionResultSchema } from '#shared/domain/run.ts';
import { broken } from '#shared/report/messages/broken.ts';
import { brokenEnd } from '#shared/report/messages/broken-end.ts';
import { type DatabricksPartArgs, databricksPart } from '#shared/report/messages/databricks-part.ts';
import { endMessage } from '#shared/report/messages/end.ts';
import type { EndArgs } from '#shared/report/messages/end-args.ts';
import { goesOn } from '#shared/report/messages/goes-on.ts';
import type { Results } from '#shared/report/results.ts';
import { planOf, SHARED } from '../company.ts';
import { examplesOf } from '../examples-of.ts';
import { PLANS, story } from '../plans.ts';
import { APPROVER, AT, identityProvider, RECORD, REFERENCE, REQUESTER, TASK } from './values.ts';

const resultSchema = additionResultSchema.pick({ result: true, reason: true });
const onlyDatabricks = PLANS['only Databricks groups'];
const onlyIdentityProvider = PLANS['only groups of the identity provider'];

const nested = planOf({
  groups: {
    ...SHARED,
    'npb-platform-users': { has: 'source', opens: { 'prod-workspace': 'USER' }, inside: ['npb-readers'] },
    'npb-readers': { opens: { 'dev-workspace': 'USER' } },
  },
});
const late = { plan: nested, followsMissing: nested.follows.map(({ group }) => group.id) };

/** What became of the additions of a plan, in their order; the last outcome holds for the rest. */
function became(plan: Plan, ...outcomes: readonly (readonly [result: string, reason?: string])[]): Results {
  const additions = plan.actions.filter(({ type }) => type === 'Databricks');
  return new Map(
    additions.map(({ group }, index) => {
      const [result, reason = null] = outcomes[index] ?? outcomes.at(-1) ?? ['applied'];
      return [group.id, resultSchema.parse({ result, reason })];
    }),
  );
}

function idsOf(plan: Plan): string[] {
  return plan.actions.filter(({ type }) => type === 'IdP required').map(({ group }) => group.id);
}

const allApplied = became(story, ['applied']);
const refusal = 'only accessible by admins';
const withheld = became(story, ['would have been added']);

const part = {
  ...{ plan: story, identityProvider, identityTask: TASK, followsMissing: [], identityMissing: null },
  groupNames: false,
};
const PARTS = {
  'all added': { ...part, results: allApplied },
  'all added, the identity team was faster': { ...part, results: allApplied, identityMissing: [] },
  'there before': { ...part, results: became(story, ['already member']) },
  'one refused': { ...part, results: became(story, ['applied'], ['refused', refusal]) },
  'accepted, not seen yet': { ...part, results: became(story, ['applied'], ['accepted, not yet confirmed']) },
  'added, what follows is late': { ...part, ...late, results: became(nested, ['applied']), identityTask: null },
  'none in place': { ...part, results: became(story, ['failed', 'Databricks did not answer']) },
  'no longer to be written': {
    ...part,
    results: became(story, ['applied'], ['not written', 'the source left the group']),
  },
  'withheld: the stage only plans': { ...part, results: withheld },
  'nothing to add in Databricks itself': { ...part, plan: onlyIdentityProvider, results: new Map() },
  'no identity task': {
    ...part,
    plan: onlyDatabricks,
    results: became(onlyDatabricks, ['applied']),
    identityTask: null,
  },
  'names for everybody (planNames: everyone)': {
    ...part,
    results: became(story, ['applied'], ['refused', refusal]),
    groupNames: true,
  },
} as const satisfies Record<string, DatabricksPartArgs>;

const approval = { by: [APPROVER], at: '2026-11-23T10:05:00Z', remark: null };
const end = {
  ...{ pair: story, plan: story, results: new Map(), approval: null, identityMissing: null, identityTask: TASK },
  ...{ identityProvider, by: [], detail: null, at: AT, reference: REFERENCE, record: RECORD, groupNames: false },
  followsMissing: [],
} as const;
const done = { ...end, end: 'done', results: allApplied, approval, identityMissing: [] } as const;
const nothing = { ...end, end: 'nothing to add', identityTask: null } as const;
const superseded = { ...end, end: 'superseded', identityTask: null, detail: 'the request was edited' } as const;
const withdrawn = { ...end, end: 'withdrawn', identityTask: null } as const;

const ENDS: Readonly<Record<string, EndArgs>> = {
  'done, all of it': done,
  'done, counted although something could not be settled': {
    ...done,
    approval: { ...approval, remark: 'Counted although Petra Parker cannot be told apart from source and target' },
  },
  'done, in place of somebody': { ...done, approval: { ...approval, remark: 'in place of Paul Adler' } },
  'done, only Databricks groups': {
    ...{ ...done, pair: onlyDatabricks, plan: onlyDatabricks },
    ...{ results: became(onlyDatabricks, ['applied']), identityMissing: null, identityTask: null },
  },
  'partly done, one refused': { ...done, results: became(story, ['applied'], ['refused', refusal]) },
  'partly done, the time of the identity team is up': { ...done, identityMissing: idsOf(story), identityTask: null },
  'partly done, what follows is late': {
    ...{ ...done, ...late, pair: nested },
    ...{ results: became(nested, ['applied']), identityMissing: null, identityTask: null },
  },
  'planned only': { ...done, results: withheld },
  'nothing to add': { ...nothing, pair: PLANS['nothing left to add'], plan: PLANS['nothing left to add'] },
  'nothing that can be given': {
    ...nothing,
    pair: PLANS['nothing that can be added'],
    plan: PLANS['nothing that can be added'],
  },
  rejected: { ...end, end: 'rejected', by: [APPROVER] },
  'withdrawn by reply': { ...withdrawn, by: [REQUESTER], detail: 'cancelled by reply' },
  'withdrawn, moved': { ...withdrawn, detail: 'the ticket was moved, or its type was changed' },
  'withdrawn before there was a plan': { ...withdrawn, pair: null, plan: null, detail: 'the ticket was closed' },
  'expired, nobody decided': { ...end, end: 'expired', detail: 'nobody decided in time' },
  'expired, too many decisions that do not count': {
    ...{ ...end, end: 'expired', detail: '10 decisions could not be counted' },
  },
  'expired, while it waited for another request': {
    ...{ ...end, end: 'expired', plan: null, identityTask: null },
    detail: 'it waited 28 days for DBX-12, which asks for the same access',
  },
  'stopped, the target changed before anything was written': {
    ...{ ...end, end: 'needs correction', approval, identityTask: null },
  },
  'stopped, the target changed in the middle of the work': {
    ...{ ...end, end: 'needs correction', approval, identityTask: null, identityMissing: idsOf(story) },
    results: became(story, ['applied'], ['accepted, not yet confirmed']),
  },
  'superseded before a decision': superseded,
  'superseded in the middle of the work': {
    ...{ ...superseded, approval, identityMissing: idsOf(story) },
    results: became(story, ['applied'], ['not written', 'the request was edited']),
  },
};

const brokenBefore = { reference: REFERENCE, written: 0, forIt: null, record: RECORD };

const withNames = Object.entries(ENDS).filter(([, { plan }]) => plan !== null);

export const endExamples = [
  examplesOf(
    databricksPart,
    { page: 'databricks-part', when: 'the additions are confirmed', readers: 'requester' },
    PARTS,
  ),
  examplesOf(endMessage, { page: 'end', when: 'the run ends', readers: 'requester' }, ENDS),
  examplesOf(
    endMessage,
    { page: 'end-for-it', when: 'the run ends', readers: 'it' },
    Object.fromEntries(withNames.map(([name, args]) => [name, { ...args, groupNames: true }])),
  ),
  examplesOf(
    broken,
    { page: 'broken', when: 'something stays broken on our side', readers: 'requester' },
    {
      'before anything was written': brokenBefore,
      'after one membership was written': { ...brokenBefore, written: 1 },
      'after several were written': { ...brokenBefore, written: 2 },
      'while a write has no clear answer': { ...brokenBefore, unclear: 1 },
      'the same after one was written': { ...brokenBefore, written: 1, unclear: 2 },
      'while the identity team goes on': { ...brokenBefore, written: 1, record: null },
      'where what the run remembers is damaged': { ...brokenBefore, written: null },
    },
  ),
  examplesOf(
    broken,
    { page: 'broken-for-it', when: 'something stays broken on our side', readers: 'it' },
    {
      'before anything was written': { ...brokenBefore, forIt: { step: 'BuildPlan', error: 'DirectoryUnavailable' } },
      'while the identity team goes on': {
        ...{ ...brokenBefore, written: 1, record: null },
        forIt: { step: 'AddMember', error: 'DirectoryUnavailable' },
      },
    },
  ),
  examplesOf(
    brokenEnd,
    { page: 'broken-end', when: 'the run ends that told before what broke', readers: 'requester' },
    {
      'the identity team is through': { reference: REFERENCE, record: RECORD },
      'its end could not be recorded': { reference: REFERENCE, record: null },
    },
  ),
  examplesOf(
    goesOn,
    { page: 'goes-on', when: 'a run follows one that broke', readers: 'requester' },
    { 'tried again': { reference: 'jira-10542-2' } },
  ),
];
