import { note } from '#functions/common/note.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { storedResults } from '#functions/common/results.ts';
import { eventId } from '#shared/domain/audit-event.ts';
import { ASIDE_CHUNK, type RunKey } from '#shared/domain/run.ts';

/** Records what of the approved plan is going to be written, and what not any more. */
export async function notePrepared(ports: StepPorts<'PrepareAdditions'>, key: RunKey): Promise<void> {
  const { planNo, digest, chunks, planOnly } = await remembered(ports, key, 'additions');
  const numbers = Array.from({ length: chunks }, (_, index) => index + 1);
  const stored = await Promise.all(numbers.map((chunk) => ports.store.readAdditions(key, planNo, chunk)));
  const toWrite = stored.flatMap((chunk) => chunk?.additions.map(({ groupId }) => groupId) ?? []);
  const aside = (await storedResults(ports, key)).filter(({ chunk }) => chunk === ASIDE_CHUNK);
  const setAside = aside.map(({ groupId, result }) => ({ groupId, result }));
  const facts = { event: 'prepared', plan: planNo, digest, planOnly, toWrite, setAside } as const;
  await note(ports, key, eventId('prepared', facts), facts);
}
