/** RFC 4180, read by a second hand: rows of cells, every row ended by CRLF. Throws on anything the standard forbids. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const quoted = /^"((?:[^"]|"")*)"(,|\r\n)/.exec(rest);
    const plain = /^([^",\r\n]*)(,|\r\n)/.exec(rest);
    const cell = quoted ?? plain;
    if (!cell) throw new Error(`not RFC 4180 at ${at}: ${JSON.stringify(rest.slice(0, 20))}`);
    const content = cell[1] ?? '';
    row.push(quoted ? content.replaceAll('""', '"') : content);
    at += cell[0].length;
    if (cell[2] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  if (row.length > 0) throw new Error('the last row has no end');
  return rows;
}
