import { stringify } from 'csv-stringify/sync';

export type CsvRecord<Columns extends readonly string[]> = { readonly [C in Columns[number]]: string | boolean };

/** Spreadsheets run a cell that starts so, full-width forms included (csv-stringify's tests, OWASP "CSV Injection"). */
const FORMULA_START = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** For files that people open: without the mark Excel reads UTF-8 as a Windows code page. */
export function withByteOrderMark(csv: string): string {
  return `\uFEFF${csv}`;
}

/**
 * Where commas are decimal points, spreadsheets begin a cell at a semicolon, inside of quotes too; quotes that follow are
 * doubled in the file and read as an empty text there.
 */
const FORMULA_INSIDE = /([;\t\r\n][\s"]*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;

/** A text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function neutralised(cell: string): string {
  const inside = cell.replace(FORMULA_INSIDE, "$1'");
  return FORMULA_START.test(cell) ? `'${inside}` : inside;
}

/** A table with these columns: header row, RFC 4180, UTF-8 without byte-order mark, no cell a spreadsheet would run. */
export function csvTable<Columns extends readonly string[]>(
  columns: Columns,
  records: readonly CsvRecord<Columns>[],
): string {
  return stringify([...records], {
    header: true,
    columns: [...columns],
    record_delimiter: '\r\n',
    quote_record_delimiter: true,
    cast: { boolean: (value) => String(value), string: neutralised },
  });
}
