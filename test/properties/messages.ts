import type { Document } from '#shared/domain/document.ts';
import { PROVIDER_KINDS } from '#shared/domain/identity-provider.ts';
import { END_NAMES } from '#shared/domain/ticket.ts';
import type { ErrorFacts } from '#shared/errors.ts';
import { addedWithoutApproval } from '#shared/report/messages/added-without-approval.ts';
import { approvalQuestion } from '#shared/report/messages/approval-question.ts';
import { broken } from '#shared/report/messages/broken.ts';
import { databricksPart } from '#shared/report/messages/databricks-part.ts';
import { endMessage } from '#shared/report/messages/end.ts';
import { identityClosedWithout, identityStillMissing } from '#shared/report/messages/identity-closed-without.ts';
import { identityDeclined, identityDeclinedForRequester } from '#shared/report/messages/identity-declined.ts';
import { identityTask, identityTaskReleased, identityTaskSkipped } from '#shared/report/messages/identity-task.ts';
import { identityArrived, identityElsewhere, identityTaskGone } from '#shared/report/messages/identity-watch.ts';
import { notCounted } from '#shared/report/messages/not-counted.ts';
import { planFull } from '#shared/report/messages/plan-full.ts';
import { planShort } from '#shared/report/messages/plan-short.ts';
import { received } from '#shared/report/messages/received.ts';
import { requesterLeft } from '#shared/report/messages/requester-left.ts';
import { targetAwaited } from '#shared/report/messages/target-awaited.ts';
import { toCorrect, type WishErrorName } from '#shared/report/messages/to-correct.ts';
import { turnAwaited } from '#shared/report/messages/turn-awaited.ts';
import type { Naming } from './hostile.ts';
import { type PlanShape, planOf, resultsOf } from './plan-shape.ts';

const AT = '2026-12-07T17:00:00Z';
const RECORD = { record: 'jira-10542', hash: 'a'.repeat(64) };

/** Every message the desk writes about a plan, by what it is. */
export function messagesAbout(shape: PlanShape, name: Naming): ReadonlyMap<string, Document> {
  const plan = planOf(shape, name);
  const results = resultsOf(shape, name);
  const identityProvider = name('identity provider');
  const task = name('key of the task');
  const actions = plan.actions.filter(({ type }) => type === 'IdP required');
  const missing = actions.map(({ group }) => group.id);
  const elsewhere = missing.map((groupId) => ({ groupId, taskKey: name('task of another') }));
  const comment = { by: name('who closed it'), text: name('last comment') };
  const short = {
    ...{ plan, identityProvider, requester: name('requester'), reason: name('reason'), decideBy: AT },
    approvers: name('approvers'),
  };
  const followsMissing = plan.follows.map(({ group }) => group.id);
  const part = { plan, results, followsMissing, identityProvider, identityTask: task };
  const ends = END_NAMES.map((end): [string, Document] => [
    `end: ${end}`,
    endMessage({
      ...{ ...part, end, pair: plan, identityMissing: missing, by: [name('who ended it')], at: AT, groupNames: true },
      approval: { by: [name('approver'), name('delegate')], at: AT, remark: name('remark') },
      ...{ detail: name('detail'), reference: 'jira-10542-1' },
      record: RECORD,
    }),
  ]);
  return new Map<string, Document>([
    ['plan, short', planShort({ ...short, planNames: 'everyone' })],
    ['plan, short without names', planShort({ ...short, planNames: 'approvers' })],
    ['plan, full', planFull({ plan, digest: '0f3a9c12', identityProvider, files: ['provisioning_plan.csv'] })],
    ['Databricks part', databricksPart({ ...part, identityMissing: missing, groupNames: true })],
    ...PROVIDER_KINDS.map((kind): [string, Document] => {
      const provider = { kind, name: identityProvider, portalUrl: 'https://portal.company.com' };
      return [`identity task: ${kind}`, identityTask({ plan, actions, provider, ticketKey: name('key'), run: 1 }).body];
    }),
    ['identity task released', identityTaskReleased({ plan, approvedBy: [name('approver')] })],
    ['identity task released in part', identityTaskReleased({ plan, approvedBy: [name('approver')], elsewhere })],
    ['identity task closed without', identityClosedWithout({ plan, missing })],
    ['identity task closed again', identityStillMissing({ plan, missing, taskKey: task, again: true })],
    ['identity task gone', identityTaskGone({ plan, taskKey: task, groups: null })],
    ['identity task elsewhere', identityElsewhere({ plan, elsewhere })],
    ['identity arrived', identityArrived({ plan, groups: missing })],
    ['identity declined', identityDeclined({ plan, taskKey: task, groups: null, comment })],
    [
      'identity declined, for the requester',
      identityDeclinedForRequester({ plan, taskKey: task, groups: null, identityProvider }),
    ],
    ['added without approval', addedWithoutApproval({ plan, taskKey: task, arrived: missing })],
    [
      'question',
      approvalQuestion({
        ...{ pair: plan, approvers: name('approvers'), decideBy: AT, occasion: 'first' },
        instruction: name('instruction'),
      }),
    ],
    [
      'not counted',
      notCounted({
        ...{ pair: plan, decidedBy: [name('approver')], approvers: name('approvers') },
        ...{ why: [name('why not')], asksAgain: true },
      }),
    ],
    ...ends,
  ]);
}

const WISHES: readonly WishErrorName[] = [
  ...([
    'PrincipalNotFound',
    'PrincipalAmbiguous',
    'PrincipalInactive',
    'SamePrincipal',
    'PrincipalKindMismatch',
  ] as const),
  ...(['GroupNamed', 'RequestIncomplete', 'TooManyAdditions', 'TargetChanged', 'SourceNeverCopied'] as const),
];

/** Every message about the fields of a ticket, without a plan. */
export function messagesAboutFields(name: Naming): ReadonlyMap<string, Document> {
  const labels = {
    ...{ source: name('label of source'), target: name('label of target'), without: name('label of without') },
    ...{ scanUc: name('label of scan'), reason: name('label of reason') },
  };
  const facts: ErrorFacts = {
    ...{ field: 'source', asked: name('asked'), near: [name('near'), name('other near')], problem: name('problem') },
    ...{ change: name('change'), sourceKind: 'user', targetKind: 'service principal', hits: 2, count: 200, most: 100 },
  };
  return new Map<string, Document>([
    ...WISHES.map((error): [string, Document] => [error, toCorrect({ error, facts, labels, record: RECORD })]),
    ['received', received({ source: name('source'), target: name('target'), expectBy: AT })],
    ['requester left', requesterLeft({ requester: name('requester') })],
    ['turn', turnAwaited({ numbers: [name('number'), name('other number')], until: AT })],
    ['awaited', targetAwaited({ asked: name('asked'), hint: name('hint'), until: AT })],
    ['skipped', identityTaskSkipped({ reason: name('reason') })],
    [
      'broken',
      broken({
        reference: 'jira-10542-1',
        written: 2,
        forIt: { step: name('step'), error: name('error') },
        record: RECORD,
      }),
    ],
  ]);
}
