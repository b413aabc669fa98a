/** A gap between columns, or what stands before a remark or the next name of a path. */
const COLUMN_GAP = /\s{2,}| (?=[←→] )/g;

/** Rows of a section begin here; what stands further out is prose, and goes on where it began. */
const ROW_INDENT = 4;

/** Narrower than this nothing can be laid out; the terminal wraps by itself. */
const NARROWEST = 30;

/**
 * Breaks lines that are too long for a terminal where a reader would: between columns, else between words; what follows
 * stands further in than a row began. Bars are cut.
 */
export function fold(text: string, columns: number): string {
  if (columns < NARROWEST) return text;
  return text
    .split('\n')
    .flatMap((line) => foldLine(line, columns))
    .join('\n');
}

function foldLine(line: string, columns: number): string[] {
  if (length(line) <= columns) return [line];
  if (/^=+$/.test(line)) return ['='.repeat(columns)];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const deeper = indent.length < ROW_INDENT ? indent : `${indent}    `;
  const at = breakAt(line, indent.length, columns);
  if (at === null) return [line];
  const head = line.slice(0, at).trimEnd();
  // What is folded again keeps the indentation of the first fold.
  return [head, ...foldRest(line.slice(at).trimStart(), deeper, columns)];
}

function foldRest(rest: string, indent: string, columns: number): string[] {
  const line = indent + rest;
  if (length(line) <= columns) return [line];
  const at = breakAt(line, indent.length, columns);
  if (at === null) return [line];
  return [line.slice(0, at).trimEnd(), ...foldRest(line.slice(at).trimStart(), indent, columns)];
}

/** Index to break at: the last column gap that leaves a head that fits, else the last blank; null where there is none. */
function breakAt(line: string, from: number, columns: number): number | null {
  const gaps = [...line.matchAll(COLUMN_GAP)].map(({ index }) => index);
  const blanks = [...line.matchAll(/ /g)].map(({ index }) => index);
  const fits = (index: number) => index > from + 1 && length(line.slice(0, index).trimEnd()) <= columns;
  return gaps.findLast(fits) ?? blanks.findLast(fits) ?? blanks.find((index) => index > from + 1) ?? null;
}

function length(text: string): number {
  return [...text].length;
}
