import type { RunKey } from '#shared/domain/run.ts';
import type { Person } from '#shared/domain/ticket.ts';
import { requesterLeft } from '#shared/report/messages/requester-left.ts';
import type { TicketPorts } from './ports.ts';
import { say } from './say.ts';

/** Tells IT once that nobody reads what is written for the requester any more; the request goes on. */
export async function tellIfRequesterLeft(ports: TicketPorts, key: RunKey, requester: Person): Promise<void> {
  if (requester.active) return;
  const body = requesterLeft({ requester: requester.displayName });
  await say(ports, key, { name: 'requester left', audience: 'it', body });
}
