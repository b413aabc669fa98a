import { afterEach, describe, expect, it } from 'vitest';
import { installDate, realClock, virtualClock } from '#sandbox/engine/clock.ts';
import { bench, oneTask, startOfTime } from './bench.ts';

describe('virtualClock', () => {
  it('stands still until it is moved', async () => {
    const clock = virtualClock(5);
    expect(clock.now()).toBe(5);
    expect(clock.jump()).toBe(false);
    expect(clock.now()).toBe(5);
    await clock.sleep(0);
  });

  it('jumps to the earliest timer and fires equal times first in, first out', async () => {
    const clock = virtualClock(0);
    const fired: string[] = [];
    const sleeps = [
      clock.sleep(20).then(() => fired.push('late')),
      clock.sleep(10).then(() => fired.push('a')),
      clock.sleep(10).then(() => fired.push('b')),
    ];
    expect(clock.jump()).toBe(true);
    await Promise.all(sleeps.slice(1));
    expect([clock.now(), ...fired]).toEqual([10, 'a', 'b']);
    expect(clock.nextTimer()).toBe(20);
    clock.jump();
    await sleeps[0];
    expect(fired).toEqual(['a', 'b', 'late']);
  });

  it('advances no further than the next timer, so that nothing is fired late', async () => {
    const clock = virtualClock(0);
    const moments: number[] = [];
    const poll = async () => {
      for (let round = 0; round < 3; round += 1) {
        await clock.sleep(10);
        moments.push(clock.now());
      }
    };
    const polling = poll();
    while (!clock.advanceTo(100)) await new Promise((resolve) => setImmediate(resolve));
    await polling;
    expect(moments).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(100);
  });

  it('forgets a timer whose signal is aborted', async () => {
    const clock = virtualClock(0);
    const abort = new AbortController();
    const sleeping = clock.sleep(10, abort.signal);
    abort.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    expect(clock.jump()).toBe(false);
    await expect(clock.sleep(10, abort.signal)).rejects.toThrow('enough');
  });
});

describe('realClock', () => {
  it('cancels a timer, even one longer than Node can wait', async () => {
    const abort = new AbortController();
    const sleeping = realClock().sleep(2 ** 33, abort.signal);
    abort.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
  });

  it('sleeps', async () => {
    const clock = realClock();
    const before = clock.now();
    await clock.sleep(2);
    expect(clock.now()).toBeGreaterThanOrEqual(before + 1);
  });
});

describe('installDate', () => {
  let undo: () => void = () => undefined;
  afterEach(() => undo());

  it('makes Date read the clock and leaves the rest of it as it is', () => {
    const before = new Date(0);
    const clock = virtualClock(startOfTime);
    undo = installDate(clock);
    expect(Date.now()).toBe(startOfTime);
    expect(new Date().toISOString()).toBe('2026-11-23T09:00:00.000Z');
    expect(Date()).toBe(new Date(startOfTime).toString());
    expect(new Date('2020-02-02T00:00:00Z').toISOString()).toBe('2020-02-02T00:00:00.000Z');
    expect(Date.UTC(1970, 0)).toBe(0);
    expect(before).toBeInstanceOf(Date);
    expect(new Date()).toBeInstanceOf(Date);
    undo();
    expect(Date.now()).not.toBe(startOfTime);
  });

  it('lets a handler see the virtual time', async () => {
    const Pause = { Type: 'Wait', Seconds: 86_400, Next: 'Work' };
    const definition = { StartAt: 'Pause', States: { Pause, ...oneTask().States } };
    const desk = bench(definition, { work: () => new Date().toISOString() });
    undo = installDate(desk.clock);
    expect((await desk.run()).output).toBe('2026-11-24T09:00:00.000Z');
  });
});
