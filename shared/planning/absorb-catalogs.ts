import { kindName } from '../domain/elevation.ts';
import {
  BINDABLE_KINDS,
  type BindableKind,
  type GrantList,
  type Metastore,
  type SecurableKind,
  type SecurableList,
} from '../ports/directory.ts';
import { gap, isNew, noteGrant, noteOwner, want } from './note.ts';
import type { Reading, ReadMetastore, Task } from './reading.ts';
import { askWarehouse } from './statements.ts';

type TaskOf<K extends Task['do']> = Extract<Task, { do: K }>;

/** Workspaces that are asked for the owner of their metastore before it counts as unreadable. */
const MOST_TRIED = 3;

/** Each metastore is scanned once, through a workspace that tells who owns it. */
export function absorbMetastores(reading: Reading, metastores: readonly Metastore[]): void {
  // An account without any is rare; a reader that is shown none is not.
  if (metastores.length === 0) gap(reading, 'Unity Catalog', 'the account shows our reader no metastore');
  const running = new Set(reading.workspaces.running.map(({ id }) => id));
  for (const { id, name, workspaceIds } of metastores) {
    const reachable = workspaceIds.filter((workspaceId) => running.has(workspaceId));
    if (reachable.length === 0) {
      if (workspaceIds.length > 0) gap(reading, `metastore ${name}`, 'none of its workspaces is running');
      continue;
    }
    const resting = reachable.length < workspaceIds.length;
    const metastore = {
      id,
      name,
      workspaceIds: reachable,
      resting,
      tried: [],
      through: null,
      owner: null,
      ours: false,
    };
    reading.metastores.push(metastore);
    askForOwner(reading, metastore);
  }
}

/** True when there is a workspace left to ask. */
function askForOwner(reading: Reading, { id, workspaceIds, tried }: ReadMetastore): boolean {
  const next = workspaceIds.find((workspaceId) => !tried.includes(workspaceId));
  if (next === undefined || tried.length >= MOST_TRIED) return false;
  tried.push(next);
  reading.queue.unshift({ do: 'metastore', metastoreId: id, workspaceId: next });
  return true;
}

/** Only a reader that owns the metastore is proved to see everything; for any other, nothing found proves nothing. */
export function absorbMetastoreOwner(
  reading: Reading,
  { metastoreId, workspaceId }: TaskOf<'metastore'>,
  attached: { metastoreId: string; owner: string },
  readerNames: ReadonlySet<string>,
): void {
  const metastore = reading.metastores.find(({ id }) => id === metastoreId);
  if (metastore === undefined) return;
  if (attached.metastoreId !== metastoreId) {
    // What is read there would belong to the other one, which is read by itself.
    metastore.workspaceIds = metastore.workspaceIds.filter((id) => id !== workspaceId);
    if (!askForOwner(reading, metastore))
      gap(reading, `metastore ${metastoreId}`, 'its workspace uses another one now');
    return;
  }
  metastore.through = workspaceId;
  metastore.owner = attached.owner;
  metastore.ours = readerNames.has(attached.owner);
}

/**
 * Called once all groups are known: what every metastore holds at its top.
 *
 * Isolated objects show only in the workspaces they are bound to. An owner is shown them from anywhere (`unbound`) and
 * told their bindings; for anybody else the only way is to look from every workspace.
 */
export function wantMetastore(reading: Reading, metastore: ReadMetastore): void {
  const { id: metastoreId, workspaceIds, through, owner, ours } = metastore;
  const workspaceId = askWarehouse(reading, metastoreId, workspaceIds) ?? through ?? workspaceIds[0];
  if (workspaceId === undefined) return;
  noteOwner(reading, { metastoreId, kind: 'metastore', name: metastoreId }, owner);
  if (owner !== null && !ours)
    gap(reading, `metastore ${metastoreId}`, 'our reader does not own it, so it may not see everything');
  if (metastore.resting && !ours) {
    const reason = 'not all of its workspaces are running; what is bound to the others is not seen';
    gap(reading, `metastore ${metastore.name}`, reason);
  }
  for (const kind of BINDABLE_KINDS) {
    if (ours) want(reading, { do: 'list', metastoreId, workspaceId, kind, unbound: true });
    else for (const each of workspaceIds) want(reading, { do: 'list', metastoreId, workspaceId: each, kind });
  }
  for (const kind of ['connection', 'share'] as const) want(reading, { do: 'list', metastoreId, workspaceId, kind });
  want(reading, { do: 'grants', metastoreId, workspaceId, kind: 'metastore', name: metastoreId });
}

