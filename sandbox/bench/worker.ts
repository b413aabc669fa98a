import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { measureAll, scenarios } from './matrix.ts';

/** Measures one half of the matrix, on a core of its own. */
const { throttled } = z.object({ throttled: z.boolean() }).parse(workerData);
await measureAll(scenarios(throttled), (row) => parentPort?.postMessage(row));
