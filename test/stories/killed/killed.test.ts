import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesise } from '#sandbox/aws/template.ts';
import { ITEM, MINUTE, PLAIN, WAYS } from '../kit.ts';
import { playAccident, playAccidents, playUndisturbed, type Theatre, type Undisturbed } from './accidents.ts';
import { bundleDesk } from './bundle.ts';
import { kindOf } from './deeds.ts';
import type { Accident } from './fate.ts';

/**
 * `EVERY_DEATH=yes` plays every accident there is (half an hour on two idle cores). Otherwise: killed after one effect of
 * each kind, and a sample of the rest; `DEATH_SEED` moves both. The campaign (docs/guarantees.md) has many more deaths,
 * within one process.
 */
const isComplete = process.env.EVERY_DEATH === 'yes';
const seed = Number(process.env.DEATH_SEED ?? Math.floor(Math.random() * 1000));
const ALL_KINDS: readonly Accident['kind'][] = ['killed', 'killed later', 'answer lost'];
const PATIENCE = (isComplete ? 30 : 10) * MINUTE;

let bundle: Awaited<ReturnType<typeof bundleDesk>>;
let theatre: Theatre;
beforeAll(async () => {
  bundle = await bundleDesk();
  theatre = { bundle: bundle.file, template: synthesise() };
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

/** One accident for each kind of deed; the seed says which. */
function oneOfEachKind(all: readonly Accident[], { deeds }: Undisturbed): readonly Accident[] {
  if (isComplete) return all;
  const kinds = Map.groupBy(all, ({ series, after }) => kindOf(deeds[series][after - 1] ?? ''));
  return [...kinds.values()].flatMap((alike) => alike[seed % alike.length] ?? []);
}

describe.each(WAYS)('the main story through $way Jira', (way) => {
  it(
    'ends the same, and has nothing twice, when the process is killed after any effect',
    async () => {
      const undisturbed = await playUndisturbed(theatre, way);
      const count = undisturbed.deeds.effects.length;
      // Files, comments, sub-task, its moves, the question, memberships, the last move.
      expect(count).toBeGreaterThanOrEqual(17);
      const accidents = [
        ...oneOfEachKind(everything('effects', count, ['killed']), undisturbed),
        ...sample(everything('effects', count, ['killed later', 'answer lost']), 13),
      ];
      expect(await playAccidents(theatre, way, undisturbed, accidents)).toEqual([]);
    },
    PATIENCE,
  );
});

describe('the main story through plain Jira', () => {
  it(
    'ends the same, and has nothing twice, when the process is killed after any write to the store',
    async () => {
      const undisturbed = await playUndisturbed(theatre, PLAIN);
      const count = undisturbed.deeds['store writes'].length;
      expect(count).toBeGreaterThanOrEqual(60);
      const accidents = sample(everything('store writes', count), 13);
      expect(await playAccidents(theatre, PLAIN, undisturbed, accidents)).toEqual([]);
    },
    PATIENCE,
  );
});

describe('the main story through a ServiceNow item', () => {
  let undisturbed: Undisturbed;
  beforeAll(async () => {
    undisturbed = await playUndisturbed(theatre, ITEM);
  });

  it('has every kind of effect there is', () => {
    const kinds = new Set(undisturbed.deeds.effects.map((deed) => kindOf(deed).replace('/api/now/table/', '')));
    expect([...kinds].sort()).toEqual([
      expect.stringMatching(/^PATCH .*\/scim\/v#\/Groups\/#$/),
      'PATCH sc_req_item/# approval',
      'PATCH sc_req_item/# comments',
      'PATCH sc_req_item/# state',
      'PATCH sc_req_item/# u_verdict',
      'PATCH sc_req_item/# work_notes',
      'PATCH sc_req_item/# work_notes(#/#)',
      'PATCH sc_task/# short_description',
      'PATCH sc_task/# state',
      'PATCH sc_task/# work_notes',
      'POST /api/now/attachment/file sc_req_item',
      'POST /api/now/attachment/file sc_task',
      expect.stringMatching(/^POST sc_task /),
      expect.stringMatching(/^POST sysapproval_approver /),
    ]);
  });

  it(
    'ends the same, and has nothing twice, when the process is killed after any effect',
    async () => {
      const count = undisturbed.deeds.effects.length;
      const accidents = [
        ...oneOfEachKind(everything('effects', count, ['killed']), undisturbed),
        ...sample(everything('effects', count, ['killed later', 'answer lost']), 13),
      ];
      expect(await playAccidents(theatre, ITEM, undisturbed, accidents)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'ends the same, and has nothing twice, when the process is killed after any write to the store',
    async () => {
      const count = undisturbed.deeds['store writes'].length;
      expect(count).toBeGreaterThanOrEqual(60);
      const accidents = sample(everything('store writes', count), 67);
      expect(await playAccidents(theatre, ITEM, undisturbed, accidents)).toEqual([]);
    },
    PATIENCE,
  );

  describe('killed when only the first of two approvers was asked', () => {
    const afterFirstRow = (): Accident => {
      const index = undisturbed.deeds.effects.findIndex((deed) => deed.startsWith('POST /api/now/table/sysapproval_'));
      return { series: 'effects', kind: 'killed', after: index + 1 };
    };

    it(
      'asks the second one too: one whole question',
      async () => {
        expect(await playAccident(theatre, ITEM, undisturbed, afterFirstRow())).toEqual([]);
      },
      PATIENCE,
    );

    it(
      'asks nobody any more when the first one has answered meanwhile, and goes by that answer',
      async () => {
        const otherwise = await playAccident(theatre, ITEM, undisturbed, afterFirstRow(), 'hasty');
        expect(otherwise).not.toEqual([]);
        for (const difference of otherwise) expect(difference).toMatch(/: missing "Paul Adler: /);
      },
      PATIENCE,
    );
  });
});
