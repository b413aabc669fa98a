import { expect, it } from 'vitest';
import { measureLoad } from '#sandbox/load/measure.ts';

it('many requests at once: all end as they should, each membership is written once, the pace is kept', async () => {
  const load = await measureLoad(6);
  expect(load).toMatchObject({ ends: { SUCCEEDED: 6 }, done: 6, writes: 24, expectedWrites: 24, mostWritesOfOne: 1 });
  expect(load.writesPerSecond).toBeLessThanOrEqual(1);
});
