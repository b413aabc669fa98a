import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalDesk, synthesise } from '#sandbox/aws/template.ts';
import { MINUTE, WAYS } from '../kit.ts';
import { playAccidents, playUndisturbed } from './accidents.ts';
import { bundleDesk } from './bundle.ts';
import type { Accident } from './fate.ts';

/**
 * `EVERY_DEATH=yes` plays every accident there is (about 7 minutes on two idle cores). Otherwise: killed after each effect on Jira and
 * Databricks, and a sample of the rest, which `DEATH_SEED` moves.
 */
const isComplete = process.env.EVERY_DEATH === 'yes';
const seed = Number(process.env.DEATH_SEED ?? Math.floor(Math.random() * 1000));
const ALL_KINDS: readonly Accident['kind'][] = ['killed', 'killed later', 'answer lost'];
const PATIENCE = (isComplete ? 30 : 10) * MINUTE;

let bundle: Awaited<ReturnType<typeof bundleDesk>>;
let template: LocalDesk;
beforeAll(async () => {
  bundle = await bundleDesk();
  template = synthesise();
  if (!isComplete) console.log(`DEATH_SEED=${seed}`);
});
afterAll(() => bundle.remove());

/** One accident of each kind after each deed. */
function everything(series: Accident['series'], count: number, kinds = ALL_KINDS): Accident[] {
  return kinds.flatMap((kind) => Array.from({ length: count }, (_, index) => ({ series, kind, after: index + 1 })));
}

/** Every so many-th, beginning where the seed says. */
function sample(all: readonly Accident[], step: number): readonly Accident[] {
  return isComplete ? all : all.filter((_, index) => (index + seed) % step === 0);
}

describe.each(WAYS)('the main story through $way Jira', (way) => {
  it(
    'ends the same, and has nothing twice, when the process is killed after any effect',
    async () => {
      const undisturbed = await playUndisturbed({ bundle: bundle.file, template }, way);
      const count = undisturbed.deeds.effects.length;
      // Files, comments, sub-task, its moves, the question, memberships, the last move.
      expect(count).toBeGreaterThanOrEqual(17);
      const accidents = [
        ...everything('effects', count, ['killed']),
        ...sample(everything('effects', count, ['killed later', 'answer lost']), 7),
      ];
      expect(await playAccidents({ bundle: bundle.file, template }, way, undisturbed, accidents)).toEqual([]);
    },
    PATIENCE,
  );
});

describe('the main story through plain Jira', () => {
  it(
    'ends the same, and has nothing twice, when the process is killed after any write to the store',
    async () => {
      const [way] = WAYS;
      const undisturbed = await playUndisturbed({ bundle: bundle.file, template }, way);
      const count = undisturbed.deeds['store writes'].length;
      expect(count).toBeGreaterThanOrEqual(60);
      const accidents = sample(everything('store writes', count), 13);
      expect(await playAccidents({ bundle: bundle.file, template }, way, undisturbed, accidents)).toEqual([]);
    },
    PATIENCE,
  );
});
