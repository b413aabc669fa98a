import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { CONTENTS } from './accounts.ts';
import { type Measured, measureCompare, measurePlan } from './measure.ts';
import { ROUTES, type Scenario } from './under-test.ts';

const SIZES = [300, 5_000, 43_000] as const;

const measured = { calls: z.number(), limited: z.number(), seconds: z.number() };

export const rowSchema = z.object({
  scenario: z.object({
    groups: z.number(),
    throttled: z.boolean(),
    contents: z.enum(CONTENTS),
    route: z.enum(ROUTES),
  }),
  compare: z.object(measured),
  plan: z.object({ ...measured, undecided: z.number() }),
});
/** One scenario and what it took. */
export type Row = z.infer<typeof rowSchema>;

/** Every scenario of an account without a limit, or of one with it, in the order of the tables. */
export function scenarios(throttled: boolean, sizes: readonly number[] = SIZES): readonly Scenario[] {
  return sizes.flatMap((groups) =>
    CONTENTS.flatMap((contents) => ROUTES.map((route) => ({ groups, throttled, contents, route }))),
  );
}

/** Measures one scenario after the other. A comparison reads no Unity Catalog: one serves all contents. */
export async function measureAll(wanted: readonly Scenario[], onRow: (row: Row) => void): Promise<void> {
  const compared = new Map<string, Measured>();
  for (const scenario of wanted) {
    const { groups, throttled, route } = scenario;
    const key = `${groups} ${throttled} ${route}`;
    const compare = compared.get(key) ?? (await measureCompare(scenario));
    compared.set(key, compare);
    onRow({ scenario, compare, plan: await measurePlan(scenario) });
  }
}

/** The whole matrix, half of it on a second core. */
export async function measureMatrix(onRow: (row: Row) => void): Promise<readonly Row[]> {
  const halves = await Promise.all([false, true].map((throttled) => inWorker(throttled, onRow)));
  return halves.flat();
}

function inWorker(throttled: boolean, onRow: (row: Row) => void): Promise<readonly Row[]> {
  return new Promise((resolve, reject) => {
    const rows: Row[] = [];
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { throttled } });
    worker.on('message', (message: unknown) => {
      const row = rowSchema.parse(message);
      rows.push(row);
      onRow(row);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve(rows) : reject(new Error(`a bench worker ended with ${code}`))));
  });
}
