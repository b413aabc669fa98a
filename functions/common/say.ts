import type { Audience, Document } from '#shared/domain/document.ts';
import { executionName, type RunKey } from '#shared/domain/run.ts';
import { once } from './once.ts';
import type { TicketPorts } from './ports.ts';

export interface Saying {
  /** Unique within the run: the same saying is never said twice. */
  readonly name: string;
  readonly audience: Audience;
  readonly body: Document;
  /** Where to say it; the run's own ticket unless a child is named. */
  readonly ticketId?: string;
}

/** The effect a saying is known by in the ledger of its run. */
export function effectOfSaying({ name, audience }: Pick<Saying, 'name' | 'audience'>): string {
  return `say ${name} to ${audience}`;
}

/** Puts one comment on the ticket, once. */
export async function say(
  ports: TicketPorts,
  key: RunKey,
  { name, audience, body, ticketId = key.ticketId }: Saying,
): Promise<void> {
  const tickets = ports.tickets(key.system);
  const effect = effectOfSaying({ name, audience });
  const marker = `${executionName(key)}/${effect}`;
  await once(ports, key, {
    name: effect,
    settleSeconds: tickets.settleSeconds,
    find: () => tickets.findComment(ticketId, marker, audience),
    cause: () => tickets.addComment(ticketId, { marker, audience, body }),
    remove: (id) => tickets.removeComment(ticketId, id),
  });
}
