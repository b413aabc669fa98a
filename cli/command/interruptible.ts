import type { Call } from './call.ts';

/** Ctrl-C before anything was written. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Runs a reading that Ctrl-C ends in good order where SQL statements may be under way: they would keep a warehouse busy.
 * A second Ctrl-C, or the first where there is no warehouse, ends the process at once.
 * @throws Interrupted
 */
export async function interruptible<T>(
  { world, client, progress }: Call,
  work: (signal?: AbortSignal) => Promise<T>,
): Promise<T> {
  if (Object.keys(client.warehouses).length === 0) return work();
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
