import { DirectoryUnavailable } from '../errors.ts';
import type { DirectoryReader } from '../ports/directory.ts';
import { type GrantAnswer, type GrantRow, SQL_PARTS, type SqlKind, type SqlPart } from '../ports/grant-statements.ts';
import { gap, noteGrant } from './note.ts';
import type { Reading, SqlTask } from './reading.ts';
import { giveUp, settle } from './statements.ts';

/** How waiting is done, and when it ends. */
export interface Pace {
  readonly sleep: (ms: number) => Promise<void>;
  /** True when this invocation should stop. */
  readonly stop: () => boolean;
}

/** Seconds between polls; the last one repeats. A stopped warehouse takes minutes to start. */
const PAUSES = [2, 4, 8, 15] as const;
const LAST_PAUSE = 15;

/** Ten minutes in all. */
const MOST_POLLS = 42;

/** One grant may reach thousands of these: where their view is missing, REST could not make up for it. */
const DEEP: ReadonlySet<SqlKind> = new Set(['schema', 'table', 'volume', 'function']);

/**
 * Has a warehouse tell the grants of a whole metastore, and waits for it. When it is told to stop, the statement goes
 * on by itself and its id stays in the queue: a later invocation asks for the answer.
 * @throws whatever the port throws for a statement that was not taken; `task` knows the one that was
 */
export async function readBySql(
  directory: DirectoryReader,
  reading: Reading,
  task: SqlTask,
  { sleep, stop }: Pace,
): Promise<void> {
  for (;;) {
    const answer = await ask(directory, reading, task);
    if (answer.state === 'done') return absorbRows(reading, task, answer);
    if (answer.state === 'unreadable') {
      const { part, detail } = answer;
      if (part === null || task.leaveOut.includes(part)) return giveUp(reading, task, `failed (${detail})`);
      task.leaveOut.push(part);
      task.statementId = null;
    } else {
      task.statementId = answer.statementId;
      if (task.polls >= MOST_POLLS) {
        await directory.grantStatements.cancel(task.workspaceId, answer.statementId);
        return giveUp(reading, task, 'did not answer within ten minutes');
      }
      await rest(PAUSES[task.polls] ?? LAST_PAUSE, { sleep, stop });
      task.polls += 1;
    }
    if (stop()) {
      reading.queue.unshift(task);
      return;
    }
  }
}

/** Ends the statements of a reading that nobody will go on with. */
export async function cancelStatements(directory: DirectoryReader, reading: Reading): Promise<void> {
  for (const task of reading.queue) {
    if (task.do === 'sql' && task.statementId !== null)
      await directory.grantStatements.cancel(task.workspaceId, task.statementId);
  }
}

async function ask(directory: DirectoryReader, reading: Reading, task: SqlTask): Promise<GrantAnswer> {
  const { workspaceId, warehouseId, leaveOut, statementId } = task;
  const { grantStatements } = directory;
  if (statementId === null) {
    return grantStatements.start({ workspaceId, warehouseId, names: namesIn(reading), leaveOut });
  }
  try {
    return await grantStatements.poll(workspaceId, statementId);
  } catch (error) {
    // The statement runs on, whatever became of the question about it.
    if (error instanceof DirectoryUnavailable) return { state: 'running', statementId };
    throw error;
  }
}

/** In slices, so that whoever wants to stop is not kept waiting. */
async function rest(seconds: number, { sleep, stop }: Pace): Promise<void> {
  for (let left = seconds; left > 0 && !stop(); left -= 1) await sleep(1_000);
}

/** Grants name groups by display name; those of the source itself are reported as not copied. */
function namesIn({ groups, source }: Reading): string[] {
  return [...new Set([...Object.values(groups).map(({ name }) => name), source.name])].sort();
}

function absorbRows(
  reading: Reading,
  task: SqlTask,
  { rows, complete }: Extract<GrantAnswer, { state: 'done' }>,
): void {
  const { metastoreId } = task;
  for (const row of withoutRepeats(rows)) {
    const { kind, name, objects, principal, privileges } = row;
    const more = objects > 1 ? { more: objects - 1 } : {};
    noteGrant(reading, { metastoreId, kind, name, ...more }, principal, privileges);
  }
  if (!complete) gap(reading, 'what the SQL warehouse left out', 'its answer was cut off');
  for (const part of task.leaveOut.filter((each) => DEEP.has(SQL_PARTS[each]))) {
    gap(reading, partText(part), `this metastore has no readable information_schema.${part}`);
  }
  settle(
    reading,
    task,
    task.leaveOut.map((part) => SQL_PARTS[part]).filter((kind) => !DEEP.has(kind)),
  );
}

function partText(part: SqlPart): string {
  return `${part.endsWith('_privileges') ? 'grants on' : 'owners of'} ${SQL_PARTS[part]}s`;
}

/**
 * A grant on a catalog is told once more for everything in it. Those rows say nothing new where the grant itself was
 * told; where it was not, they are the only sign of it.
 */
function withoutRepeats(rows: readonly GrantRow[]): GrantRow[] {
  const told = new Set(
    rows
      .filter(({ inherited }) => !inherited)
      .flatMap(({ principal, privileges }) => privileges.map((privilege) => JSON.stringify([principal, privilege]))),
  );
  return rows.filter(
    ({ principal, privileges, inherited }) =>
      !inherited || !privileges.every((privilege) => told.has(JSON.stringify([principal, privilege]))),
  );
}
