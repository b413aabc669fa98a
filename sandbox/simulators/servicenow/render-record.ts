import { type Spot, walk } from './dot-walk.ts';
import type { Instance, Row } from './instance.ts';
import { entriesOf } from './journal.ts';
import { tableNamed } from './schema.ts';
import { databaseTime, fromDatabaseTime } from './times.ts';

/** How an answer shows values. */
export interface Rendering {
  readonly display: 'false' | 'true' | 'all';
  readonly excludeReferenceLinks: boolean;
  /** Dotted names; unknown ones are left out. Without any, all columns. */
  readonly fields?: readonly string[];
}

/** A record as REST gives it. */
export function renderRecord(
  instance: Instance,
  table: string,
  row: Row,
  { fields, display, excludeReferenceLinks }: Rendering,
): Record<string, unknown> {
  const names = fields ?? Object.keys(tableNamed(table)?.columns ?? {});
  return Object.fromEntries(
    names.flatMap((name) => {
      const spot = walk(instance, table, row, name);
      return spot === undefined ? [] : [[name, renderValue(instance, spot, display, excludeReferenceLinks)]];
    }),
  );
}

function renderValue(instance: Instance, spot: Spot, display: Rendering['display'], noLinks: boolean): unknown {
  const value = rawValue(spot);
  const shown = display === 'false' ? value : displayValue(instance, spot);
  const { column } = spot;
  const link =
    column.kind === 'reference' && value !== '' && !noLinks
      ? { link: `${instance.baseUrl}/api/now/table/${column.table}/${value}` }
      : undefined;
  if (display === 'all') return { display_value: shown, ...link, value };
  if (link === undefined) return shown;
  return display === 'true' ? { display_value: shown, ...link } : { ...link, value };
}

/** Journals are empty in raw answers: their entries are records of their own. */
function rawValue({ column, at }: Spot): string {
  return at === undefined || column.kind === 'journal' ? '' : (at.row[at.name] ?? '');
}

/** Labels in the language and times in the time zone of the caller. */
function displayValue(instance: Instance, spot: Spot): string {
  const { column, at } = spot;
  const value = rawValue(spot);
  if (at === undefined) return '';
  if (column.kind === 'journal') return history(instance, at.row.sys_id, at.name);
  if (value === '') return '';
  if (column.kind === 'time') return databaseTime(fromDatabaseTime(value), instance.options.utcOffsetMinutes);
  if (column.kind === 'choice') return labelOf(instance, at.table, at.name, value);
  if (column.kind !== 'reference') return value;
  const target = instance.find(column.table, value);
  return target?.[tableNamed(column.table)?.display ?? 'sys_id'] ?? value;
}

/** The label of a choice, as people see it. */
export function labelOf(instance: Instance, table: string, element: string, value: string): string {
  const choices = instance.rows('sys_choice').filter((row) => row.element === element && row.value === value);
  const own = choices.find(({ name }) => name === table) ?? choices.find(({ name }) => name === 'task');
  return own?.label ?? value;
}

function history(instance: Instance, sysId: string, element: string): string {
  const label = element === 'comments' ? 'Additional comments' : 'Work notes';
  const entries = entriesOf(instance, sysId, [element]).toReversed();
  return entries
    .map((entry) => `${entry.sys_created_on} - ${entry.sys_created_by} (${label})\n${entry.value}\n\n`)
    .join('');
}
