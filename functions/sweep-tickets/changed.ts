import { answerInPassing } from '#functions/common/answer-in-passing.ts';
import { openQuestions } from '#functions/common/answer-questions.ts';
import { asksForSomethingNew } from '#functions/common/known-wish.ts';
import type { DoorPorts } from '#functions/common/ports.ts';
import { wakeOrOpen } from '#functions/common/start-run.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { System } from '#shared/domain/ticket.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';
import { eachOne } from './each-one.ts';

/** Sweeps overlap, so that a change written while the last one was searching is not missed. */
const OVERLAP_MINUTES = 10;
/** A ticket that fails is tried again by every sweep for this long. */
const MOST_MINUTES = 24 * 60;
/** A fresh installation does not dig up old tickets. */
const FIRST_SWEEP_MINUTES = 60;

/** Somebody may change hundreds of tickets at a stroke. */
const AT_ONCE = 8;
/** Each ticket system has its share of the ten minutes this function has: killed, it would never move a mark. */
const SHARE_MS = 4 * 60_000;

/** Opens or wakes a run for every served ticket that changed since the last sweep. The mark moves only after all went well. */
export async function sweepChanged(ports: DoorPorts<'SweepTickets'>, system: System): Promise<void> {
  const { store, clock, log } = ports;
  const now = clock.now();
  const mark = await store.readSweepMark(system);
  const since = mark === null ? FIRST_SWEEP_MINUTES : (now.getTime() - Date.parse(mark)) / 60_000 + OVERLAP_MINUTES;
  const changed = await ports.tickets(system).listChanged(Math.ceil(since));
  const look = async (ticketId: string) => {
    if (await isWorthARun(ports, { system, ticketId })) await wakeOrOpen(ports, { system, ticketId });
  };
  const isOver = () => clock.now().getTime() - now.getTime() >= SHARE_MS;
  const sweep = eachOne(changed, log, look, { atOnce: AT_ONCE, isOver });
  // One ticket that fails keeps the mark, but not for ever: ever longer lists would end in no sweep at all.
  if (since < MOST_MINUTES) await sweep;
  else await sweep.catch((error: unknown) => log.error('sweep goes on without a ticket', { error: String(error) }));
  await store.writeSweepMark(system, now.toISOString());
  log.info('swept', { system, changed: changed.length });
}

/**
 * A run that is open is woken; one that is at work hears no wake, so what is asked meanwhile is answered here. Most other
 * changes are our own last words; they would open runs that find nothing new.
 */
async function isWorthARun(ports: DoorPorts<'SweepTickets'>, ref: TicketRef): Promise<boolean> {
  const { store, tickets } = ports;
  const record = await store.readTicketRecord(ref);
  if (record === null) return true;
  if (record.open) {
    await answerWhileAtWork(ports, { ...ref, run: record.run });
    return true;
  }
  // A failure before the ticket could be read left no revision to compare with; a person's edit comes through the door.
  if (record.lastEnd?.end === 'failed' && record.lastEnd.revision === null) return false;
  const ticket = await tickets(ref.system).readTicket(ref.ticketId);
  if (ticket === null) return false;
  return asksForSomethingNew(ticket, record) || (await openQuestions(ports, ref, ticket)).length > 0;
}

/** A run that has not read its ticket yet answers itself; nobody knows yet whether it has anything to do. */
async function answerWhileAtWork(ports: DoorPorts<'SweepTickets'>, key: RunKey): Promise<void> {
  if ((await ports.store.readSection(key, 'ticket')) === null) return;
  const ticket = await ports.tickets(key.system).readTicket(key.ticketId);
  if (ticket !== null) await answerInPassing(ports, key, ticket);
}
