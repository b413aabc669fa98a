import { mayApprove, type Party } from '#shared/domain/approver.ts';
import { PARTY_ROLES, type Person, personSchema } from '#shared/domain/ticket.ts';
import { approvalCarried } from '#shared/report/messages/approval-carried.ts';
import { type ApprovalQuestionArgs, approvalQuestion } from '#shared/report/messages/approval-question.ts';
import { notCounted } from '#shared/report/messages/not-counted.ts';
import { thomas, uwe } from '../company.ts';
import { examplesOf } from '../examples-of.ts';
import { story } from '../plans.ts';
import { APPROVER, APPROVERS, AT, DECIDE_BY, identityProvider } from './values.ts';

const pair = { source: thomas, target: uwe };
const question = { pair, approvers: APPROVERS, decideBy: DECIDE_BY, instruction: null };
const INSTRUCTION = 'Move this issue to “Waiting for approval”, then approve or reject it there.';

const OCCASIONS = {
  first: 'first time, somebody has to open the approval',
  'new plan': 'the access became wider',
  'asked again': 'the last decision does not count',
  'approved too early': 'approved before there was a plan',
} as const satisfies Record<ApprovalQuestionArgs['occasion'], string>;

const petra = personSchema.parse({
  ...{ id: 'petra', displayName: APPROVER, emails: ['petra@company.com'], isApp: false, active: true },
});

/** Why this person's approval does not count, in the words of the rule itself. */
function whyNot(
  person: Partial<Person>,
  { parties = [], member = true }: { parties?: Party[]; member?: boolean } = {},
) {
  const approver = personSchema.parse({ ...petra, ...person });
  const answer = mayApprove({
    ...{ approver, parties, ...pair, isInApproverGroup: member, identityMap: {} },
    ...{ unprovenApprover: 'refuse', ownPersonId: 'desk' },
  });
  if (answer.counts) throw new Error('this approval would count');
  return { pair, decidedBy: [approver.displayName], why: [answer.reason], approvers: APPROVERS, asksAgain: true };
}

const asParties = Object.fromEntries(
  PARTY_ROLES.map((role) => [`a party: ${role}`, whyNot({}, { parties: [{ personId: 'petra', role }] })]),
);

export const decisionExamples = [
  examplesOf(
    approvalQuestion,
    { page: 'approval-question', when: 'the plan alone does not say what is asked', readers: 'requester' },
    Object.fromEntries(
      (['first', 'new plan', 'asked again', 'approved too early'] as const).flatMap((occasion) => [
        ...(occasion === 'first' ? [] : [[OCCASIONS[occasion], { ...question, occasion }] as const]),
        [
          occasion === 'first' ? OCCASIONS.first : `${OCCASIONS[occasion]}, somebody has to open the approval`,
          { ...question, occasion, instruction: INSTRUCTION },
        ] as const,
      ]),
    ),
  ),
  examplesOf(
    notCounted,
    { page: 'not-counted', when: 'an approval was refused by us', readers: 'requester' },
    {
      ...asParties,
      'an app': whyNot({ isApp: true, displayName: 'Automation for Jira' }),
      deactivated: whyNot({ active: false }),
      'not in the approver group': whyNot({}, { member: false }),
      'the target under another account': whyNot({ emails: [uwe.name] }),
      'no address to compare': whyNot({ emails: [] }),
      'two approvers, one a party': {
        ...whyNot({}, { parties: [{ personId: 'petra', role: 'creator' }] }),
        decidedBy: [APPROVER, 'Paul Adler'],
      },
      'nobody knows who': {
        ...{ pair, decidedBy: [], why: ['it is not known who decided'], approvers: APPROVERS },
        asksAgain: true,
      },
      'for the last time': { ...whyNot({ active: false }), asksAgain: false },
    },
  ),
  examplesOf(
    approvalCarried,
    { page: 'approval-carried', when: 'a run that broke is tried again under its approval', readers: 'requester' },
    {
      'by one person': { plan: story, identityProvider, by: [petra], at: AT },
      'nobody stands behind it': { plan: story, identityProvider, by: [], at: AT },
    },
  ),
];
