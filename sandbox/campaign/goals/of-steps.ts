import { STEPS, type StepName } from '#shared/steps.ts';
import type { FaultKind } from '../faults.ts';
import { zombie } from '../random-faults.ts';
import { asked, type Base, type Goal, INVOLVED, newcomer } from './goal.ts';
import { twice } from './of-two-tickets.ts';

/** The steps that only a story of a certain kind comes to; all others are on the ordinary way. */
const WAYS_TO: Partial<Record<StepName, (base: Base) => Base>> = {
  AwaitTarget: newcomer,
  AwaitTurn: twice,
  TellRequester: (base) => ({ ...base, wish: { ...base.wish, target: 'uwe.bekcer@company.com' } }),
  CloseRequest: (base) => ({
    ...base,
    acts: [{ when: asked(1, 0), act: { do: 'decide', by: 'petra', answer: 'decline' } }],
  }),
  ReportFailure: (base) => ({
    ...base,
    invocations: [{ step: 'AttachPlan', nth: 1, times: 1, when: 'after', error: 'Runtime.ExitError' }],
  }),
};

/** What may go wrong in each step. */
export function goalsOfSteps(): Goal[] {
  return Object.keys(STEPS).flatMap(goalsOfStep);
}

function goalsOfStep(name: string): Goal[] {
  const step = Object.keys(STEPS).find((known): known is StepName => known === name);
  if (step === undefined) return [];
  const to = (base: Base): Base =>
    (WAYS_TO[step] ?? ((one: Base) => one))({ ...base, account: { ...base.account, ...INVOLVED } });
  const withFault = (
    base: Base,
    kind: FaultKind,
    more: { nth?: number; times?: number; seconds?: number; effect?: true },
  ) => ({
    ...to(base),
    faults: [{ kind, during: step, ...more }],
  });
  const invoked = (base: Base, error: string, when: 'before' | 'after', times: number) => {
    const reached = to(base);
    return { ...reached, invocations: [...(reached.invocations ?? []), { step, nth: 1, times, when, error }] };
  };
  return [
    {
      name: `${step} finds the store out of reach`,
      change: (base, chance) => ({
        ...to(base),
        faults: [{ kind: 'unavailable', during: step, to: 'DynamoDB', times: chance.of([1, 2, 6]) }],
      }),
    },
    {
      name: `${step} is not invoked`,
      change: (base, chance) => invoked(base, 'Lambda.ServiceException', 'before', chance.of([1, 3])),
    },
    { name: `${step} is done and begun again`, change: (base) => invoked(base, 'Lambda.Unknown', 'after', 1) },
    {
      name: `${step} breaks`,
      change: (base, chance) => invoked(base, 'Runtime.ExitError', chance.of(['before', 'after']), 1),
    },
    { name: `${step} breaks for good`, change: (base) => invoked(base, 'Lambda.Unknown', 'before', 9) },
    {
      name: `${step} dies and nobody notices`,
      change: (base, chance) => withFault(base, 'killed silent', { nth: chance.between(1, 6) }),
    },
    {
      name: `${step} dies at an effect`,
      change: (base, chance) =>
        withFault(base, chance.of(['killed before', 'killed after']), { nth: chance.between(1, 8), effect: true }),
    },
    {
      name: `${step} dies while a request is under way`,
      change: (base, chance) =>
        withFault(base, 'killed late', { nth: chance.between(1, 6), effect: true, seconds: chance.between(1, 28) }),
    },
    {
      name: `${step} goes on after its time`,
      change: (base, chance) => {
        const isLong = /BuildPlan|AddMember|PrepareAdditions|ConfirmAdditions|VerifyMemberships/.test(step);
        return { ...to(base), faults: [zombie(chance, step, isLong ? 600 : 120)] };
      },
    },
    {
      name: `${step} loses answers`,
      change: (base, chance) =>
        withFault(base, chance.of(['reset after', 'cut off', 'login page']), {
          nth: chance.between(1, 12),
          effect: true,
        }),
    },
    {
      name: `${step} meets the stop switch`,
      change: (base, chance) => ({
        ...to(base),
        acts: [
          ...to(base).acts,
          { when: { during: step, nth: chance.of([1, 1, 2, 4, 8]) }, act: { do: 'switch', writes: 'stopped' } },
          { when: { state: step, nth: 1, seconds: chance.of([7_000, 90_000]) }, act: { do: 'switch', writes: 'on' } },
        ],
      }),
    },
  ];
}
