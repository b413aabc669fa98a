import type { LocalDesk } from '#sandbox/aws/template.ts';
import type { StoryWay } from '../kit.ts';
import { differences } from './compare.ts';
import { type End, endOf } from './end.ts';
import type { Accident, Fate } from './fate.ts';
import { type Answering, playMainStory } from './main-story.ts';
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
export async function playUndisturbed(theatre: Theatre, way: StoryWay): Promise<Undisturbed> {
  const story = await openMortalStory({ ...theatre, system: way.system, accident: null });
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
  way: StoryWay,
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

/** Plays the story with one accident. @returns the same as `playAccidents` */
export async function playAccident(
  theatre: Theatre,
  way: StoryWay,
  { end }: Undisturbed,
  accident: Accident,
  answering: Answering = 'patient',
): Promise<string[]> {
  const story = await openMortalStory({ ...theatre, system: way.system, accident });
  try {
    const actual = endOf(story, await playMainStory(story, way, answering));
    return story.fate.hasStruck() ? differences(end, actual) : ['nothing happened'];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    await story.close();
  }
}
