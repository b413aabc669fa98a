import * as z from 'zod';
import type { ApproverRow } from './approver-rows.ts';
import type { Standing } from './standing.ts';

/** How things stood when a question was asked: only what changes afterwards is an answer. */
export interface Asked {
  /** Ids of our rows: in a mark those there were before, in a handle those asked by. */
  readonly rows: readonly string[];
  /** `approval` of the item and of its order. */
  readonly item: string;
  readonly order: string;
  /** Every row of the item and of its order, whoever opened it, each with its version. */
  readonly seen: readonly string[];
}

const markSchema = z.object({
  rows: z.array(z.string()),
  item: z.string(),
  order: z.string(),
  seen: z.array(z.string()),
});

/** How things stand now, with every row there is. */
export function askedAt({ item, order, rows }: Standing): Asked {
  return {
    rows: rows.filter(({ ours }) => ours).map(({ id }) => id),
    item: item.approval,
    order: order?.approval ?? '',
    seen: rows.map(versionOf),
  };
}

/** A row at one of its versions: changed in any way it is another one. `<id>@3` */
export function versionOf({ id, version }: Pick<ApproverRow, 'id' | 'version'>): string {
  return `${id}@${version}`;
}

/**
 * How often a row was changed since the question was asked; of a row that was not there then, since it was opened.
 * `isNew` tells the two apart: nobody knows in which state a new row began.
 */
export function changesSince({ seen }: Asked, { id, version }: ApproverRow): { changes: number; isNew: boolean } {
  const before = seen.find((one) => one.startsWith(`${id}@`))?.slice(id.length + 1);
  return { changes: Number(version) - Number(before ?? 0), isNew: before === undefined };
}

export function toMark(asked: Asked): string {
  return JSON.stringify(asked);
}

export function parseMark(mark: string): Asked {
  return markSchema.parse(JSON.parse(mark));
}

/** `rows:<id>,<id>;item:requested;order:approved;seen:<id>@3,<id>@0` */
export function toHandle({ rows, item, order, seen }: Asked): string {
  return `rows:${rows.join(',')};item:${item};order:${order};seen:${seen.join(',')}`;
}

/** Null for what is no handle of this kind. */
export function parseHandle(handle: string): Asked | null {
  const parts = /^rows:([0-9a-f,]*);item:([^;]*);order:([^;]*);seen:([0-9a-f@,]*)$/.exec(handle);
  if (parts === null) return null;
  const [, rows = '', item = '', order = '', seen = ''] = parts;
  return { rows: listed(rows), item, order, seen: listed(seen) };
}

function listed(text: string): readonly string[] {
  return text === '' ? [] : text.split(',');
}
