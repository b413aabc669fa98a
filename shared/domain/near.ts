import { compareText } from './order.ts';

/** Two slips of the finger; more would be another name. */
const MOST_ERRORS = 2;
const MOST_NAMES = 3;

/**
 * Names that could have been meant by a mistyped one: at most two typing errors away (a letter wrong, missing, too many
 * or two swapped) and by less than half of what was typed, case aside. At most three, the nearest first.
 */
export function nearNames(asked: string, candidates: readonly string[]): string[] {
  const typed = letters(asked);
  return [...new Set(candidates)]
    .map((name) => ({ name, errors: typingErrors(typed, letters(name)) }))
    .filter(({ errors }) => errors <= MOST_ERRORS && errors < typed.length / 2)
    .sort((a, b) => a.errors - b.errors || compareText(a.name, b.name))
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}

/** The same names for a text everybody can read: e-mail addresses are left out. */
export function withoutAddresses(names: readonly string[]): string[] {
  return names.filter((name) => !name.includes('@'));
}

function letters(text: string): string[] {
  return Array.from(text.trim().toLowerCase());
}

/**
 * Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps of neighbours.
 * Gives up with a number above two as soon as two errors cannot be enough.
 */
function typingErrors(a: readonly string[], b: readonly string[]): number {
  if (Math.abs(a.length - b.length) > MOST_ERRORS) return MOST_ERRORS + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, letter] of a.entries()) {
    const row = [i + 1];
    for (const [j, other] of b.entries()) {
      const replaced = at(last, j) + (letter === other ? 0 : 1);
      const swapped =
        i > 0 && j > 0 && letter === b[j - 1] && other === a[i - 1] ? at(beforeLast, j - 1) + 1 : replaced;
      row.push(Math.min(at(last, j + 1) + 1, at(row, j) + 1, replaced, swapped));
    }
    if (Math.min(...row, ...last) > MOST_ERRORS) return MOST_ERRORS + 1;
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
