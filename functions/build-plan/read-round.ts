import * as z from 'zod';
import type { StepPorts } from '#functions/common/ports.ts';
import { readingText } from '#functions/common/remembered.ts';
import { referenceOf } from '#functions/common/run-step.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';
import { DeskError, PlanTooLong } from '#shared/errors.ts';
import { type ReadOnResult, readOn } from '#shared/planning/read-on.ts';
import {
  type Reading,
  type ReadingWish,
  readingSchema,
  startReading,
  storedReading,
} from '#shared/planning/reading.ts';
import { cancelStatements } from '#shared/planning/warehouse.ts';

/** The first round is short, so that a requester whose plan takes long hears of it after two minutes. */
const FIRST_ROUND_SECONDS = 110;
const ROUND_SECONDS = 8 * 60;
const CONCURRENCY = 24;

/** Seconds all rounds of one plan may take; the waits between them do not count. */
const MOST_SECONDS = 12 * ROUND_SECONDS;

/** Rounds in a row that may get no further: Databricks asks for patience at every call. */
const MOST_IDLE_ROUNDS = 12;

/** Rounds in all, however short: each is a turn of the state machine. */
const MOST_ROUNDS = 60;

const effortSchema = z.object({
  reading: readingSchema,
  /** Seconds spent in rounds that ended. */
  seconds: z.number(),
  /** Rounds since the last that got further. */
  idleRounds: z.number(),
});
type Effort = z.infer<typeof effortSchema>;

/**
 * Reads on from where the last round stopped; what was read is stored whatever happens. A wait Databricks asks for is
 * done within the round as long as the round lasts. SQL statements that nobody will ask for any more are cancelled.
 * @throws PlanTooLong when all time for it is spent, or the last twelve rounds got no further
 */
export async function readRound(
  { store, directory, clock, log }: StepPorts<'BuildPlan'>,
  key: RunKey,
  { planNo, round }: Sections['plan'],
  wish: ReadingWish,
): Promise<{ reading: Reading; result: ReadOnResult }> {
  const name = readingText(planNo);
  const stored = await store.readText(key, name);
  const begun = stored === null ? null : storedReading(effortSchema, stored.text);
  if (stored !== null && begun === null) log.warn('reading begun anew', { reference: referenceOf(key), item: name });
  const effort = begun ?? { reading: startReading(wish), seconds: 0, idleRounds: 0 };
  const { reading } = effort;
  if (effort.seconds >= MOST_SECONDS || effort.idleRounds >= MOST_IDLE_ROUNDS || round >= MOST_ROUNDS) {
    await cancelStatements(directory, reading);
    throw new PlanTooLong({ rounds: round });
  }
  const begin = clock.now().getTime();
  const spent = () => (clock.now().getTime() - begin) / 1000;
  const left = () => (round === 0 ? FIRST_ROUND_SECONDS : ROUND_SECONDS) - spent();
  try {
    const result = await readOn(directory, reading, {
      concurrency: CONCURRENCY,
      timeIsUp: () => left() <= 0,
      sleep: clock.sleep,
      longestWait: left,
    });
    effort.seconds += spent();
    effort.idleRounds = result.more && result.answered === 0 ? effort.idleRounds + 1 : 0;
    return { reading, result };
  } catch (error) {
    // Nobody comes back to a reading that was refused.
    if (error instanceof DeskError && error.family === 'refused') await cancelStatements(directory, reading);
    throw error;
  } finally {
    await store.writeText(key, name, JSON.stringify(effort satisfies Effort));
  }
}
