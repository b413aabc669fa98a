import type { StepName } from '#shared/steps.ts';
import type { Act, Action } from '../story.ts';
import { type Base, edit, type Goal, INVOLVED, yes } from './goal.ts';

/** A run that breaks at a step, and is tried again by an operator after something happened. */
function broken(step: StepName, base: Base, between: readonly Action[]): Base {
  const retry: Act = { when: { hours: 5 }, act: { do: 'retry' } };
  return {
    ...base,
    account: { ...base.account, ...INVOLVED },
    stage: { ...base.stage, writes: 'on' },
    acts: [
      ...base.acts,
      ...between.map((act): Act => ({ when: { hours: 4 }, act })),
      retry,
      yes(2, 60),
      { when: { state: 'AwaitIdentityTask', nth: 2, seconds: 60 }, act: { do: 'finish task', by: 'ines' } },
    ],
    invocations: [{ step, nth: 1, times: 1, when: 'after', error: 'Runtime.ExitError' }],
  };
}

const after = (step: StepName, what: string, between: (base: Base) => readonly Action[]): Goal => ({
  name: `${step} breaks${what} and is tried again`,
  change: (base) => broken(step, base, between(base)),
});

const STEPS_TO_BREAK = ['BuildPlan', 'AttachPlan', 'RequestApproval', 'PrepareAdditions', 'AddMember'] as const;

/** Runs that an operator has tried again; what was approved is not asked anew where nothing changed. */
export const RETRIES: readonly Goal[] = [
  ...STEPS_TO_BREAK.map((step) => after(step, '', () => [])),
  after('PrepareAdditions', ', the request is edited', (base) => [edit(base)]),
  after('PrepareAdditions', ', a group becomes wider', () => [
    { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'dev-workspace', level: 'ADMIN' },
  ]),
  after('PrepareAdditions', ', the target is created anew', () => [{ do: 'recreate', person: 'uwe@company.com' }]),
  after('PrepareAdditions', ', the ticket is cancelled', () => [{ do: 'cancel', by: 'agent' }]),
  after('ConfirmAdditions', ', a member is taken out', () => [
    { do: 'remove member', group: 'npb-platform-users', member: 'uwe@company.com' },
  ]),
  after('ReleaseIdentityTask', '', () => []),
  {
    name: 'it goes on while the desk is stopped',
    change(base) {
      const again = broken('AttachPlan', base, []);
      return {
        ...again,
        acts: [
          ...again.acts,
          { when: { hours: 4.5 }, act: { do: 'switch', writes: 'stopped' } },
          { when: { hours: 9 }, act: { do: 'switch', writes: 'on' } },
        ],
      };
    },
  },
];
