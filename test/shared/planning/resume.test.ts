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
      expect(await readOn(fake.directory, reading, limits)).toMatchObject({ more: true, waitSeconds: waited });
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
    // The list of workspaces is the one answer.
    expect(result).toEqual({ more: true, waitSeconds: 90, answered: 1 });
  });

  it('says when nothing was answered at all', async () => {
    const fake = exampleDirectory();
    fake.fault = (call) => new DirectoryRateLimited({ what: call, retryAfterSeconds: 9 });
    const result = await readOn(fake.directory, aReading(), { concurrency: 4, timeIsUp: () => false });
    expect(result).toEqual({ more: true, waitSeconds: 9, answered: 0 });
  });

  it('waits within the round as long as there is time for it, with nothing under way', async () => {
    const fake = exampleDirectory();
    const slept: number[] = [];
    let limited = 0;
    fake.fault = (call) => {
      if (call !== 'readGroup 104' || limited === 3) return undefined;
      limited += 1;
      return new DirectoryRateLimited({ what: call, retryAfterSeconds: 20 * limited });
    };
    let underWay = 0;
    const readGroup = async (id: string) => {
      underWay += 1;
      return fake.directory.readGroup(id).finally(() => {
        underWay -= 1;
      });
    };
    const limits = {
      concurrency: 4,
      timeIsUp: () => false,
      longestWait: () => 50,
      sleep: async (ms: number) => {
        expect(underWay).toBe(0);
        slept.push(ms);
      },
    };
    const reading = aReading();
    const result = await readOn({ ...fake.directory, readGroup }, reading, limits);
    expect(result).toMatchObject({ more: true, waitSeconds: 60 });
    expect(slept).toEqual([20_000, 40_000]);
    expect(await readOn(fake.directory, storedAndRead(reading), limits)).toEqual({ more: false });
    expect(fake.reads.filter((call) => call === 'readGroup 104')).toHaveLength(4);
  });

  it('does not read on after a wait when the time is up by then', async () => {
    const fake = exampleDirectory();
    let up = false;
    fake.fault = (call) => new DirectoryRateLimited({ what: call, retryAfterSeconds: 5 });
    const sleep = async () => {
      up = true;
    };
    const limits = { concurrency: 4, timeIsUp: () => up, longestWait: () => 50, sleep };
    const result = await readOn(fake.directory, aReading(), limits);
    expect(result).toEqual({ more: true, waitSeconds: 0, answered: 0 });
    expect(fake.reads).toHaveLength(3);
  });

  it('is not held up by one slow read', async () => {
    const fake = exampleDirectory();
    let others = 0;
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const readGroup = async (id: string) => {
      if (id === '101') await slow;
      else if (id !== '100') others += 1;
      if (others === 7) release();
      return fake.directory.readGroup(id);
    };
    // With two at once: seven other groups are read while the first waits.
    await readOn({ ...fake.directory, readGroup }, aReading(), { concurrency: 2, timeIsUp: () => false });
    expect(others).toBe(7);
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
    expect(told).toBe(fake.reads.length - 1);
    expect(reading.stage).toBe('complete');
  });
});
