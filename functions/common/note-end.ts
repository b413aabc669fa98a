import { type AuditFacts, eventId } from '#shared/domain/audit-event.ts';
import { executionName, type RunKey } from '#shared/domain/run.ts';
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

/**
 * The same where a run has failed: neither a damaged memory nor a record out of order may keep the ticket from hearing of
 * it. Of a damaged memory the record tells the end alone, and not what nobody knows.
 * @returns null where the end could not be recorded
 */
export async function noteFailure(
  ports: Pick<Ports, 'store' | 'record'> & Pick<Surroundings, 'log'>,
  key: RunKey,
  error: string | null,
): Promise<Recorded | null> {
  const unlessBroken = async (message: string, recording: Promise<Recorded>): Promise<Recorded | null> => {
    try {
      return await recording;
    } catch (failure) {
      // What may heal is tried again with the step.
      if (failure instanceof DeskError && failure.family === 'tryAgain') throw failure;
      const name = failure instanceof Error ? failure.name : 'unknown';
      ports.log.error(message, { reference: executionName(key), error: name });
      return null;
    }
  };
  return (
    (await unlessBroken('end not recorded in full', noteEnd(ports, key, 'failed', error))) ??
    (await unlessBroken('end not recorded', noteBareFailure(ports, key, error)))
  );
}

function noteBareFailure(ports: Pick<Ports, 'record'>, key: RunKey, error: string | null): Promise<Recorded> {
  const notKnown = { plan: null, digest: null, approved: null, outcomes: null, identityMissing: null };
  const facts: AuditFacts = { event: 'ended', end: 'failed', ...notKnown, error };
  return note(ports, key, eventId('ended failed', facts), facts);
}
