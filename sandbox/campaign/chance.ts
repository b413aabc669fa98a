import { createRandom } from '../simulators/random.ts';

/** Choices a seed decides. */
export interface Chance {
  /** True with this probability. */
  is(probability: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  of<T>(options: readonly T[]): T;
}

export function createChance(seed: number): Chance {
  const random = createRandom(seed * 2_654_435_761);
  // The first numbers of neighbouring seeds are alike.
  for (let skip = 0; skip < 5; skip += 1) random();
  return {
    is: (probability) => random() < probability,
    between: (low, high) => low + Math.floor(random() * (high - low + 1)),
    of(options) {
      const chosen = options[Math.floor(random() * options.length)];
      if (chosen === undefined) throw new RangeError('there is nothing to choose from');
      return chosen;
    },
  };
}
