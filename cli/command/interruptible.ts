import type { Call } from './call.ts';

/** Ctrl-C before anything was written. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Runs a reading that Ctrl-C (or SIGTERM) ends at once and in good order: calls under way are given up, SQL statements
 * are cancelled. A second Ctrl-C ends the process.
 * @throws Interrupted
 */
export async function interruptible<T>(
  { world, progress }: Pick<Call, 'world' | 'progress'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const undo = world.onInterrupt(() => {
    progress.clear();
    stop.abort(new Interrupted('interrupted; nothing was written.'));
  });
  try {
    return await work(stop.signal);
  } finally {
    undo();
  }
}
