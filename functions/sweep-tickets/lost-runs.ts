import { beside } from '#functions/common/beside.ts';
import { closeBrokenRun, takeLastQuestionBack } from '#functions/common/close-broken-run.ts';
import { endTold } from '#functions/common/end-told.ts';
import { skipWaitingTasks } from '#functions/common/identity-task.ts';
import { legible } from '#functions/common/legible.ts';
import { noteFailure } from '#functions/common/note-end.ts';
import type { DoorPorts } from '#functions/common/ports.ts';
import { countWrites, NOT_KNOWN } from '#functions/common/results.ts';
import { referenceOf } from '#functions/common/run-step.ts';
import { say } from '#functions/common/say.ts';
import { startRun } from '#functions/common/start-run.ts';
import { executionName, type RunKey } from '#shared/domain/run.ts';
import { DeskStopped, StoredItemDamaged, TicketSystemRefused } from '#shared/errors.ts';
import type { Log } from '#shared/ports/log.ts';
import { broken } from '#shared/report/messages/broken.ts';
import { eachOne } from './each-one.ts';

/** A run that was opened this recently may be about to be started by its door. */
const YOUNG_MS = 5 * 60_000;

/**
 * Finds open runs without a running execution. One that was never started (its door died in between) is started; one
 * whose execution is over (stopped by hand, out of time) is closed, and the ticket says so.
 */
export async function closeLostRuns(ports: DoorPorts<'SweepTickets'>): Promise<void> {
  const { store, openRuns, executions, clock, log } = ports;
  await eachOne(await openRuns.listOpenRuns(), log, async ({ openedAt, ...key }) => {
    if (clock.now().getTime() - Date.parse(openedAt) < YOUNG_MS) return;
    if (await executions.isRunning(executionName(key))) return;
    const record = await store.readTicketRecord(key);
    if (record === null || !record.open || record.run !== key.run) return;
    if (!record.started) await startRun(ports, key, { key, opened: false, started: false });
    else {
      log.error('run lost', { reference: referenceOf(key) });
      await unlessStopped(log, key, () => closeLostRun(ports, key));
    }
  });
}

/** While the stop switch holds everything, a run that cannot be told of stays open: nothing is broken about that. */
async function unlessStopped(log: Log, key: RunKey, close: () => Promise<void>): Promise<void> {
  try {
    await close();
  } catch (error) {
    if (!(error instanceof DeskStopped)) throw error;
    log.warn('lost run left open while the desk is stopped', { reference: referenceOf(key) });
  }
}

/** Said first: a sweep that dies in between says it again (the ledger knows) and then closes. */
async function closeLostRun(ports: DoorPorts<'SweepTickets'>, key: RunKey): Promise<void> {
  const told = await endTold(ports, key);
  if (told === null) await tellLost(ports, key);
  await takeLastQuestionBack(ports, key);
  await closeBrokenRun(ports, key, told ?? 'failed');
}

async function tellLost(ports: DoorPorts<'SweepTickets'>, key: RunKey): Promise<void> {
  const { log } = ports;
  const record = await noteFailure(ports, key, null);
  const writes = (await legible(ports, () => countWrites(ports, key))) ?? NOT_KNOWN;
  const body = broken({ reference: referenceOf(key), ...writes, forIt: null, record });
  await beside(ports, 'identity task', () => skipWaitingTasks(ports, key, 'the request broke on our side'));
  try {
    await say(ports, key, { name: 'lost', audience: 'requester', body });
  } catch (error) {
    // A run whose ticket is gone, or may not be written on any more, must not stay open for ever.
    if (!(error instanceof TicketSystemRefused || error instanceof StoredItemDamaged)) throw error;
    log.warn('closed without a word', { reference: referenceOf(key), error: error.name });
  }
}
