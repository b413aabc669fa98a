import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { jsonSchema, parseJson } from './json.ts';

const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('value'), value: jsonSchema }),
  z.strictObject({ kind: z.literal('failure'), code: z.string(), detail: z.string().optional() }),
]);

const event = z.strictObject({
  id: z.number(),
  type: z.string(),
  time: z.number(),
  state: z.string().optional(),
  details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

const finalStatus = z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);

/** One line of an execution's journal. Times are milliseconds since the epoch. */
const journalRecord = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('started'), name: z.string(), input: z.string(), time: z.number() }),
  /** When the timer or the timeout of a step is due. */
  z.strictObject({ type: z.literal('deadline'), path: z.string(), time: z.number() }),
  /** How a step ended. The order of these lines is the order in which things happened. */
  z.strictObject({ type: z.literal('outcome'), path: z.string(), outcome, time: z.number() }),
  z.strictObject({
    type: z.literal('ended'),
    status: finalStatus,
    output: z.string().optional(),
    error: z.string().optional(),
    cause: z.string().optional(),
    time: z.number(),
    history: z.array(event),
  }),
]);

export type JournalRecord = z.infer<typeof journalRecord>;
export type StepOutcome = z.infer<typeof outcome>;
export type EndRecord = Extract<JournalRecord, { type: 'ended' }>;

/** What survives a killed process: per execution, an append-only list of records. */
export interface Journal {
  /** Adds a record; it is kept once this returns. */
  append(executionName: string, record: JournalRecord): void;
  /** Every execution's records, in the order they were added. */
  read(): JournalRecord[][];
}

/** A journal that lives as long as the process, for tests and for sandboxes that need no more. */
export function memoryJournal(): Journal {
  const executions = new Map<string, JournalRecord[]>();
  return {
    append(executionName, record) {
      const records = executions.get(executionName);
      if (records) records.push(record);
      else executions.set(executionName, [record]);
    },
    read: () => [...executions.values()].map((records) => [...records]),
  };
}

/** A journal in a folder: JSON lines, one file per execution. The folder is created when it is missing. */
export function fileJournal(folder: string): Journal {
  mkdirSync(folder, { recursive: true });
  return {
    append(executionName, record) {
      appendFileSync(join(folder, fileNameOf(executionName)), `${JSON.stringify(record)}\n`);
    },
    read() {
      const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
      return files.map((file) => readRecords(join(folder, file))).filter((records) => records.length > 0);
    },
  };
}

/** Readable, safe on every file system and unique: names may differ in case alone or hold any letter. */
function fileNameOf(executionName: string): string {
  const readable = executionName.toLowerCase().replace(/[^a-z0-9_-]/g, '_');
  const unique = createHash('sha256').update(executionName).digest('hex').slice(0, 16);
  return `${readable.slice(0, 80)}.${unique}.jsonl`;
}

/** A record counts once its line end is there. What a killed process left after the last one is cut off. */
function readRecords(file: string): JournalRecord[] {
  const bytes = readFileSync(file);
  const complete = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  if (complete.length < bytes.length) truncateSync(file, complete.length);
  const lines = complete.toString('utf8').split('\n').slice(0, -1);
  return lines.map((line) => journalRecord.parse(parseJson(line)));
}
