import { setTimeout as pause } from 'node:timers/promises';
import { wakeOrOpen } from '#functions/common/start-run.ts';
import type { Wiring } from '#functions/common/wire.ts';
import { executionName } from '#shared/domain/run.ts';
import type { End } from '#shared/domain/ticket.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';
import type { Desk } from '../desk.ts';

/** The function that opens and wakes runs of tickets nobody told of. */
const OPENING_FOLDER = 'sweep-tickets';

const LOOK_MS = 200;

/** Ends after which the person has what was asked for. */
const WELL: ReadonlySet<End> = new Set<End>(['done', 'nothing to add']);

/**
 * Opens (or goes on with) the run of one ticket and waits until it has ended; a run that was superseded by an edit is
 * followed by the next one.
 * @returns 0 when the wish has been fulfilled, else 1; 1 too when it was stopped before
 */
export async function serveOne(options: {
  readonly desk: Desk;
  readonly wiring: Wiring;
  readonly ticket: TicketRef;
  readonly stop: AbortSignal;
  /** Tells the person something about the ticket. */
  readonly tell: (text: string) => void;
}): Promise<number> {
  const { desk, wiring, ticket, stop } = options;
  const ports = wiring(OPENING_FOLDER);
  const before = await ports.store.readTicketRecord(ticket);
  await wakeOrOpen(ports, ticket);
  while (!stop.aborted) {
    const record = await ports.store.readTicketRecord(ticket);
    if (record === null) return 1;
    const name = executionName({ ...ticket, run: record.run });
    const running = (await desk.engine.listExecutions()).some((one) => one.name === name && one.status === 'RUNNING');
    if (!running && !record.open) {
      const { lastEnd } = record;
      if (lastEnd === null) options.tell('nothing to do: it is closed, or was cancelled');
      else if (lastEnd.at === before?.lastEnd?.at)
        options.tell(`nothing new to do; its last run ended: ${lastEnd.end}`);
      return lastEnd !== null && WELL.has(lastEnd.end) ? 0 : 1;
    }
    // Its machine is gone although the store has it as open: nothing here would ever end it.
    if (!running) {
      options.tell('its run is open, but what was remembered of it is gone; serve all tickets to have it closed');
      return 1;
    }
    await pause(LOOK_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return 1;
}
