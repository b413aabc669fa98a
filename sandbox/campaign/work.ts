import * as z from 'zod';
import type { Seen } from './coverage.ts';
import { storyOf } from './generate.ts';
import { examine, type Failure, freshCoverage } from './run-story.ts';
import { storySchema, waySchema } from './story.ts';

/** What a worker is asked: the story of a seed, or the story itself. */
export const taskSchema = z.object({
  seed: z.number().int(),
  ways: z.array(waySchema).optional(),
  story: storySchema.optional(),
});
export type Task = z.infer<typeof taskSchema>;

/** What it answers. */
export interface Report {
  readonly seed: number;
  readonly failure: Failure | null;
  readonly seen: Seen;
  /** Milliseconds of processor time. */
  readonly cpuMs: number;
}

/** Serves the parent process until it disconnects. */
export async function work(): Promise<void> {
  process.on('message', (message) => {
    void answer(taskSchema.parse(message)).then((report) => process.send?.(report));
  });
  // A world leaves timers of the process behind, which would keep it alive.
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

async function answer({ seed, ways, story }: Task): Promise<Report> {
  const before = process.cpuUsage();
  const coverage = freshCoverage();
  const told = story ?? storyOf(seed, ways);
  const failure = await examine(told, coverage).catch(
    (error: unknown): Failure => ({
      seed,
      violations: [{ check: 'none', what: error instanceof Error ? (error.stack ?? error.message) : String(error) }],
      shortest: told,
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return { seed, failure, seen: coverage.seen, cpuMs: (user + system) / 1000 };
}
