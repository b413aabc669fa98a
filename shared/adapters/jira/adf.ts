import type { Block, Document } from '#shared/domain/document.ts';

/**
 * Jira's limit for a comment or description. Whether it counts the text or the JSON around it is not documented, so
 * the JSON is kept below it: too long is refused with status 400, and the comment would never be written.
 */
export const MOST_CHARACTERS = 32_767;

interface AdfNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, string | number>>;
  readonly text?: string;
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly { readonly type: 'link'; readonly attrs: { readonly href: string } }[];
}

/** Atlassian Document Format, https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/. */
export interface AdfDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly AdfNode[];
}

const SHORTENED: AdfNode = {
  type: 'paragraph',
  content: [{ type: 'text', text: 'This text was shortened: Jira takes at most 32,767 characters.' }],
};

/** A document as ADF. Text becomes plain text nodes only: nothing a user wrote can turn into markup. */
export function toAdf(document: Document): AdfDocument {
  const parts = document.map((block) => [nodeOf(block)].filter((node) => node !== null));
  const size = (index: number) => parts[index]?.reduce((sum, node) => sum + sizeOf(node) + 1, 0) ?? 0;
  const longestFirst = [...parts.keys()].sort((one, other) => size(other) - size(one));
  // What stands behind a long block (the digest, the files) still has to be read: the longest gives way, not the end.
  for (const index of longestFirst) {
    const excess = sizeOf(docOf(parts.flat())) - MOST_CHARACTERS;
    if (excess <= 0 || size(index) <= sizeOf(SHORTENED)) break;
    parts[index] = document.slice(index, index + 1).flatMap((block) => {
      const part = largestPart(block, size(index) - excess - sizeOf(SHORTENED) - 1);
      return part === null ? [SHORTENED] : [part, SHORTENED];
    });
  }
  return docOf(cutAtEnd(parts.flat()));
}

function docOf(content: readonly AdfNode[]): AdfDocument {
  return { type: 'doc', version: 1, content };
}

/** For a text of so many short blocks that none of them is worth shortening. */
function cutAtEnd(content: readonly AdfNode[]): readonly AdfNode[] {
  if (sizeOf(docOf(content)) <= MOST_CHARACTERS) return content;
  const kept: AdfNode[] = [];
  let room = MOST_CHARACTERS - sizeOf(docOf([SHORTENED]));
  for (const node of content) {
    room -= sizeOf(node) + 1;
    if (room < 0) break;
    kept.push(node);
  }
  return [...kept, SHORTENED];
}

function sizeOf(value: AdfNode | AdfDocument): number {
  return JSON.stringify(value).length;
}

/** Null for what would have no content where ADF demands some. */
function nodeOf(block: Block): AdfNode | null {
  switch (block.kind) {
    case 'paragraph':
      return paragraph(block.text);
    case 'heading':
      return { type: 'heading', attrs: { level: 3 }, content: textNodes(clean(block.text).replaceAll('\n', ' ')) };
    case 'code':
      return { type: 'codeBlock', attrs: { language: 'text' }, content: textNodes(clean(block.text)) };
    case 'link':
      return linkOf(block.text, block.url);
    case 'list': {
      const items = block.items.map((item) => ({ type: 'listItem', content: [paragraph(item)] }));
      return items.length === 0 ? null : { type: 'bulletList', content: items };
    }
    case 'table':
      return tableOf(block.header, block.rows);
  }
}

/** Rows of unequal length are filled up: Jira draws no ragged tables. */
function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): AdfNode | null {
  const width = Math.max(header.length, ...rows.map((row) => row.length));
  if (width === 0) return null;
  const rowOf = (type: string, cells: readonly string[]): AdfNode => ({
    type: 'tableRow',
    content: Array.from({ length: width }, (_, column) => ({ type, content: [paragraph(cells[column] ?? '')] })),
  });
  const head = header.length === 0 ? [] : [rowOf('tableHeader', header)];
  return { type: 'table', content: [...head, ...rows.map((row) => rowOf('tableCell', row))] };
}

/** Only addresses of ours come here, and only what a browser opens as a page. */
function linkOf(text: string, url: string): AdfNode {
  if (!url.startsWith('https://')) return paragraph(`${text}: ${url}`);
  const marks = [{ type: 'link', attrs: { href: url } }] as const;
  const content = textNodes(clean(text).replaceAll('\n', ' ')).map((node) => ({ ...node, marks }));
  return { type: 'paragraph', content };
}

function paragraph(text: string): AdfNode {
  const lines = clean(text).split('\n');
  const content = lines.flatMap((line, index) => [...(index === 0 ? [] : [{ type: 'hardBreak' }]), ...textNodes(line)]);
  return { type: 'paragraph', content };
}

/** A text node must not be empty. */
function textNodes(text: string): AdfNode[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

/** Line ends as `\n`; other control characters and broken surrogates, which Jira refuses, become U+FFFD. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}/gu, (character) => (character === '\n' || character === '\t' ? character : '\uFFFD'));
}

/** As many rows, items or characters from the start as fit into `room`; null when not even one does. */
function largestPart(block: Block, room: number): AdfNode | null {
  const units = block.kind === 'table' ? block.rows : block.kind === 'list' ? block.items : Array.from(block.text);
  let best: AdfNode | null = null;
  let low = 1;
  let high = units.length;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const node = nodeOf(firstPart(block, middle));
    if (node !== null && sizeOf(node) < room) {
      best = node;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return best;
}

function firstPart(block: Block, count: number): Block {
  switch (block.kind) {
    case 'table':
      return { ...block, rows: block.rows.slice(0, count) };
    case 'list':
      return { ...block, items: block.items.slice(0, count) };
    default:
      return { ...block, text: Array.from(block.text).slice(0, count).join('') };
  }
}
