import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '#sandbox/bench/virtual-time.ts';
import { virtualClock } from '#sandbox/engine/clock.ts';

describe('virtual time', () => {
  it('counts waits one after the other, and those at once as one', async () => {
    const clock = virtualClock(0);
    const answer = await inVirtualTime(clock, async () => {
      await clock.sleep(1_000);
      await Promise.all([clock.sleep(200), clock.sleep(700), clock.sleep(500)]);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(clock.now()).toBe(1_700);
  });

  it('stands still while something can move without it', async () => {
    const clock = virtualClock(0);
    const seen: number[] = [];
    const busy = async () => {
      for (let turn = 0; turn < 50; turn += 1) {
        await new Response('body').text();
        seen.push(clock.now());
      }
    };
    await inVirtualTime(clock, () => Promise.all([busy(), clock.sleep(60_000)]));
    expect(new Set(seen)).toEqual(new Set([0]));
    expect(clock.now()).toBe(60_000);
  });

  it('passes on what the work throws', async () => {
    const clock = virtualClock(0);
    const work = async () => {
      await clock.sleep(10);
      throw new RangeError('no such group');
    };
    await expect(inVirtualTime(clock, work)).rejects.toThrow('no such group');
  });

  it('does not wait for ever for what is no timer of its clock', async () => {
    const never = () => new Promise<void>(() => undefined);
    await expect(inVirtualTime(virtualClock(0), never, 1)).rejects.toThrow('no timer of its clock');
  });
});
