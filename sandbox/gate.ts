import { eventLoopTurn } from './engine/activity.ts';

/** Through which every piece of work goes, so that it can be stopped between two of them. */
export interface Gate {
  /** Does the work; once the gate is shut the promise stays open for ever, as if the process had died before. */
  pass<T>(work: () => Promise<T>): Promise<T>;
  /** Lets nothing more through; resolves when what is under way has ended and whoever waited for it has been told. */
  shut(): Promise<void>;
}

export function createGate(): Gate {
  const underWay = new Set<Promise<unknown>>();
  let isShut = false;
  return {
    async pass(work) {
      if (isShut) return new Promise<never>(() => undefined);
      const running = work();
      underWay.add(running);
      try {
        return await running;
      } finally {
        underWay.delete(running);
      }
    },
    async shut() {
      isShut = true;
      await Promise.allSettled(underWay);
      // The engine writes an outcome down in microtasks after it is told.
      await eventLoopTurn();
    },
  };
}
