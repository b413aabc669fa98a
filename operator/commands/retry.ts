import { startRun } from '#functions/common/start-run.ts';
import { executionName } from '#shared/domain/run.ts';
import type { Found } from '../find-request.ts';
import type { Reach } from '../reach.ts';
import { runMeant } from '../read-request.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Opens the next run of a ticket whose last one has ended, and starts it. Allowing comes before opening, so that one
 * that dies in between leaves a run that may proceed; repeated, it finds the run open.
 */
export async function retry(reach: Reach, terminal: Terminal, { ticket, run }: Found): Promise<number> {
  const { store, workflow } = reach;
  const record = await store.readTicketRecord(ticket);
  if (record === null) {
    terminal.complain('There is no such request.');
    return 1;
  }
  if (run !== null && run !== record.run && run !== runMeant(record)) {
    terminal.complain(
      `Run ${run} is not the last one: that is ${executionName({ ...ticket, run: runMeant(record) })}.`,
    );
    return 1;
  }
  if (record.open) {
    const name = executionName({ ...ticket, run: record.run });
    terminal.complain(
      `${name} is open: there is nothing to try again. A run whose execution is gone is closed by the sweep.`,
    );
    return 1;
  }
  await store.allowRetry(ticket);
  const opened = await store.openRun(ticket);
  // A run that found nothing new may have ended in between, and the end of a run takes the allowance back.
  await store.allowRetry(ticket);
  const reference = executionName(opened.key);
  if (workflow === null) {
    terminal.say(`${reference} is opened. It begins within some minutes of the start of npm run local.`);
    return 0;
  }
  await startRun({ store, starter: workflow }, ticket, opened);
  terminal.say(
    `${reference} has begun. Its ticket must be open still; one that is closed or cancelled stays as it is.`,
  );
  if (record.lastEnd?.end === 'failed')
    terminal.say(
      'What the failed run had approved needs no second approval while the request is unedited, the decision stands and the plan asks for nothing more.',
    );
  return 0;
}
