import { comparisonFileName, planFileName } from '#shared/report/file-names.ts';
import { planFull } from '#shared/report/messages/plan-full.ts';
import { planShort } from '#shared/report/messages/plan-short.ts';
import { received } from '#shared/report/messages/received.ts';
import { thomas, uwe } from '../company.ts';
import { examplesOf } from '../examples-of.ts';
import { forEachPlan, story } from '../plans.ts';
import { APPROVERS, DECIDE_BY, DIGEST, identityProvider, REASON, REQUESTER } from './values.ts';

const short = {
  ...{ identityProvider, requester: REQUESTER, reason: REASON, decideBy: DECIDE_BY, approvers: APPROVERS },
  planNames: 'approvers' as const,
};
const files = [planFileName('DBX-42', 1, DIGEST), comparisonFileName('DBX-42', 1)];

export const planExamples = [
  examplesOf(
    received,
    { page: 'received', when: 'the plan takes more than two minutes', readers: 'requester' },
    { 'a plan that takes long': { source: thomas.name, target: uwe.name, expectBy: '2026-11-23T10:30:00Z' } },
  ),
  examplesOf(
    planShort,
    { page: 'plan-short', when: 'the plan is attached', readers: 'requester' },
    {
      ...forEachPlan((plan) => ({ ...short, plan })),
      'names for everybody (planNames: everyone)': { ...short, plan: story, planNames: 'everyone' },
      'without a reason': { ...short, plan: story, reason: '' },
      'a reason that never ends': { ...short, plan: story, reason: `${REASON} and needs all of it. `.repeat(12) },
    },
  ),
  examplesOf(
    planFull,
    { page: 'plan-full', when: 'the plan is attached', readers: 'it' },
    {
      ...forEachPlan((plan) => ({ plan, digest: DIGEST, identityProvider, files })),
      'without files, where the ticket cannot keep them from the requester': {
        ...{ plan: story, digest: DIGEST, identityProvider, files: [] },
      },
    },
  ),
];
