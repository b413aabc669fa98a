import type { TicketPorts } from '#functions/common/ports.ts';
import { referenceOf } from '#functions/common/run-step.ts';
import { say } from '#functions/common/say.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { TicketRecord } from '#shared/ports/request-store.ts';
import { goesOn } from '#shared/report/messages/goes-on.ts';

/** Says once that a run has taken up what the one before it broke at; after every other end it says nothing. */
export async function sayItGoesOn(ports: TicketPorts, key: RunKey, record: TicketRecord | null): Promise<void> {
  if (record?.lastEnd?.end !== 'failed') return;
  const body = goesOn({ reference: referenceOf(key) });
  await say(ports, key, { name: 'goes on', audience: 'requester', body });
}
