import type { Block, Document } from '../../domain/document.ts';

/**
 * Most characters of text in one comment. Jira refuses beyond 32,767, but counts its own markup too, and nobody reads
 * that far.
 */
const LONGEST_DOCUMENT = 10_000;

/** Room for the line that tells how many rows are missing. */
const NOTE_ROOM = 60;

/** Characters of a document's text, markup not counted. */
export function lengthOf(document: Document): number {
  return document.reduce((sum, block) => sum + blockLength(block), 0);
}

/**
 * Shortens the longest blocks until the text fits, and says so: `… and 12 more`. Plain text that
 * is still too long is cut.
 */
export function withinLimit(document: Document, most = LONGEST_DOCUMENT): Document {
  const shortened = document.map((block) => [block]);
  const longestFirst = [...document.keys()].sort((a, b) => lengthAt(document, b) - lengthAt(document, a));
  for (const index of longestFirst) {
    const excess = lengthOf(shortened.flat()) - most;
    if (excess <= 0) break;
    shortened[index] = document.slice(index, index + 1).flatMap((block) => shorten(block, excess));
  }
  return shortened.flat();
}

function lengthAt(document: Document, index: number): number {
  return lengthOf(document.slice(index, index + 1));
}

function blockLength(block: Block): number {
  switch (block.kind) {
    case 'list':
      return joined(block.items);
    case 'table':
      return joined(block.header) + block.rows.reduce((sum, row) => sum + joined(row), 0);
    case 'link':
      return block.text.length + block.url.length + 2;
    default:
      return block.text.length + 1;
  }
}

function joined(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.length + 1, 0);
}

function shorten(block: Block, excess: number): Block[] {
  if (block.kind === 'table') {
    const rows = keep(block.rows, joined, excess);
    const note = missingNote(block.rows.length - rows.length);
    return rows.length === 0 ? [note] : [{ ...block, rows }, note];
  }
  if (block.kind === 'list') {
    const items = keep(block.items, (item) => item.length + 1, excess);
    return [{ ...block, items: [...items, missingNote(block.items.length - items.length).text] }];
  }
  const cut = block.text.slice(0, Math.max(0, block.text.length - excess - 1));
  return [{ ...block, text: `${cut.replace(/[\uD800-\uDBFF]$/, '')}…` }];
}

/** The first entries, without as many of the last ones as make up for the excess and the note. */
function keep<T>(entries: readonly T[], lengthOfEntry: (entry: T) => number, excess: number): T[] {
  let saved = 0;
  let count = entries.length;
  for (const entry of entries.toReversed()) {
    if (saved >= excess + NOTE_ROOM) break;
    saved += lengthOfEntry(entry);
    count -= 1;
  }
  return entries.slice(0, count);
}

function missingNote(count: number): { kind: 'paragraph'; text: string } {
  return { kind: 'paragraph', text: `… and ${count} more` };
}
