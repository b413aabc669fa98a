import { givenUpOn } from '#shared/adapters/http/given-up.ts';
import type { Findings } from '#shared/domain/findings.ts';
import type { Principal } from '#shared/domain/principal.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import { readOn } from '#shared/planning/read-on.ts';
import { type Reading, startReading } from '#shared/planning/reading.ts';
import { cancelStatements } from '#shared/planning/warehouse.ts';
import type { Client } from './client.ts';
import type { OnProgress, Patience } from './patience.ts';
import { stoppable } from './stoppable.ts';

export interface ReadingWish {
  readonly source: Principal;
  readonly target: Principal;
  readonly scanUc: boolean;
  /** Calls below catalog level; see `scan.maxCalls` of the stage file. */
  readonly maxCalls: number;
  /** Once aborted no further read starts. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads under way at once; the adapter bounds its calls to as many. */
const CONCURRENCY = 24;

const DOING: Readonly<Record<Reading['stage'], string>> = {
  memberships: 'reading memberships',
  evidence: 'reading workspaces and grants',
  schemas: 'reading schemas',
  objects: 'reading tables and other objects',
  complete: 'judging',
};

/** Reads everything a plan is made of, however often Databricks asks for patience. */
export async function readFindings(
  client: Client,
  patience: Patience,
  wish: ReadingWish,
  onProgress: OnProgress,
): Promise<Findings> {
  return findingsOf(await readAll(client, patience, wish, onProgress));
}

/**
 * The completed reading. `signal` ends it, and so does every error: SQL statements under way are cancelled then.
 * @throws DirectoryUnavailable, DirectoryRefused, CredentialsRejected when memberships cannot be read: a plan is never
 *   silently short; the signal's reason when it was aborted
 */
export async function readAll(
  { directory, warehouses, clock, calls }: Client,
  patience: Patience,
  { signal, ...wish }: ReadingWish,
  onProgress: OnProgress,
): Promise<Reading> {
  const reading = startReading({ ...wish, warehouses });
  const before = calls();
  const limits = {
    concurrency: CONCURRENCY,
    timeIsUp: () => signal?.aborted ?? false,
    sleep: stoppable(clock, signal).sleep,
    onProgress: ({ stage }: Reading) => onProgress({ doing: DOING[stage], calls: calls() - before }),
  };
  try {
    for (;;) {
      const result = await readOn(directory, reading, limits);
      if (!result.more) return reading;
      signal?.throwIfAborted();
      if (result.answered > 0) patience.progressed();
      await patience.wait(result.waitSeconds, DOING[reading.stage]);
    }
  } catch (error) {
    // What broke while it was given up is not worth a word.
    signal?.throwIfAborted();
    throw error;
  } finally {
    await givenUpOn(undefined, () => cancelStatements(directory, reading));
  }
}
