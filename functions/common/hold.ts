import type { RunKey } from '#shared/domain/run.ts';
import { DeskError } from '#shared/errors.ts';
import type { WaitToken } from '#shared/ports/request-store.ts';
import type { Ports, Surroundings } from './ports.ts';

/** What an Await state passes to its Lambda. */
export interface Waiting extends RunKey {
  readonly token: string;
  readonly enteredAt: string;
  readonly attempt: number;
}

/** The look must end before Lambda's own limit does, which the machine would not take for a poll. */
const LOOK_MS = 60_000;

/**
 * Keeps the task token, and only then looks whether there is something to do already: what happened between the last
 * look and the token would otherwise wake nobody. A wake carries no data, so a needless one is harmless; a look that
 * fails or takes long is left to the poll.
 */
export async function hold(
  { store, waker, log }: Pick<Ports, 'store' | 'waker'> & Pick<Surroundings, 'log'>,
  { token, enteredAt, attempt, ...key }: Waiting,
  kind: WaitToken['kind'],
  anythingToDo: () => Promise<boolean>,
): Promise<void> {
  await store.putToken(key, { token, kind, enteredAt, attempt });
  const tooLong = new Promise<false>((resolve) => setTimeout(resolve, LOOK_MS, false).unref());
  const look = anythingToDo().catch((error: unknown) => {
    if (!(error instanceof DeskError) || error.family !== 'tryAgain') throw error;
    log.warn('left to the poll', { kind, error: error.name });
    return false;
  });
  if (await Promise.race([look, tooLong])) await waker.wake(token);
}
