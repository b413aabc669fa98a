import { SQL_PARTS, type SqlKind } from '../ports/grant-statements.ts';
import type { Reading, SqlTask, Statement, Task } from './reading.ts';

/**
 * Which reads a SQL statement makes unnecessary. While it runs they are held back; once it has answered they are
 * dropped, and if it does not, they are done after all: a warehouse can save calls, it can never lose evidence.
 */

/** Of these kinds the statement tells owners too, so that they need not be listed. */
const TOLD_WITH_OWNERS: ReadonlySet<string> = new Set<SqlKind>(['schema', 'table', 'volume', 'function', 'connection']);

const TOLD: ReadonlySet<string> = new Set<SqlKind>(Object.values(SQL_PARTS));

/**
 * Asks the warehouse of a metastore, if the installation has one there. Call it once the groups are known: the
 * statement names them.
 * @param workspaceIds of the metastore, running
 * @returns the workspace the warehouse is in; null where there is none
 */
export function askWarehouse(reading: Reading, metastoreId: string, workspaceIds: readonly string[]): string | null {
  const workspaceId = workspaceIds.find((id) => Object.hasOwn(reading.warehouses, id));
  const warehouseId = workspaceId === undefined ? undefined : reading.warehouses[workspaceId];
  if (workspaceId === undefined || warehouseId === undefined) return null;
  reading.statements[metastoreId] = { workspaceId, state: 'asked', byRest: [], held: [] };
  reading.queue.push({ do: 'sql', metastoreId, workspaceId, warehouseId, leaveOut: [], statementId: null, polls: 0 });
  return workspaceId;
}

/** True where a statement answers what the task would read; while it is under way the task is kept for later. */
export function isLeftToStatement(reading: Reading, task: Task): boolean {
  if (task.do !== 'list' && task.do !== 'grants') return false;
  const statement = reading.statements[task.metastoreId];
  if (statement === undefined || statement.state === 'given up') return false;
  const told = task.do === 'list' ? TOLD_WITH_OWNERS : TOLD;
  if (task.workspaceId !== statement.workspaceId || !told.has(task.kind)) return false;
  if (statement.byRest.includes(task.kind)) return false;
  if (statement.state === 'asked') statement.held.push(task);
  return true;
}

/** The statement has answered; `byRest` are the kinds it could not tell after all. */
export function settle(reading: Reading, { metastoreId }: SqlTask, byRest: readonly SqlKind[]): void {
  finish(reading, metastoreId, { state: 'answered', byRest: [...byRest] });
}

/** The statement never answers: everything is read by REST, and the report says why. */
export function giveUp(reading: Reading, { metastoreId, warehouseId }: SqlTask, reason: string): void {
  finish(reading, metastoreId, { state: 'given up', byRest: [] });
  const what = `SQL warehouse ${warehouseId}`;
  reading.gaps.push({ area: 'unityCatalog', what, reason: `${reason}; read by REST instead`, hides: false });
}

function finish(reading: Reading, metastoreId: string, end: Pick<Statement, 'state' | 'byRest'>): void {
  const statement = reading.statements[metastoreId];
  if (statement === undefined) return;
  const held = statement.held;
  reading.statements[metastoreId] = { ...statement, ...end, held: [] };
  reading.queue.push(...held.filter((task) => !isLeftToStatement(reading, task)));
}

/**
 * Registered models are in no view that is known of; the lists of whole metastores that are asked for when everything
 * else told nothing.
 */
export function modelLists(reading: Reading): Task[] {
  return answered(reading).map(([metastoreId, { workspaceId }]) => ({
    do: 'list',
    metastoreId,
    workspaceId,
    kind: 'model',
  }));
}

/** What lies below catalogs and was not read, as a part of a sentence. */
export function notReadBelowCatalogs(reading: Reading): string {
  const told = new Map(answered(reading).map(([id, { workspaceId }]) => [id, workspaceId]));
  const all = reading.catalogs.every(({ metastoreId, workspaceId }) => told.get(metastoreId) === workspaceId);
  return all && told.size > 0 ? 'registered models' : 'schemas, tables and what lies in them';
}

function answered(reading: Reading): [string, Statement][] {
  return Object.entries(reading.statements).filter(([, { state }]) => state === 'answered');
}
