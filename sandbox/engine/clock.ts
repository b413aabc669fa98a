/** Time as the engine sees it. All times are milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves `ms` later; at once when `ms` is not positive. Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface VirtualClock extends Clock {
  /** Moves to the earliest pending timer and fires every timer of that moment, oldest first; false when none waits. */
  jump(): boolean;
  /**
   * Moves towards `ms`, but never past a pending timer: there it fires that moment's timers, stops and returns false,
   * so that what they set in motion can run (and set timers of its own) before time goes on. True once it is `ms`.
   */
  advanceTo(ms: number): boolean;
  /** When the earliest pending timer is due; undefined when none waits. */
  nextTimer(): number | undefined;
}

interface Timer {
  due: number;
  fire: () => void;
}

/** A clock whose time stands still until `jump` or `advanceTo` moves it. */
export function virtualClock(startMs: number): VirtualClock {
  let time = startMs;
  // Insertion order is kept, so equal times fire first in, first out.
  const timers = new Set<Timer>();

  const nextTimer = () => {
    let earliest: number | undefined;
    for (const { due } of timers) if (earliest === undefined || due < earliest) earliest = due;
    return earliest;
  };
  const fireAt = (moment: number) => {
    time = moment;
    for (const timer of [...timers]) {
      if (timer.due > moment) continue;
      timers.delete(timer);
      timer.fire();
    }
  };

  return {
    now: () => time,
    nextTimer,
    sleep(ms, signal) {
      return sleeping(ms, signal, (fire) => {
        const timer = { due: time + ms, fire };
        timers.add(timer);
        return () => timers.delete(timer);
      });
    },
    jump() {
      const next = nextTimer();
      if (next === undefined) return false;
      fireAt(next);
      return true;
    },
    advanceTo(ms) {
      const next = nextTimer();
      if (next !== undefined && next <= ms) {
        fireAt(next);
        return false;
      }
      time = Math.max(time, ms);
      return true;
    },
  };
}

/** Node refuses longer timers and would fire them at once. */
const longestTimeout = 2 ** 31 - 1;

/** The machine's own clock. */
export function realClock(): Clock {
  return {
    now: () => Date.now(),
    sleep(ms, signal) {
      return sleeping(ms, signal, (fire) => {
        const due = Date.now() + ms;
        let timeout: NodeJS.Timeout;
        const wait = () => {
          const left = due - Date.now();
          timeout = left > longestTimeout ? setTimeout(wait, longestTimeout) : setTimeout(fire, left);
        };
        wait();
        return () => clearTimeout(timeout);
      });
    },
  };
}

/** A promise for one timer: `start` arms it and returns how to disarm it. */
function sleeping(ms: number, signal: AbortSignal | undefined, start: (fire: () => void) => () => void): Promise<void> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const cancel = () => {
      disarm();
      reject(signal?.reason);
    };
    const disarm = start(() => {
      signal?.removeEventListener('abort', cancel);
      resolve();
    });
    signal?.addEventListener('abort', cancel, { once: true });
  });
}

/**
 * Makes `new Date()`, `Date()` and `Date.now()` of this process read the clock, so that code written for the real time
 * runs unchanged in virtual time. A proxy rather than a subclass: dates made before and after are of one class.
 * @returns the function that puts the former `Date` back.
 */
export function installDate(clock: Clock): () => void {
  const former = globalThis.Date;
  globalThis.Date = new Proxy(former, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.now()] : args, newTarget),
    apply: () => new former(clock.now()).toString(),
    get: (target, property) => (property === 'now' ? () => clock.now() : Reflect.get(target, property)),
  });
  return () => {
    globalThis.Date = former;
  };
}
