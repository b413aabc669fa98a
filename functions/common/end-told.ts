import type { RunKey } from '#shared/domain/run.ts';
import { END_NAMES, type End } from '#shared/domain/ticket.ts';
import { legible } from './legible.ts';
import type { TicketPorts } from './ports.ts';
import { effectOfSaying } from './say.ts';

/**
 * The end a run has told its requester already; null where it has told none. What breaks behind that, such as moving the
 * ticket, makes no other end of it. Behind `superseded` the next run has to begin: where that breaks, it has to be told.
 */
export async function endTold(ports: Pick<TicketPorts, 'store' | 'log'>, key: RunKey): Promise<End | null> {
  for (const end of END_NAMES.filter((name) => name !== 'superseded')) {
    const name = end === 'needs correction' ? 'to correct' : `end ${end}`;
    const effect = effectOfSaying({ name, audience: 'requester' });
    const said = await legible(ports, () => ports.store.readEffect(key, effect));
    if (said?.receipt != null) return end;
  }
  return null;
}
