import type { LocalDesk } from '#sandbox/aws/template.ts';
import type { Way } from '../kit.ts';
import { differences } from './compare.ts';
import { type End, endOf } from './end.ts';
import type { Accident, Fate } from './fate.ts';
import { playMainStory } from './main-story.ts';
import { openMortalStory } from './mortal-story.ts';

export interface Theatre {
  /** File of the bundled desk. */
  readonly bundle: string;
  readonly template: LocalDesk;
}

export interface Undisturbed {
  readonly end: End;
  readonly deeds: Fate['deeds'];
}

/** Two cores are what a small machine has. */
const AT_ONCE = 2;

/** The story without an accident: what all others are measured by. */
export async function playUndisturbed(theatre: Theatre, way: Way): Promise<Undisturbed> {
  const story = await openMortalStory({ ...theatre, accident: null });
  try {
    const end = endOf(story, await playMainStory(story, way));
    return { end, deeds: story.fate.deeds };
  } finally {
    await story.close();
  }
}

/** Plays the story once per accident. @returns what went otherwise than undisturbed, in words; empty when all is well */
export async function playAccidents(
  theatre: Theatre,
  way: Way,
  undisturbed: Undisturbed,
  accidents: readonly Accident[],
): Promise<string[]> {
  const left = [...accidents];
  const problems: string[] = [];
  const playOn = async () => {
    for (let accident = left.shift(); accident !== undefined; accident = left.shift()) {
      const found = await playAccident(theatre, way, undisturbed, accident);
      const { kind, series, after } = accident;
      const name = `${kind} after ${series} ${after} (${undisturbed.deeds[series][after - 1]})`;
      problems.push(...found.map((problem) => `${name}: ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, playOn));
  return problems;
}

async function playAccident(theatre: Theatre, way: Way, { end }: Undisturbed, accident: Accident): Promise<string[]> {
  const story = await openMortalStory({ ...theatre, accident });
  try {
    const actual = endOf(story, await playMainStory(story, way));
    return story.fate.hasStruck() ? differences(end, actual) : ['nothing happened'];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    await story.close();
  }
}
