import type { Findings } from '#shared/domain/findings.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import { type ReadOnResult, readOn } from '#shared/planning/read-on.ts';
import { type Reading, readingSchema, startReading } from '#shared/planning/reading.ts';
import type { FakeDirectory } from '#test/builders/directory.ts';
import { thomas, uwe } from '#test/builders/plan.ts';

interface Wish {
  readonly scanUc?: boolean;
  readonly maxCalls?: number;
}

export function aReading({ scanUc = true, maxCalls = 2000 }: Wish = {}): Reading {
  return startReading({ source: thomas, target: uwe, scanUc, maxCalls });
}

/** Reads to the end in one go. */
export async function readAll(fake: FakeDirectory, wish: Wish & { concurrency?: number } = {}): Promise<Reading> {
  const reading = aReading(wish);
  const result = await readOn(fake.directory, reading, { concurrency: wish.concurrency ?? 8, timeIsUp: () => false });
  if (result.more) throw new Error('the reading did not end');
  return reading;
}

export async function readFindings(fake: FakeDirectory, wish: Wish & { concurrency?: number } = {}): Promise<Findings> {
  return findingsOf(await readAll(fake, wish));
}

/** What a later invocation gets: the stored text, parsed. */
export function storedAndRead(reading: Reading): Reading {
  return readingSchema.parse(JSON.parse(JSON.stringify(reading)));
}

/** Goes on with one more round that ends after `answers` answers. */
export async function oneRound(
  fake: FakeDirectory,
  reading: Reading,
  { answers, concurrency = 1 }: { answers: number; concurrency?: number },
): Promise<ReadOnResult> {
  const before = fake.reads.length;
  return readOn(fake.directory, reading, { concurrency, timeIsUp: () => fake.reads.length >= before + answers });
}

/** The same findings as one text, however they were gathered: the order of answers says nothing. */
export function comparable(findings: Findings): unknown {
  return sorted(JSON.parse(JSON.stringify(findings)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** Calls that were made more than once. */
export function repeated(reads: readonly string[]): string[] {
  return reads.filter((call, index) => reads.indexOf(call) !== index);
}
