import { type Chance, createChance } from './chance.ts';
import { goals } from './goals/all.ts';
import { randomAct } from './random-acts.ts';
import { randomFault, randomInvocationFault } from './random-faults.ts';
import { type Act, type Story, type StoryDraft, storySchema, type Way } from './story.ts';

const WAYS: readonly Way[] = ['DBX', 'DBX', 'DBS', 'DBM', 'access', 'access', 'accessPicked'];

const SOURCE = 'thomas@company.com';
const TARGET = 'uwe@company.com';

/** The story of this seed; the same seed tells the same story for ever, as long as this code is the same. */
export function storyOf(seed: number, ways: readonly Way[] = WAYS): Story {
  const chance = createChance(seed);
  const way = chance.of(ways);
  const base = ordinary(seed, way, chance);
  // Half of the stories go for something rare, so that it is reached for certain; the others mix what may happen.
  const all = goals();
  const goal = seed % 2 === 0 ? all[(seed / 2) % all.length] : undefined;
  const draft = goal === undefined ? disturbed(base, chance) : goal.change(base, chance);
  return storySchema.parse({ ...draft, name: goal?.name ?? 'mixed' });
}

/** A request that is filed, approved, synced and closed by people who do what they should. */
export function ordinary(seed: number, way: Way, chance: Chance): StoryDraft & { acts: Act[] } {
  const asked = (seconds: number) => ({ state: 'AwaitApproval', nth: 1, seconds });
  const released = (seconds: number) => ({ state: 'AwaitIdentityTask', nth: 1, seconds });
  const acts: Act[] = [
    { when: asked(chance.of([0, 30, 600, 4_000])), act: { do: 'decide', by: 'petra', answer: 'approve' } },
    { when: released(chance.of([0, 60, 1_800])), act: { do: 'sync', group: 'data-engineers', member: TARGET } },
    { when: released(chance.of([30, 900, 2_400])), act: { do: 'finish task', by: 'ines' } },
  ];
  return {
    name: 'ordinary',
    seed,
    way,
    wish: {
      by: 'rita',
      summary: 'Databricks access',
      source: SOURCE,
      target: TARGET,
      reason: 'Joins the data platform team',
      ...((way === 'DBS' || way === 'DBM') && { approvers: ['petra', 'paul'] }),
    },
    account: {
      moreGroups: chance.is(0.06) ? 28 : 0,
      identity: chance.is(0.75),
      additions: chance.is(0.85),
      lagSeconds: chance.of([0, 15, 15, 45]),
      flicker: chance.is(0.2),
      iamV2: chance.of(['on', 'on', 'on', 'off404', 'off403']),
    },
    stage: {
      writes: chance.is(0.05) ? 'planOnly' : 'on',
      days: chance.is(0.03) ? 14 : 1,
      maxAdditions: 100,
      planNames: chance.is(0.2) ? 'everyone' : 'approvers',
    },
    acts,
    faults: [],
    invocations: [],
  };
}

/** Some things at once, of any kind. */
function disturbed(base: StoryDraft & { acts: Act[] }, chance: Chance): StoryDraft {
  const acts = chance.is(0.9) ? base.acts : [];
  const more = Array.from({ length: chance.between(0, 3) }, () => randomAct(chance, base.way));
  const faults = Array.from({ length: chance.between(0, 4) }, () => randomFault(chance, base.way));
  const invocations = Array.from({ length: chance.between(0, 1) }, () => randomInvocationFault(chance));
  return { ...base, acts: [...acts, ...more.flat()], faults, invocations };
}
