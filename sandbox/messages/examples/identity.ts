import { identityClosedWithout } from '#shared/report/messages/identity-closed-without.ts';
import { identityTask, identityTaskReleased, identityTaskSkipped } from '#shared/report/messages/identity-task.ts';
import { examplesOf } from '../examples-of.ts';
import { PLANS, story } from '../plans.ts';
import { APPROVER, identityProvider } from './values.ts';

const servicePrincipals = PLANS['two service principals'];
const missing = story.actions.filter(({ type }) => type === 'IdP required').map(({ group }) => group.id);

export const identityExamples = [
  examplesOf(
    identityTask,
    { page: 'identity-task', when: 'the plan asks for groups of the identity provider', readers: 'identity team' },
    {
      'a person': { plan: story, identityProvider, ticketKey: 'DBX-42' },
      'a service principal': { plan: servicePrincipals, identityProvider, ticketKey: 'DBX-42' },
    },
  ),
  examplesOf(
    identityTaskReleased,
    { page: 'identity-task-released', when: 'the request is approved', readers: 'identity team' },
    { approved: { plan: story, approvedBy: [APPROVER] }, 'counted, nobody named': { plan: story, approvedBy: [] } },
  ),
  examplesOf(
    identityTaskSkipped,
    { page: 'identity-task-skipped', when: 'nothing is to be added any more', readers: 'identity team' },
    { rejected: { reason: 'the request was rejected' } },
  ),
  examplesOf(
    identityClosedWithout,
    { page: 'identity-closed-without', when: 'closed, and the memberships are not there', readers: 'identity team' },
    { 'one group missing': { plan: story, missing } },
  ),
];
