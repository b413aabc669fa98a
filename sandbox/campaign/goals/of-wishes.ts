import type { Action } from '../story.ts';
import { asked, type Goal, INVOLVED, TARGET, yes } from './goal.ts';

const badWish = (name: string, wish: { source?: string; target?: string; without?: string }): Goal => ({
  name,
  change: (base) => ({
    ...base,
    way: base.way === 'accessPicked' ? 'access' : base.way,
    wish: { ...base.wish, ...wish },
  }),
});

/** Wishes that cannot be served. */
export const WISHES: readonly Goal[] = [
  badWish('a name nobody has', { target: 'uwe.bekcer@company.com' }),
  badWish('a name two have', { target: 'Anna Schmidt' }),
  badWish('somebody who left', { target: 'petra.novak@company.com' }),
  badWish('the same person twice', { target: 'thomas@company.com' }),
  badWish('a person and a service principal', { target: 'etl-new' }),
  badWish('a group as target', { target: 'shared-readers' }),
  badWish('nobody named', { source: '' }),
  {
    name: 'too many additions',
    change: (base) => ({ ...base, account: { additions: true }, stage: { maxAdditions: 1 } }),
  },
  {
    name: 'somebody who may not file',
    change: (base) => ({ ...base, stage: { ...base.stage, keepsOut: 'requesters' } }),
  },
  {
    name: 'somebody who is never copied',
    change: (base) => ({
      ...base,
      account: { ...base.account, ...INVOLVED },
      stage: { ...base.stage, keepsOut: 'source' },
    }),
  },
  {
    name: 'the target is another one now',
    change: (base, chance) => ({
      ...base,
      account: { ...base.account, ...INVOLVED },
      acts: [
        {
          when: asked(1, 0),
          act: chance.of<Action>([
            { do: 'recreate', person: TARGET },
            { do: 'set active', person: TARGET, active: false },
          ]),
        },
        yes(1, 60),
      ],
    }),
  },
];
