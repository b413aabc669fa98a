import { identityProviderOf, type ProviderKind } from '#shared/domain/identity-provider.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { addedWithoutApproval } from '#shared/report/messages/added-without-approval.ts';
import { identityClosedWithout, identityStillMissing } from '#shared/report/messages/identity-closed-without.ts';
import { identityDeclined, identityDeclinedForRequester } from '#shared/report/messages/identity-declined.ts';
import { identityTask, identityTaskReleased, identityTaskSkipped } from '#shared/report/messages/identity-task.ts';
import { identityArrived, identityElsewhere, identityTaskGone } from '#shared/report/messages/identity-watch.ts';
import { examplesOf } from '../examples-of.ts';
import { PLANS, sharedWork, story } from '../plans.ts';
import { APPROVER, identityProvider, TASK } from './values.ts';

const servicePrincipals = PLANS['two service principals'];
/** What the identity team is asked for; groups named in `without` are another task's. */
function about(plan: Plan, identityProvider: ProviderKind, without: readonly string[] = []) {
  const provider = identityProviderOf({
    identityProvider,
    ...(identityProvider === 'other' && { identityProviderName: 'Ping' }),
  });
  const actions = plan.actions.filter(({ type, group }) => type === 'IdP required' && !without.includes(group.id));
  return { plan, actions, provider, ticketKey: 'DBX-42', run: 1 };
}

const missing = story.actions.filter(({ type }) => type === 'IdP required').map(({ group }) => group.id);

const theirs = sharedWork.actions.filter(({ group }) => group.name === 'data-scientists').map(({ group }) => group.id);
const elsewhere = theirs.map((groupId) => ({ groupId, taskKey: 'DBX-51' }));
const declined = { plan: story, taskKey: TASK, groups: missing };

export const identityExamples = [
  examplesOf(
    identityTask,
    { page: 'identity-task', when: 'the plan asks for groups of the identity provider', readers: 'identity team' },
    {
      'a person, Entra': about(story, 'entra'),
      'a service principal, Entra': about(servicePrincipals, 'entra'),
      'a person, another provider': about(story, 'other'),
      'a group that another task asks for': { ...about(sharedWork, 'entra', theirs), elsewhere },
    },
  ),
  examplesOf(
    identityTaskReleased,
    { page: 'identity-task-released', when: 'the request is approved', readers: 'identity team' },
    {
      approved: { plan: story, approvedBy: [APPROVER] },
      'counted, nobody named': { plan: story, approvedBy: [] },
      'a group that another task asks for by now': { plan: sharedWork, approvedBy: [APPROVER], elsewhere },
    },
  ),
  examplesOf(
    identityTaskSkipped,
    { page: 'identity-task-skipped', when: 'nothing is to be added any more', readers: 'identity team' },
    { rejected: { reason: 'the request was rejected' } },
  ),
  examplesOf(
    identityClosedWithout,
    { page: 'identity-closed-without', when: 'closed two hours ago, not there: reopened', readers: 'identity team' },
    { 'one group missing': { plan: story, missing } },
  ),
  examplesOf(
    identityStillMissing,
    { page: 'identity-still-missing', when: 'closed again, or not to be reopened', readers: 'it' },
    {
      'closed again': { plan: story, missing, taskKey: TASK, again: true },
      'not to be reopened': { plan: story, missing, taskKey: TASK, again: false },
    },
  ),
  examplesOf(
    identityArrived,
    { page: 'identity-arrived', when: 'Databricks shows every membership', readers: 'identity team' },
    { arrived: { plan: story, groups: missing } },
  ),
  examplesOf(
    identityTaskGone,
    { page: 'identity-task-gone', when: 'somebody deleted the task', readers: 'it' },
    { gone: { plan: story, taskKey: TASK, groups: missing } },
  ),
  examplesOf(
    identityElsewhere,
    { page: 'identity-elsewhere', when: 'another open request asks the team for the same', readers: 'it' },
    { 'one group': { plan: sharedWork, elsewhere } },
  ),
  examplesOf(
    identityDeclined,
    { page: 'identity-declined-for-it', when: 'the team closed the task as not done', readers: 'it' },
    {
      'with a comment': { ...declined, comment: { by: 'Ines Kraft', text: 'Uwe needs the training first.' } },
      'without a word': { ...declined, comment: null },
    },
  ),
  examplesOf(
    identityDeclinedForRequester,
    { page: 'identity-declined', when: 'the team closed the task as not done', readers: 'requester' },
    { declined: { ...declined, identityProvider } },
  ),
  examplesOf(
    addedWithoutApproval,
    { page: 'added-without-approval', when: 'a request ends without approval', readers: 'it' },
    {
      'a membership is there': { plan: story, taskKey: TASK, arrived: missing },
      'Databricks could not be read': { plan: story, taskKey: TASK, arrived: null },
    },
  ),
];
