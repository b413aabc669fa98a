import type { RunKey } from '#shared/domain/run.ts';
import type { WaitToken } from '#shared/ports/request-store.ts';
import type { Ports } from './ports.ts';

/** What an Await state passes to its Lambda. */
export interface Waiting extends RunKey {
  readonly token: string;
  readonly enteredAt: string;
  readonly attempt: number;
}

/**
 * Keeps the task token, and only then looks whether there is something to do already: what happened between the last
 * look and the token would otherwise wake nobody. A wake carries no data, so a needless one is harmless.
 */
export async function hold(
  { store, waker }: Pick<Ports, 'store' | 'waker'>,
  { token, enteredAt, attempt, ...key }: Waiting,
  kind: WaitToken['kind'],
  anythingToDo: () => Promise<boolean>,
): Promise<void> {
  await store.putToken(key, { token, kind, enteredAt, attempt });
  if (await anythingToDo()) await waker.wake(token);
}
