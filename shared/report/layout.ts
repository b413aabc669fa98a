/** Names longer than this do not push the other columns away. */
const WIDEST_COLUMN = 48;
const BAR = '='.repeat(60);

const width = (text: string): number => [...text].length;

/** Fills every text with spaces to the longest one, so that what follows stands in a column. */
export function padded(texts: readonly string[]): string[] {
  const widest = Math.min(WIDEST_COLUMN, Math.max(0, ...texts.map(width)));
  return texts.map((text) => text + ' '.repeat(Math.max(0, widest - width(text))));
}

/** One section: its title with the number of its lines, and the lines; nothing at all where there are none. */
export function section(title: string, rows: readonly string[], note?: string): string[] {
  if (rows.length === 0) return [];
  return [
    `  ${title} (${rows.length}):`,
    ...(note ? [`  ${note}`] : []),
    ...rows.map((row) => `    ${row}`.trimEnd()),
    '',
  ];
}

/** A text block between bars: a head, then the body. Ends with a line break. */
export function framed(head: readonly string[], body: readonly string[]): string {
  return [BAR, ...head.map((line) => `  ${line}`), BAR, '', ...body, BAR, ''].join('\n');
}
