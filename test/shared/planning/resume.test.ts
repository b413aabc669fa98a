import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DirectoryRateLimited } from '#shared/errors.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import { readOn } from '#shared/planning/read-on.ts';
import { exampleDirectory } from '#test/builders/example-directory.ts';
import { aReading, comparable, oneRound, readAll, readFindings, repeated, storedAndRead } from './helpers.ts';

describe('a reading in rounds', () => {
  it.each([true, false])('finds the same when it is stored after every single answer (IAM v2: %s)', async (iamV2) => {
    const fake = exampleDirectory({ iamV2 });
    let reading = aReading();
    let rounds = 0;
    for (let more = true; more; rounds += 1) {
      reading = storedAndRead(reading);
      const before = fake.reads.length;
      more = (await oneRound(fake, reading, { answers: 1 })).more;
      // The owner of a metastore is read together with the reader's names.
      expect(fake.reads.length - before).toBeLessThanOrEqual(2);
    }
    expect(comparable(findingsOf(reading))).toEqual(comparable(await readFindings(exampleDirectory({ iamV2 }))));
    expect(repeated(fake.reads)).toEqual([]);
    expect(rounds).toBeGreaterThanOrEqual(fake.reads.length - 1);
  });

  it('finds the same however rounds and workers are cut', async () => {
    const whole = comparable(await readFindings(exampleDirectory()));
    const cuts = fc.array(
      fc.record({ answers: fc.integer({ min: 1, max: 9 }), concurrency: fc.integer({ min: 1, max: 8 }) }),
      {
        minLength: 60,
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(cuts, async (rounds) => {
        const fake = exampleDirectory();
        let reading = aReading();
        for (const round of rounds) {
          reading = storedAndRead(reading);
          if (!(await oneRound(fake, reading, round)).more) break;
        }
        expect(comparable(findingsOf(reading))).toEqual(whole);
        expect(repeated(fake.reads)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('waits as long as Databricks asks for, in whole seconds, and at least one', async () => {
    for (const [asked, waited] of [
      [37, 37],
      [1.2, 2],
      [0, 1],
    ] as const) {
      const fake = exampleDirectory();
      let limited = true;
      fake.fault = (call) =>
        limited && call === 'readGroup 104'
          ? new DirectoryRateLimited({ what: call, retryAfterSeconds: asked })
          : undefined;
      const reading = aReading();
      const limits = { concurrency: 4, timeIsUp: () => false };
      expect(await readOn(fake.directory, reading, limits)).toEqual({ more: true, waitSeconds: waited });
      limited = false;
      const rest = storedAndRead(reading);
      expect(await readOn(fake.directory, rest, limits)).toEqual({ more: false });
      expect(comparable(findingsOf(rest))).toEqual(comparable(await readFindings(exampleDirectory())));
    }
  });

  it('takes the longest of several waits', async () => {
    const fake = exampleDirectory();
    fake.fault = (call) =>
      call.startsWith('transitiveGroupIds')
        ? new DirectoryRateLimited({ what: call, retryAfterSeconds: call.endsWith('7001') ? 5 : 90 })
        : undefined;
    const result = await readOn(fake.directory, aReading(), { concurrency: 4, timeIsUp: () => false });
    expect(result).toEqual({ more: true, waitSeconds: 90 });
  });

  it.each([1, 3, 8])('never has more than %i reads under way', async (concurrency) => {
    const fake = exampleDirectory();
    await readAll(fake, { concurrency });
    // The owner of a metastore is compared with the reader's names: one task, two reads.
    expect(fake.most()).toBeLessThanOrEqual(concurrency + 1);
    expect(fake.most()).toBeGreaterThanOrEqual(Math.min(concurrency, 3));
  });

  it('tells its progress after every answer', async () => {
    const fake = exampleDirectory();
    let told = 0;
    const reading = aReading();
    const onProgress = () => {
      told += 1;
    };
    await readOn(fake.directory, reading, { concurrency: 2, timeIsUp: () => false, onProgress });
    expect(told).toBeGreaterThanOrEqual(fake.reads.length - 1);
    expect(reading.calls).toBe(fake.reads.length - 1);
  });
});
