import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<AbortSignal | undefined>();

/**
 * Runs work whose calls are given up once `signal` is aborted, those under way and those to come; they throw its reason.
 * Without a signal, calls of this work are finished whatever surrounds it.
 */
export function givenUpOn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  return current.run(signal, work);
}

/** The signal of the work that is running; undefined where nobody can give it up. */
export function givingUp(): AbortSignal | undefined {
  return current.getStore();
}

/** Waits, unless the work that is running is given up before. */
export async function unlessGivenUp<T>(waiting: Promise<T>): Promise<T> {
  const signal = givingUp();
  if (signal === undefined) return waiting;
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([waiting, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
