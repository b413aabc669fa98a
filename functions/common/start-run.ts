import { executionName, type RunKey } from '#shared/domain/run.ts';
import type { OpenRun } from '#shared/ports/request-store.ts';
import type { Ports } from './ports.ts';

/** Starts the execution of an opened run, if nobody has yet. The name is the run's, so starting twice starts once. */
export async function startRun(
  { store, starter }: Pick<Ports, 'store' | 'starter'>,
  { system, ticketId }: Pick<RunKey, 'system' | 'ticketId'>,
  { key, started }: OpenRun,
): Promise<void> {
  if (started) return;
  await starter.start(executionName(key), { system, ticketId, run: key.run });
  await store.markStarted(key);
}

/** Wakes the open run of a ticket, or opens one: what a door does with a hint. */
export async function wakeOrOpen(
  ports: Pick<Ports, 'store' | 'starter' | 'waker'>,
  ticket: Pick<RunKey, 'system' | 'ticketId'>,
): Promise<'opened' | 'woken' | 'busy'> {
  const run = await ports.store.openRun(ticket);
  await startRun(ports, ticket, run);
  if (run.opened) return 'opened';
  return (await wake(ports, run.key)) ? 'woken' : 'busy';
}

/** Answers the newest token of a run; false while it is not waiting for anything. */
export async function wake(
  { store, waker }: Pick<Ports, 'waker'> & { readonly store: Pick<Ports['store'], 'readToken'> },
  key: RunKey,
): Promise<boolean> {
  const waiting = await store.readToken(key);
  if (waiting === null) return false;
  await waker.wake(waiting.token);
  return true;
}
