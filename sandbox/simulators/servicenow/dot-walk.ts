import type { Instance, Row } from './instance.ts';
import { type Column, columnAt, tableNamed } from './schema.ts';

/** Where a dotted path ends for one record. */
export interface Spot {
  readonly column: Column;
  /** The record that holds the value, and its table; undefined where a reference on the way is empty or leads nowhere. */
  readonly at?: { readonly table: string; readonly row: Row; readonly name: string };
}

/** Follows a dotted path such as `approver.user_name`. Undefined when no record of the table can have it. */
export function walk(instance: Instance, table: string, row: Row, path: string): Spot | undefined {
  const column = columnAt(table, path);
  if (column === undefined) return undefined;
  const [name = '', ...rest] = path.split('.');
  if (rest.length === 0) return { column, at: { table, row, name } };
  const reference = tableNamed(table)?.columns[name];
  const next = reference?.kind === 'reference' ? instance.find(reference.table, row[name] ?? '') : undefined;
  if (reference?.kind !== 'reference' || next === undefined) return { column };
  return walk(instance, reference.table, next, rest.join('.'));
}

/** The stored value at the end of a path, empty where the path ends early. */
export function valueAt(instance: Instance, table: string, row: Row, path: string): string {
  const spot = walk(instance, table, row, path);
  return spot?.at?.row[spot.at.name] ?? '';
}
