import { beforeAll, describe, expect, it } from 'vitest';
import { storySchema } from '#sandbox/campaign/story.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';

/** Seeds a bug may take to be found: they decide the jitter of retries. */
const SEEDS = [1, 2, 3];

let campaign: typeof import('#sandbox/campaign/run-story.ts');
beforeAll(async () => {
  // Read by the handlers' logger when it is loaded; what it writes is judged as well.
  process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
  campaign = await import('#sandbox/campaign/run-story.ts');
});

const checksOf = async (bug: (typeof PLANTED_BUGS)[number], seed: number, isPlanted: boolean) => {
  const story = storySchema.parse({ ...bug.story, name: bug.name, seed });
  const found = await campaign.runStory(story, campaign.freshCoverage(), isPlanted ? bug.plant : {});
  return found.map(({ check }) => check);
};

describe.each(PLANTED_BUGS)('$name', (bug) => {
  it('is found, and not where it is not', async () => {
    const found: string[] = [];
    for (const seed of SEEDS) {
      found.push(...(await checksOf(bug, seed, true)));
      if (found.includes(bug.foundBy)) break;
    }
    expect(found).toContain(bug.foundBy);
    expect(await checksOf(bug, 1, false)).toEqual([]);
  }, 600_000);
});
