import type { AuditFacts } from '#shared/domain/audit-event.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { Unexpected } from '#shared/errors.ts';
import type { Recorded } from '#shared/ports/audit-record.ts';
import type { Ports } from './ports.ts';

/**
 * Adds one event to the audit record, once: `id` is unique within the run.
 * @returns where it stands
 */
export async function note(
  { record }: Pick<Ports, 'record'>,
  { run, ...ticket }: RunKey,
  id: string,
  facts: AuditFacts,
): Promise<Recorded> {
  const [recorded] = await record.append(ticket, [{ run, id, facts }]);
  if (recorded === undefined) throw new Unexpected();
  return recorded;
}
