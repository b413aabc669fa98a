import type { DoorPorts } from '#functions/common/ports.ts';
import { wakeOrOpen } from '#functions/common/start-run.ts';
import type { System } from '#shared/domain/ticket.ts';

/** Sweeps overlap, so that a change written while the last one was searching is not missed. */
const OVERLAP_MINUTES = 10;
/** A fresh installation does not dig up old tickets. */
const FIRST_SWEEP_MINUTES = 60;

/** Opens or wakes a run for every served ticket that changed since the last sweep. The mark moves only after all went well. */
export async function sweepChanged(ports: DoorPorts<'SweepTickets'>, system: System): Promise<void> {
  const { store, clock, log } = ports;
  const now = clock.now();
  const mark = await store.readSweepMark(system);
  const since = mark === null ? FIRST_SWEEP_MINUTES : (now.getTime() - Date.parse(mark)) / 60_000 + OVERLAP_MINUTES;
  const changed = await ports.tickets(system).listChanged(Math.ceil(since));
  for (const ticketId of changed) {
    const record = await store.readTicketRecord({ system, ticketId });
    // A failure before the ticket could be read has no revision to compare with; our own comment about it would open
    // run after run. A person's edit still comes through the door.
    if (record?.open === false && record.lastEnd?.end === 'failed' && record.lastEnd.revision === null) continue;
    await wakeOrOpen(ports, { system, ticketId });
  }
  await store.writeSweepMark(system, now.toISOString());
  log.info('swept', { system, changed: changed.length });
}
