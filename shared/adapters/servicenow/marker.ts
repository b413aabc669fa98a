import { createHash } from 'node:crypto';

const LINE = /^\[ad:([0-9a-f]{12})(?:\.(\d{1,4})\/(\d{1,4}))?\]$/;

/** What the last line of a journal entry of ours tells: which marker, and which part of how many. */
export interface MarkerLine {
  readonly hash: string;
  readonly part: number;
  readonly parts: number;
}

/** Twelve hex digits that stand for a marker where its own characters have no room: notes and correlation ids. */
export function markerHash(marker: string): string {
  return createHash('sha256').update(marker).digest('hex').slice(0, 12);
}

/** The line by which we recognise an entry: journals have no hidden place for it. `[ad:0f3a9c12d4e5]`, `….2/3]`. */
export function markerLine(marker: string, part = 1, parts = 1): string {
  const hash = markerHash(marker);
  return parts === 1 ? `[ad:${hash}]` : `[ad:${hash}.${part}/${parts}]`;
}

/** Reads the last line of an entry; null when it is no marker. Who wrote the entry must be looked at besides. */
export function readMarkerLine(text: string): MarkerLine | null {
  const last = text
    .trimEnd()
    .split(/\r\n?|\n/)
    .at(-1);
  const [, hash, part = '1', parts = '1'] = LINE.exec(last?.trim() ?? '') ?? [];
  return hash === undefined ? null : { hash, part: Number(part), parts: Number(parts) };
}