export function absorbList(reading: Reading, task: TaskOf<'list'>, { items, calls }: SecurableList): void {
  const { metastoreId, workspaceId, kind } = task;
  countPages(reading, kind, calls);
  for (const { fullName: name, owner, isolated } of items) {
    const place = { metastoreId, kind, name };
    const isBindable = bindable(kind);
    if (kind === 'catalog' && UNREAD_CATALOGS.has(name)) continue;
    if (isBindable && !isNew(reading, place)) continue;
    noteOwner(reading, place, owner);
    // Whether this very workspace is among those it is bound to, the list does not say.
    if (isBindable && isolated && task.unbound) want(reading, { do: 'bindings', metastoreId, workspaceId, kind, name });
    else wantGrants(reading, kind, { metastoreId, workspaceId, name });
  }
}

/** Isolated objects are read where they can be reached. */
export function absorbBindings(reading: Reading, task: TaskOf<'bindings'>, boundTo: readonly string[]): void {
  const { metastoreId, workspaceId, kind, name } = task;
  const running = reading.metastores.find(({ id }) => id === metastoreId)?.workspaceIds ?? [];
  const reachable = [workspaceId, ...running].find((id) => running.includes(id) && boundTo.includes(id));
  if (reachable === undefined) gap(reading, `${kindName(kind)} ${name}`, 'bound to no workspace that is running');
  else wantGrants(reading, kind, { metastoreId, workspaceId: reachable, name });
}

function wantGrants(
  reading: Reading,
  kind: SecurableKind,
  place: { metastoreId: string; workspaceId: string; name: string },
): void {
  if (kind === 'catalog') reading.catalogs.push(place);
  if (kind === 'schema') reading.schemas.push(place);
  want(reading, { do: 'grants', kind, ...place });
}

export function absorbGrants(reading: Reading, task: TaskOf<'grants'>, { grants, calls }: GrantList): void {
  const { metastoreId, kind, name } = task;
  countPages(reading, kind, calls);
  for (const { principal, privileges } of grants) {
    noteGrant(reading, { metastoreId, kind, name }, principal, privileges);
  }
}

type CatalogTask = TaskOf<'metastores' | 'metastore' | 'list' | 'bindings' | 'grants'>;

/** A read of Unity Catalog that failed for good: that part is unknown from now on, never "no". */
export function absorbCatalogFailure(reading: Reading, task: CatalogTask, reason: string): void {
  if (task.do === 'metastore') {
    // A workspace may keep our reader out where its neighbours do not.
    const metastore = reading.metastores.find(({ id }) => id === task.metastoreId);
    if (metastore !== undefined && askForOwner(reading, metastore)) return;
  }
  gap(reading, whatIsRead(task), reason);
}

function whatIsRead(task: CatalogTask): string {
  switch (task.do) {
    case 'metastores':
      return 'the list of metastores';
    case 'metastore':
      return `metastore ${task.metastoreId}`;
    case 'list':
      return `${task.kind} list${task.parent ? ` of ${task.parent}` : ''}`;
    case 'bindings':
      return `bindings of ${kindName(task.kind)} ${task.name}`;
    case 'grants':
      return `grants on ${task.kind} ${task.name}`;
  }
}

function bindable(kind: SecurableKind): kind is BindableKind {
  return BINDABLE_KINDS.some((one) => one === kind);
}

/** The first call of a read was counted when it was sent. */
function countPages(reading: Reading, kind: string, calls: number): void {
  if (DEEP_KINDS.has(kind)) reading.deepCalls += calls - 1;
}

/** Demo data and Databricks' own; `system` is read, because a grant on its billing tables is real access. */
const UNREAD_CATALOGS: ReadonlySet<string> = new Set(['samples', '__databricks_internal', 'hive_metastore']);

/** Below catalog level: what `maxCalls` limits. */
export const DEEP_KINDS: ReadonlySet<string> = new Set(['schema', 'table', 'volume', 'function', 'model']);
