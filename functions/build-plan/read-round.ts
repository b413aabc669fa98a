import type { StepPorts } from '#functions/common/ports.ts';
import { readingText } from '#functions/common/remembered.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';
import { StoredItemDamaged } from '#shared/errors.ts';
import { type ReadOnResult, readOn } from '#shared/planning/read-on.ts';
import { type Reading, type ReadingWish, readingSchema, startReading } from '#shared/planning/reading.ts';

/** The first round is short, so that a requester whose plan takes long hears of it after two minutes. */
const FIRST_ROUND_SECONDS = 110;
const ROUND_SECONDS = 8 * 60;
const CONCURRENCY = 8;

/** Reads on from where the last round stopped; what was read is stored whatever happens. */
export async function readRound(
  { store, directory, clock }: StepPorts<'BuildPlan'>,
  key: RunKey,
  { planNo, round }: Sections['plan'],
  wish: ReadingWish,
): Promise<{ reading: Reading; result: ReadOnResult }> {
  const name = readingText(planNo);
  const stored = await store.readText(key, name);
  const reading = stored === null ? startReading(wish) : parseReading(stored.text, name);
  const end = clock.now().getTime() + 1000 * (round === 0 ? FIRST_ROUND_SECONDS : ROUND_SECONDS);
  try {
    const result = await readOn(directory, reading, {
      concurrency: CONCURRENCY,
      timeIsUp: () => clock.now().getTime() >= end,
      sleep: clock.sleep,
    });
    return { reading, result };
  } finally {
    await store.writeText(key, name, JSON.stringify(reading));
  }
}

function parseReading(text: string, item: string): Reading {
  const parsed = readingSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new StoredItemDamaged({ item }, { cause: parsed.error });
  return parsed.data;
}
