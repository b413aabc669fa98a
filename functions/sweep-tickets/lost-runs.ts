import type { DoorPorts } from '#functions/common/ports.ts';
import { referenceOf } from '#functions/common/run-step.ts';
import { say } from '#functions/common/say.ts';
import { startRun } from '#functions/common/start-run.ts';
import { executionName, type RunKey } from '#shared/domain/run.ts';
import { broken } from '#shared/report/messages/broken.ts';

/** A run that was opened this recently may be about to be started by its door. */
const YOUNG_MS = 5 * 60_000;

/**
 * Finds open runs without a running execution. One that was never started (its door died in between) is started; one
 * whose execution is over (stopped by hand, out of time) is closed, and the ticket says so.
 */
export async function closeLostRuns(ports: DoorPorts<'SweepTickets'>): Promise<void> {
  const { store, openRuns, executions, clock, log } = ports;
  for (const { openedAt, ...key } of await openRuns.listOpenRuns()) {
    if (clock.now().getTime() - Date.parse(openedAt) < YOUNG_MS) continue;
    if (await executions.isRunning(executionName(key))) continue;
    const record = await store.readTicketRecord(key);
    if (record === null || !record.open || record.run !== key.run) continue;
    if (!record.started) await startRun(ports, key, { key, opened: false, started: false });
    else {
      log.error('run lost', { reference: referenceOf(key) });
      await closeLostRun(ports, key);
    }
  }
}

/** Said first: a sweep that dies in between says it again (the ledger knows) and then closes. */
async function closeLostRun(ports: DoorPorts<'SweepTickets'>, key: RunKey): Promise<void> {
  const body = broken({ reference: referenceOf(key), written: 0, forIt: null });
  await say(ports, key, { name: 'lost', audience: 'requester', body });
  const ticket = await ports.store.readSection(key, 'ticket');
  await ports.store.closeRun(key, 'failed', ticket?.revision ?? null);
}
