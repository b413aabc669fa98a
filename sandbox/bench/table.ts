import type { Contents } from './accounts.ts';
import type { Row } from './matrix.ts';

/** The tables' first lines; every line ends with a line break. */
const HEAD = `| groups | limit | way | compare | s | plan | s | 429 | undecided | calls | time |
|---:|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
`;

/** One table: what an account with these contents takes, our ways beside the baseline. */
export function table(rows: readonly Row[], contents: Contents): string {
  const lines = rows.filter(({ scenario }) => scenario.contents === contents);
  return HEAD + lines.map((row) => line(row, baselineOf(rows, row))).join('');
}

/** A line of the table; the last two columns set comparison and plan together against the baseline. */
export function line({ scenario, compare, plan }: Row, base: Row): string {
  const { groups, throttled, route } = scenario;
  const cells = [
    whole(groups),
    throttled ? '20/s' : '–',
    route,
    whole(compare.calls),
    seconds(compare.seconds),
    whole(plan.calls),
    seconds(plan.seconds),
    whole(compare.limited + plan.limited),
    String(plan.undecided),
    ratio(compare.calls + plan.calls, base.compare.calls + base.plan.calls),
    ratio(compare.seconds + plan.seconds, base.compare.seconds + base.plan.seconds),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

/** The row to compare with: the same account by way of the baseline. */
export function baselineOf(rows: readonly Row[], { scenario }: Row): Row {
  const found = rows.find(
    ({ scenario: { groups, throttled, contents, route } }) =>
      route === 'baseline' &&
      groups === scenario.groups &&
      throttled === scenario.throttled &&
      contents === scenario.contents,
  );
  if (!found) throw new Error(`no baseline of ${scenario.groups} groups`);
  return found;
}

/** `1/31` is a thirty-first of the baseline, `1.2×` a fifth more than it. */
export function ratio(value: number, base: number): string {
  if (value > base) return `${(Math.ceil((value / base) * 10) / 10).toFixed(1)}×`;
  return value === base ? '1' : `1/${cut(base / value)}`;
}

export function whole(count: number): string {
  return count.toLocaleString('en-US');
}

/** Not rounded up: a ratio is not made better than it is. */
function cut(factor: number): string {
  return factor < 10 ? (Math.floor(factor * 10) / 10).toFixed(1) : whole(Math.floor(factor));
}

export function seconds(value: number): string {
  return value < 10 ? value.toFixed(2) : whole(Math.round(value));
}
