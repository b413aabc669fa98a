import type { StepName } from '#shared/steps.ts';
import type { Chance } from '../chance.ts';
import type { Act, Action, StoryDraft } from '../story.ts';
import { isServiceDesk } from '../tickets.ts';

/** An ordinary story, before it is bent. */
export type Base = Omit<StoryDraft, 'acts'> & { acts: Act[] };

/** Something rare that a story is bent towards. */
export interface Goal {
  readonly name: string;
  change(base: Base, chance: Chance): StoryDraft;
}

export const TARGET = 'uwe@company.com';
/** Something for either branch of the work. */
export const INVOLVED = { identity: true, additions: true } as const;

/** When a decision is asked for. */
export function asked(nth: number, seconds: number): Act['when'] {
  return { state: 'AwaitApproval', nth, seconds };
}

export function during(step: StepName, nth = 1): Act['when'] {
  return { during: step, nth };
}

export function yes(nth: number, seconds = 0, by: 'petra' | 'paul' = 'petra'): Act {
  return { when: asked(nth, seconds), act: { do: 'decide', by, answer: 'approve' } };
}

/** Somebody the ticket system knows and Databricks gets to know later. */
export function newcomer(base: Base): Base {
  return {
    ...base,
    account: { ...base.account, identity: false },
    wish: { ...base.wish, by: 'agent', target: 'rita@company.com' },
    acts: [
      { when: { state: 'AwaitTarget', nth: 1, seconds: 7_000 }, act: { do: 'add person', person: 'rita@company.com' } },
      yes(1),
    ],
  };
}

/** Who may edit a ticket that is filed in this way. */
export function editor({ way }: Base): 'agent' | 'rita' {
  return isServiceDesk(way) ? 'agent' : 'rita';
}

export const edit = (base: Base): Extract<Action, { do: 'edit' }> => ({
  do: 'edit',
  by: editor(base),
  fields: { without: 'scratch-workspace-admins' },
});
export const cancel = (): Action => ({ do: 'cancel', by: 'agent' });
