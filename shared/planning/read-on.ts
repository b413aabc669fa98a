import { DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable } from '../errors.ts';
import type { DirectoryReader } from '../ports/directory.ts';
import { absorbWorkspaceFailure, isEssential } from './absorb.ts';
import { absorbCatalogFailure, DEEP_KINDS } from './absorb-catalogs.ts';
import { gap } from './note.ts';
import { perform } from './perform.ts';
import type { Reading, Task } from './reading.ts';
import { enterNextStage } from './stages.ts';
import { giveUp, notReadBelowCatalogs } from './statements.ts';

export interface ReadOnLimits {
  /** Reads under way at once. */
  readonly concurrency: number;
  /** True when this invocation should stop and store what it has. */
  readonly timeIsUp: () => boolean;
  /** How waiting is done inside this invocation. Left out: a failing read is tried again at once, SQL waits on a timer. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** The longest wait Databricks may ask for that is done inside this invocation, in seconds. @default none is */
  readonly longestWait?: () => number;
  /** Told after every answer, for a progress line. */
  readonly onProgress?: (reading: Reading) => void;
}

/** `answered`: reads that were answered; none means that another round like this one gets no further. */
export type ReadOnResult =
  | { readonly more: false }
  | { readonly more: true; readonly waitSeconds: number; readonly answered: number };

/** Reason of a gap where evidence stayed out of reach: unlike a refusal it may heal. */
export const DID_NOT_ANSWER = 'did not answer';

/** A read is tried this often before it counts as failed. */
const ATTEMPTS = 3;

/** Milliseconds before the second and the third attempt. */
const PAUSES_MS = [500, 2_000];

/** Waits in a row after which nothing was answered; then the caller decides whether to go on. */
const MOST_IDLE_WAITS = 20;

/**
 * Reads on, in place, until nothing is left, time is up or Databricks asks for more patience than there is. Call it
 * again with the stored reading to go on.
 * @throws whatever the port throws for memberships, DirectoryUnavailable only after three tries, and DirectoryRefused
 * where no group shows its members: a plan is never silently short. Evidence that stays unreadable becomes a gap instead. `reading` is whole in either case and can be
 * stored.
 */
export async function readOn(
  directory: DirectoryReader,
  reading: Reading,
  limits: ReadOnLimits,
): Promise<ReadOnResult> {
  const { concurrency, timeIsUp, sleep, longestWait = () => 0, onProgress } = limits;
  const underWay = new Set<Promise<void>>();
  let waitSeconds = 0;
  let answered = 0;
  let answeredBefore = 0;
  let idleWaits = 0;
  let failure: unknown;
  const stop = () => waitSeconds > 0 || failure !== undefined || timeIsUp();
  const pace = { sleep: sleep ?? onTimer, stop };

  const readOne = async (task: Task): Promise<void> => {
    try {
      if (!isDeep(task)) await perform(directory, reading, task, pace);
      else if (!overLimit(reading)) {
        // Counted when it is sent: with many under way at once the limit would be passed before the first answers.
        reading.deepCalls += 1;
        await perform(directory, reading, task, pace);
      }
      answered += 1;
    } catch (error) {
      if (error instanceof DirectoryRateLimited) {
        if (isDeep(task)) reading.deepCalls -= 1;
        waitSeconds = Math.max(waitSeconds, Math.ceil(error.retryAfterSeconds), 1);
        reading.queue.unshift(task);
      } else if (!(await absorbed(reading, task, error, sleep))) {
        failure ??= error;
        reading.queue.unshift(task);
      }
    }
    onProgress?.(reading);
  };

  /** Keeps as many reads under way as there may be; each that ends makes room for the next. */
  const startReads = (): void => {
    while (underWay.size < concurrency && !stop()) {
      const task = reading.queue.shift();
      if (task === undefined) return;
      const read = readOne(task).finally(() => underWay.delete(read));
      underWay.add(read);
    }
  };

  while (reading.stage !== 'complete') {
    startReads();
    if (underWay.size > 0) {
      await Promise.race(underWay);
      continue;
    }
    // From here on nothing is under way, and the reading is whole.
    if (failure !== undefined) throw failure;
    idleWaits = answered > answeredBefore ? 0 : idleWaits + 1;
    answeredBefore = answered;
    if (waitSeconds > 0 && sleep !== undefined && waitSeconds <= longestWait() && idleWaits <= MOST_IDLE_WAITS) {
      await sleep(1_000 * waitSeconds);
      waitSeconds = 0;
    } else if (waitSeconds > 0 || timeIsUp()) {
      return { more: true, waitSeconds, answered };
    } else if (reading.queue.length === 0) {
      enterNextStage(reading);
    }
  }
  return { more: false };
}

/** Below catalog level: what `maxCalls` limits. */
function isDeep(task: Task): boolean {
  return (task.do === 'list' || task.do === 'grants') && DEEP_KINDS.has(task.kind);
}

/** Past `maxCalls` nothing deeper is read, and the plan says so. */
function overLimit(reading: Reading): boolean {
  if (reading.deepCalls < reading.maxCalls) return false;
  const what = notReadBelowCatalogs(reading);
  if (!reading.gaps.some((one) => one.what === what)) gap(reading, what, `not read past ${reading.maxCalls} calls`);
  return true;
}

/** Whether an error is now part of the reading: to be tried again, or a gap. Memberships leave no gap. */
async function absorbed(reading: Reading, task: Task, error: unknown, sleep: ReadOnLimits['sleep']): Promise<boolean> {
  if (error instanceof DirectoryRefused) return asGap(reading, task, `refused (status ${String(error.facts.status)})`);
  if (!(error instanceof DirectoryUnavailable)) return false;
  const id = JSON.stringify(task);
  const failures = (reading.failures[id] ?? 0) + 1;
  reading.failures[id] = failures;
  if (failures < ATTEMPTS) {
    await sleep?.(PAUSES_MS[failures - 1] ?? 0);
    reading.queue.push(task);
    return true;
  }
  // The step that fails now may be tried again as a whole, and then has all attempts again.
  delete reading.failures[id];
  return asGap(reading, task, DID_NOT_ANSWER);
}

/** False for memberships, which leave no gap. */
function asGap(reading: Reading, task: Task, reason: string): boolean {
  if (isEssential(task)) return false;
  if (task.do === 'workspaces' || task.do === 'assignments') absorbWorkspaceFailure(reading, task, reason);
  else if (task.do === 'sql') giveUp(reading, task, reason);
  else absorbCatalogFailure(reading, task, reason);
  return true;
}

function onTimer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
