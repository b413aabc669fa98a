/** Counts the work that is under way, so that one can wait until nothing more happens by itself. */
export interface Activity {
  /** Counts the work until it settles; returns it unchanged. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when no tracked work is under way and everything it set in motion has run. */
  settled(): Promise<void>;
}

export function createActivity(): Activity {
  let underWay = 0;
  let idle: (() => void)[] = [];

  const finished = () => {
    underWay -= 1;
    if (underWay > 0) return;
    const waiting = idle;
    idle = [];
    for (const wake of waiting) wake();
  };

  return {
    track(work) {
      underWay += 1;
      work.then(finished, finished);
      return work;
    },
    async settled() {
      for (;;) {
        // The interpreter suspends only on tracked work, timers and tokens; the rest are microtasks, which one turn of
        // the event loop drains.
        await eventLoopTurn();
        if (underWay === 0) return;
        await new Promise<void>((resolve) => idle.push(resolve));
      }
    },
  };
}

/** Resolves after all microtasks that are ready now, and those they lead to, have run. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The outcome of `work`, or a rejection with the signal's reason as soon as it is aborted. */
export function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    const settle = () => signal.removeEventListener('abort', stop);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(settle);
  });
}
