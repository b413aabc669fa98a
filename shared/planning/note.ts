import type { SecurableGrant } from '../domain/evidence.ts';
import type { Reading, Task } from './reading.ts';
import { isLeftToStatement } from './statements.ts';

/** A securable of Unity Catalog. */
export interface Place {
  readonly metastoreId: string;
  readonly kind: string;
  readonly name: string;
  /** How many others are held alike, where the name stands for several. */
  readonly more?: number;
}

/** Queues a read, unless a SQL statement makes it unnecessary. */
export function want(reading: Reading, task: Task): void {
  if (!isLeftToStatement(reading, task)) reading.queue.push(task);
}

/** A part of Unity Catalog was not, or could not be, read: finding nothing proves nothing any more. */
export function gap(reading: Reading, what: string, reason: string): void {
  reading.gaps.push({ area: 'unityCatalog', what, reason, hides: true });
}

export function noteOwner(reading: Reading, place: Place, owner: string | null): void {
  if (owner !== null) noteGrant(reading, place, owner, ['OWNER']);
}

/** Grants name groups by display name and match by exact case; two groups of one name cannot exist in an account. */
export function noteGrant(reading: Reading, place: Place, principal: string, privileges: readonly string[]): void {
  const ids = Object.values(reading.groups)
    .filter((group) => group.name === principal)
    .map((group) => group.id);
  if (principal === reading.source.name) ids.push(reading.source.id);
  for (const id of ids) {
    const grant: SecurableGrant = { ...place, privileges: [...privileges], viaGroupId: id };
    push(reading.grants, id, grant);
  }
}

/** True for the first sight of an object that several workspaces show. */
export function isNew(reading: Reading, { metastoreId, kind, name }: Place): boolean {
  const key = JSON.stringify([metastoreId, kind, name]);
  if (reading.seen[key]) return false;
  reading.seen[key] = true;
  return true;
}

export function push<T>(record: Record<string, T[]>, key: string, value: T): void {
  const list = record[key];
  if (list === undefined) record[key] = [value];
  else list.push(value);
}
