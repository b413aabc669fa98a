import { note } from '#functions/common/note.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { sealPair } from '#functions/common/sealed.ts';
import { eventId } from '#shared/domain/audit-event.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';

/** Records whom the request turned out to be about. */
export async function noteResolved(
  ports: StepPorts<'ResolvePrincipals'>,
  key: RunKey,
  pair: Sections['principals'],
): Promise<void> {
  const facts = { event: 'resolved', ...(await sealPair(ports, pair)) } as const;
  await note(ports, key, eventId('resolved', facts), facts);
}
