import { visible } from '#shared/domain/display.ts';
import type { Block, Document } from '#shared/domain/document.ts';
import { markerLine } from './marker.ts';

/**
 * Most characters of one journal entry. ServiceNow publishes 4,000 for the fields it documents and no hard limit; what
 * is longer may be cut without a word, and with it the marker.
 */
export const MOST_CHARACTERS = 3_500;

/** Room for the text of one part: the rest is for `(2/3)`, the marker line and the line breaks around them. */
const PART_ROOM = MOST_CHARACTERS - 60;

const LONGEST_UNDERLINE = 30;

/**
 * A document as journal entries, each ending in its marker line. A long one becomes several, numbered `(1/3)`, cut at
 * line ends where that is possible.
 */
export function journalEntries(document: Document, marker: string): readonly string[] {
  const text = plainText(document);
  const whole = withMarker(text, markerLine(marker));
  if (whole.length <= MOST_CHARACTERS) return [whole];
  const parts = split(text, PART_ROOM);
  return parts.map((part, index) => {
    const number = index + 1;
    return withMarker(`(${number}/${parts.length})\n${part}`, markerLine(marker, number, parts.length));
  });
}

function withMarker(text: string, line: string): string {
  return text === '' ? line : `${text}\n\n${line}`;
}

/**
 * A document as plain text for a narrow screen: underlined headings, one `name: value` line per table cell, no grid.
 * Journals show markup only inside `[code]` tags, so nothing a user wrote can turn into any once those are defused.
 */
export function plainText(document: Document): string {
  let text = '';
  let previous: Block['kind'] | null = null;
  for (const block of document) {
    const shown = linesOf(block).join('\n');
    if (shown === '') continue;
    const gap = previous === null ? '' : previous === 'heading' ? '\n' : '\n\n';
    text += `${gap}${shown}`;
    previous = block.kind;
  }
  return neutral(text);
}

/** One line of text for a field such as a short description: harmless, without breaks, cut at `most` characters. */
export function plainLine(text: string, most: number): string {
  const line = neutral(text.replace(/[\s\p{Cc}]+/gu, ' ').trim());
  return line.length > most ? `${line.slice(0, cutBefore(line, most - 1))}…` : line;
}

/** The beginning of a text: as many whole lines as fit into `most` characters. */
export function beginningOf(text: string, most: number): string {
  return split(text, most)[0] ?? '';
}

function linesOf(block: Block): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return linesIn(block.text);
    case 'heading': {
      const title = linesIn(block.text).join(' ').trim();
      return title === '' ? [] : [title, '-'.repeat(Math.min(title.length, LONGEST_UNDERLINE))];
    }
    case 'code':
      return linesIn(block.text).map((line) => `    ${line}`);
    case 'link':
      return [`${linesIn(block.text).join(' ')}:`, block.url];
    case 'list':
      return block.items.flatMap(entryLines);
    case 'table':
      return block.rows.flatMap((row) => rowLines(block.header, row));
  }
}

/** A row as an entry of a list: the first cell alone, the others below it, each with the name of its column. */
function rowLines(header: readonly string[], row: readonly string[]): readonly string[] {
  const cells = row.map((cell, column) => {
    const name = column === 0 ? '' : (header[column] ?? '');
    return name === '' || cell === '' ? cell : `${name}: ${cell}`;
  });
  const filled = cells.filter((cell) => cell !== '');
  return filled.length === 0 ? [] : entryLines(filled.join('\n'));
}

function entryLines(text: string): readonly string[] {
  return linesIn(text).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}

function linesIn(text: string): readonly string[] {
  return text.split(/\r\n?|\n/).map((line) => line.replaceAll('\t', '    '));
}

/**
 * Takes the meaning from what ServiceNow, or we ourselves, would give one: `[code]` tags (HTML inside them is shown as
 * such), marker lines, and a text that begins as a script.
 */
function neutral(text: string): string {
  return text
    .split('\n')
    .map(visible)
    .join('\n')
    .replace(/\[(\s*\/?\s*code\s*)\]/gi, '($1)')
    .replace(/\[(?=\s*\/?\s*code\b|\s*ad:)/gi, '(')
    .replace(/^(\s*javascript):/i, '$1 :')
    .trim();
}

/** Whole lines as long as they fit; a line that is too long alone is cut, at a blank if there is one. */
function split(text: string, room: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const head = rest.slice(0, room + 1);
    const at = [head.lastIndexOf('\n'), head.lastIndexOf(' ')].find((index) => index > room / 2);
    const end = at ?? cutBefore(rest, room);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).replace(/^[ \n]/, '');
  }
  return [...parts, rest];
}

/** The position itself, or one before it where it would cut a character in two. */
function cutBefore(text: string, position: number): number {
  return /[\uD800-\uDBFF]/.test(text.charAt(position - 1)) ? position - 1 : position;
}
