import type { Chance } from '../chance.ts';
import type { Act, Action, Way } from '../story.ts';
import { asked, type Base, edit, editor, type Goal, INVOLVED, yes } from './goal.ts';

const EVERY_WAY: readonly Way[] = ['DBX', 'DBS', 'DBM', 'access', 'accessPicked'];

/** The same wish once more, while the first ticket waits for its decision. */
export function twice(base: Base, way: Way = base.way, when: Act['when'] = asked(1, 0)): Base {
  const again: Act = { when, act: { do: 'file again', by: 'rita', way } };
  return {
    ...base,
    account: { ...base.account, ...INVOLVED },
    stage: { ...base.stage, writes: 'on', maxAdditions: 100 },
    acts: [
      again,
      yes(1, 600),
      ...base.acts.slice(1),
      ...[2, 3].map(
        (nth): Act => ({ when: asked(nth, 60), act: onSecond({ do: 'decide', by: 'petra', answer: 'approve' }) }),
      ),
    ],
  };
}

function onSecond(action: Extract<Action, { on?: 'second' | undefined }>): Action {
  return { ...action, on: 'second' };
}

/** What happens to the one that waits. */
function meanwhile(name: string, act: (base: Base) => Extract<Action, { on?: 'second' | undefined }>): Goal {
  return {
    name,
    change(base, chance) {
      const both = twice(base);
      const when: Act['when'] = { state: 'AwaitTurn', nth: 1, seconds: chance.of([0, 5, 500]) };
      return { ...both, acts: [...both.acts, { when, act: onSecond(act(base)) }] };
    },
  };
}

/** Something else becomes of the first one than its being done. */
function first(name: string, acts: (base: Base, chance: Chance) => Act[]): Goal {
  return {
    name,
    change(base, chance) {
      const both = twice(base, chance.of(EVERY_WAY));
      const [again, , ...more] = both.acts;
      return { ...both, acts: [...(again === undefined ? [] : [again]), ...acts(base, chance), ...more] };
    },
  };
}

/** One wish in two tickets: they take turns. */
export const TWO_TICKETS: readonly Goal[] = [
  { name: 'the same wish again', change: (base) => twice(base) },
  { name: 'the same wish through either system', change: (base, chance) => twice(base, chance.of(EVERY_WAY)) },
  {
    name: 'the same wish twice at one moment',
    change: (base, chance) => twice(base, chance.of(EVERY_WAY), { hours: chance.of([0, 0.0003]) }),
  },
  {
    name: 'the same wish again, and the webhook of the turn is lost',
    change: (base, chance) => ({
      ...twice(base, chance.of(EVERY_WAY)),
      faults: [{ kind: 'unavailable', to: 'Step Functions', during: 'ReportOutcome', times: chance.of([1, 9]) }],
    }),
  },
  first('the first of two is rejected', () => [
    { when: asked(1, 60), act: { do: 'decide', by: 'petra', answer: 'decline' } },
  ]),
  first('the first of two is cancelled', () => [{ when: asked(1, 60), act: { do: 'cancel', by: 'agent' } }]),
  first('the first of two is deleted', () => [{ when: asked(1, 60), act: { do: 'delete ticket' } }]),
  first('the first of two is edited', (base) => [{ when: asked(1, 60), act: edit(base) }, yes(2, 600)]),
  first('nobody decides the first of two', () => []),
  first('the first of two is stopped by hand', () => [{ when: asked(1, 60), act: { do: 'stop execution' } }]),
  first('the first of two asks for another target', (base, chance) => [
    {
      when: asked(1, 60),
      act: {
        do: 'edit',
        by: editor(base),
        fields: { target: chance.of(['nina.berg@company.com', 'nobody@company.com']) },
      },
    },
  ]),
  meanwhile('the second of two is edited', edit),
  meanwhile('the second of two asks for another target', (base) => ({
    do: 'edit',
    by: editor(base),
    fields: { target: 'nina.berg@company.com' },
  })),
  meanwhile('the second of two is cancelled', () => ({ do: 'cancel', by: 'agent' })),
  meanwhile('the second of two is deleted', () => ({ do: 'delete ticket' })),
  meanwhile('the second of two is asked about', () => ({ do: 'comment', by: 'rita', text: 'status?' })),
  {
    name: 'a turn never comes',
    change(base) {
      const both = twice(base);
      // Each edit begins a wait of its own, and the ticket keeps its place.
      const edits = ['B', 'C', 'D'].map(
        (reason, index): Act => ({
          when: { hours: 20 * (index + 1) },
          act: { do: 'edit', by: editor(base), fields: { reason } },
        }),
      );
      return { ...both, stage: { ...both.stage, days: 1 }, acts: [...both.acts.slice(0, 1), ...edits] };
    },
  },
];
