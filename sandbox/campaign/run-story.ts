import { synthesise } from '../aws/template.ts';
import { judge, type Violation } from './checks/all.ts';
import { type Coverage, createCoverage, partsOf } from './coverage.ts';
import { type Plant, playStory } from './play-story.ts';
import { shrink } from './shrink.ts';
import type { Story } from './story.ts';

/** A story after which something did not hold. */
export interface Failure {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** The shortest story found that fails in the same way. */
  readonly shortest: Story;
}

/** Coverage of the synthesised machine, nothing seen yet. */
export function freshCoverage(): Coverage {
  return createCoverage(partsOf(synthesise().definition));
}

/** Plays a story and judges it. @returns the invariants that did not hold; empty when all is well */
export async function runStory(story: Story, coverage: Coverage, plant?: Plant): Promise<Violation[]> {
  const played = await playStory(story, coverage, plant);
  try {
    return await judge(played.evidence);
  } finally {
    await played.close();
  }
}

/** Plays a story; where something does not hold, looks for the shortest story that shows it. @returns null when all is well */
export async function examine(story: Story, coverage: Coverage, plant?: Plant): Promise<Failure | null> {
  const violations = await runStory(story, coverage, plant);
  const [first] = violations;
  if (first === undefined) return null;
  const shortest = await shrink(story, async (candidate) => {
    const found = await runStory(candidate, freshCoverage(), plant);
    return found.some(({ check }) => check === first.check);
  });
  return { seed: story.seed, violations, shortest };
}
