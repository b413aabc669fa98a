import type { LocalDesk } from '#sandbox/aws/template.ts';
import type { Way } from '../kit.ts';
import { differences } from './compare.ts';
import { type End, endOf } from './end.ts';
import type { Death, Fate } from './fate.ts';
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

/** The story without a death: what all others are measured by. */
export async function playUndisturbed(theatre: Theatre, way: Way): Promise<Undisturbed> {
  const story = await openMortalStory({ ...theatre, death: null });
  try {
    const end = endOf(story, await playMainStory(story, way));
    return { end, deeds: story.fate.deeds };
  } finally {
    await story.close();
  }
}

/** Plays the story once per death. @returns what went otherwise than undisturbed, in words; empty when all is well */
export async function playDeaths(
  theatre: Theatre,
  way: Way,
  undisturbed: Undisturbed,
  deaths: readonly Death[],
): Promise<string[]> {
  const left = [...deaths];
  const problems: string[] = [];
  const playOn = async () => {
    for (let death = left.shift(); death !== undefined; death = left.shift()) {
      const found = await playDeath(theatre, way, undisturbed, death);
      const deed = undisturbed.deeds[death.series][death.after - 1];
      const name = `${death.series} ${death.after} (${deed}), ${death.answered ? 'answered' : 'unanswered'}`;
      problems.push(...found.map((problem) => `${name}: ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, playOn));
  return problems;
}

async function playDeath(theatre: Theatre, way: Way, { end }: Undisturbed, death: Death): Promise<string[]> {
  const story = await openMortalStory({ ...theatre, death });
  try {
    const actual = endOf(story, await playMainStory(story, way));
    return story.deaths() === 1 ? differences(end, actual) : ['the process was not killed'];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    await story.close();
  }
}
