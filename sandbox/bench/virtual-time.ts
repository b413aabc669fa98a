import { setImmediate, setTimeout } from 'node:timers/promises';
import type { VirtualClock } from '../engine/clock.ts';

/** Turns of the event loop after which code that waits for no timer has come to rest; the deepest chain needs two. */
const TURNS = 4;

/**
 * Runs work whose waits are all on `clock`: whenever nothing moves any more, time jumps to the next timer. What the
 * machine takes to compute is not counted.
 * @param stuckMs milliseconds of real time without a timer to jump to, after which the work is taken to be stuck
 * @throws what the work throws, and Error when it waits for something that is no timer of the clock
 */
export async function inVirtualTime<T>(clock: VirtualClock, work: () => Promise<T>, stuckMs = 5_000): Promise<T> {
  const running = work();
  let done = false;
  const end = () => {
    done = true;
  };
  running.then(end, end);
  let stuckSince: number | undefined;
  for (;;) {
    for (let turn = 0; turn < TURNS; turn += 1) await setImmediate();
    if (done) return running;
    if (clock.jump()) {
      stuckSince = undefined;
      continue;
    }
    stuckSince ??= performance.now();
    if (performance.now() - stuckSince > stuckMs) throw new Error('the work waits for no timer of its clock');
    await setTimeout(1);
  }
}
