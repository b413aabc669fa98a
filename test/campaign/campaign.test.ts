import { beforeAll, expect, it } from 'vitest';

/** Few enough for every run of the suite; `npm run campaign` plays thousands. */
const STORIES = 30;
const FIRST_SEED = 11;

let campaign: typeof import('#sandbox/campaign/run-story.ts');
let generate: typeof import('#sandbox/campaign/generate.ts');
beforeAll(async () => {
  // Read by the handlers' logger when it is loaded; what it writes is judged as well.
  process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
  campaign = await import('#sandbox/campaign/run-story.ts');
  generate = await import('#sandbox/campaign/generate.ts');
});

it('holds what docs/guarantees.md says, in a short campaign', async () => {
  const failed: unknown[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + STORIES; seed += 1) {
    const violations = await campaign.runStory(generate.storyOf(seed), campaign.freshCoverage());
    if (violations.length > 0) failed.push({ seed, violations });
  }
  expect(failed).toEqual([]);
}, 600_000);

it('tells the same story for the same seed, and another for another', () => {
  expect(generate.storyOf(7)).toEqual(generate.storyOf(7));
  expect(generate.storyOf(7)).not.toEqual({ ...generate.storyOf(9), seed: 7 });
});
