/**
 * Compares two texts by code point: the same on every machine, whatever its locale. (`<` on strings compares UTF-16
 * units and would put U+1F600 before U+FF01.)
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const left = a[Symbol.iterator]();
  const right = b[Symbol.iterator]();
  for (;;) {
    const x = left.next().value?.codePointAt(0) ?? -1;
    const y = right.next().value?.codePointAt(0) ?? -1;
    if (x !== y) return x - y;
    if (x === -1) return 0;
  }
}

/** The order of groups everywhere: by display name, then by id (two groups may carry the same name). */
export function byNameThenId(a: Named, b: Named): number {
  return compareText(a.name, b.name) || compareText(a.id, b.id);
}

/** Each text once, in code point order. */
export function sortedUnique(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort(compareText);
}

interface Named {
  readonly id: string;
  readonly name: string;
}
