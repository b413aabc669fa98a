import { DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable } from '../errors.ts';
import type { DirectoryReader } from '../ports/directory.ts';
import * as absorb from './absorb.ts';
import type { Reading, Task } from './reading.ts';
import { enterNextStage } from './stages.ts';
import { type Pace, readBySql } from './warehouse.ts';

export interface ReadOnLimits {
  /** Reads under way at once. */
  readonly concurrency: number;
  /** True when this invocation should stop and store what it has. */
  readonly timeIsUp: () => boolean;
  /** How waiting is done inside this invocation. @default a timer */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Told after every answer, for a progress line. */
  readonly onProgress?: (reading: Reading) => void;
}

export type ReadOnResult = { readonly more: false } | { readonly more: true; readonly waitSeconds: number };

/** Reason of a gap where evidence stayed out of reach: unlike a refusal it may heal. */
export const DID_NOT_ANSWER = 'did not answer';

/** A read of evidence is tried this often before it counts as unreadable. */
const ATTEMPTS = 3;

/**
 * Reads on, in place, until nothing is left, time is up or Databricks asks for patience. Call it again with the stored
 * reading to go on.
 * @throws whatever the port throws for memberships: a plan is never silently short. Evidence that stays unreadable
 * becomes a gap instead. `reading` is whole in either case and can be stored.
 */
export async function readOn(
  directory: DirectoryReader,
  reading: Reading,
  limits: ReadOnLimits,
): Promise<ReadOnResult> {
  let waitSeconds = 0;
  let failure: unknown;
  const stop = () => limits.timeIsUp() || waitSeconds > 0 || failure !== undefined;

  const pace: Pace = { sleep: limits.sleep ?? onTimer, stop };

  const readOne = async (task: Task): Promise<void> => {
    try {
      await perform(directory, reading, task, pace);
    } catch (error) {
      if (error instanceof DirectoryRateLimited) {
        waitSeconds = Math.max(waitSeconds, Math.ceil(error.retryAfterSeconds), 1);
        reading.queue.unshift(task);
      } else if (!absorbed(reading, task, error)) {
        failure ??= error;
        reading.queue.unshift(task);
      }
    }
    limits.onProgress?.(reading);
  };

  while (reading.stage !== 'complete' && !stop()) {
    if (reading.queue.length === 0) enterNextStage(reading);
    // In waves, so that reads which follow from an answer are spread over all workers again.
    const wave = reading.queue.splice(0, limits.concurrency * 8);
    const worker = async (): Promise<void> => {
      while (!stop()) {
        const task = wave.shift();
        if (task === undefined) return;
        await readOne(task);
      }
    };
    await Promise.all(Array.from({ length: limits.concurrency }, worker));
    reading.queue.unshift(...wave);
  }
  if (failure !== undefined) throw failure;
  return reading.stage === 'complete' ? { more: false } : { more: true, waitSeconds };
}

async function perform(directory: DirectoryReader, reading: Reading, task: Task, pace: Pace): Promise<void> {
  if (overLimit(reading, task) || isOvertaken(reading, task)) return;
  reading.calls += task.do === 'list' || task.do === 'grants' ? 0 : 1;
  switch (task.do) {
    case 'transitive groups':
      return absorb.absorbTransitiveGroups(reading, await directory.transitiveGroupIds(task.principalId));
    case 'all groups':
      return absorb.absorbAllGroups(reading, await directory.listGroupIds());
    case 'group':
      return absorb.absorbGroup(reading, await directory.readGroup(task.id));
    case 'origin':
      return absorb.absorbOrigin(
        reading,
        task.groupId,
        await directory.membershipOrigin(task.groupId, reading.source.id),
      );
    case 'workspaces':
      return absorb.absorbWorkspaces(reading, await directory.listWorkspaces());
    case 'assignments':
      return absorb.absorbAssignments(reading, task, await directory.readAssignments(task.workspaceId));
    case 'metastores':
      return absorb.absorbMetastores(reading, await directory.listMetastores());
    case 'metastore': {
      const [attached, { names }] = await Promise.all([
        directory.readMetastoreOwner(task.workspaceId),
        directory.readerIdentity(),
      ]);
      return absorb.absorbMetastoreOwner(reading, task.metastoreId, attached, names);
    }
    case 'list':
      return absorb.absorbList(reading, task, await directory.listSecurables(task.workspaceId, task.kind, task.parent));
    case 'grants':
      return absorb.absorbGrants(reading, task, await directory.readGrants(task.workspaceId, task.kind, task.name));
    case 'sql':
      return readBySql(directory, reading, task, pace);
  }
}

function onTimer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Once the whole account is read, IAM v2 has nothing to add. */
function isOvertaken(reading: Reading, task: Task): boolean {
  return task.do === 'transitive groups' && reading.route === 'scim';
}

/** Past `maxCalls` nothing deeper is read, and the plan says so. */
function overLimit(reading: Reading, task: Task): boolean {
  if ((task.do !== 'list' && task.do !== 'grants') || !absorb.DEEP_KINDS.has(task.kind)) return false;
  if (reading.deepCalls < reading.maxCalls) return false;
  const what = 'schemas, tables and what lies in them';
  if (!reading.gaps.some((gap) => gap.what === what))
    absorb.gap(reading, what, `not read past ${reading.maxCalls} calls`);
  return true;
}

/** Whether an error is now part of the reading (tried again later, or a gap); memberships must not fail. */
function absorbed(reading: Reading, task: Task, error: unknown): boolean {
  const essential =
    task.do === 'transitive groups' || task.do === 'all groups' || task.do === 'group' || task.do === 'origin';
  if (essential) return false;
  if (error instanceof DirectoryRefused) {
    absorb.absorbFailure(reading, task, `refused (status ${String(error.facts.status)})`);
    return true;
  }
  if (!(error instanceof DirectoryUnavailable)) return false;
  const id = JSON.stringify(task);
  const failures = (reading.failures[id] ?? 0) + 1;
  reading.failures[id] = failures;
  if (failures < ATTEMPTS) reading.queue.push(task);
  else absorb.absorbFailure(reading, task, DID_NOT_ANSWER);
  return true;
}
