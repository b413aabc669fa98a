import { type AuditFacts, eventId } from '#shared/domain/audit-event.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { End } from '#shared/domain/ticket.ts';
import { DeskError } from '#shared/errors.ts';
import type { Recorded } from '#shared/ports/audit-record.ts';
import { note } from './note.ts';
import { noteAdditions } from './note-additions.ts';
import type { Ports, Surroundings } from './ports.ts';

/**
 * Ends a run in the audit record, after everything the ledger knows of its writes.
 * @param error the name of what the run could not go on for
 * @returns where the record stands now: the ticket's last message names it
 */
export async function noteEnd(
  ports: Pick<Ports, 'store' | 'record'>,
  key: RunKey,
  end: End,
  error: string | null = null,
): Promise<Recorded> {
  const { store } = ports;
  const outcomes = await noteAdditions(ports, key, 'ended');
  const plan = await store.readSection(key, 'plan');
  const approval = await store.readSection(key, 'approval');
  const identity = await store.readSection(key, 'identity');
  const digest = plan?.digest ?? null;
  const facts: AuditFacts = {
    event: 'ended',
    end,
    plan: plan?.planNo ?? null,
    digest,
    approved: digest !== null && approval?.digest === digest,
    outcomes,
    identityMissing: identity?.missing ?? null,
    error,
  };
  return note(ports, key, eventId(`ended ${end}`, facts), facts);
}

/** The same where a run has failed: a record out of order must not keep the ticket from hearing of it. */
export async function noteFailure(
  ports: Pick<Ports, 'store' | 'record'> & Pick<Surroundings, 'log'>,
  key: RunKey,
  error: string | null,
): Promise<Recorded | null> {
  try {
    return await noteEnd(ports, key, 'failed', error);
  } catch (failure) {
    // What may heal is tried again with the step.
    if (failure instanceof DeskError && failure.family === 'tryAgain') throw failure;
    ports.log.error('end not recorded', { error: failure instanceof Error ? failure.name : 'unknown' });
    return null;
  }
}
