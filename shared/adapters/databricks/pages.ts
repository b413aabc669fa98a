import { DirectoryUnavailable } from '#shared/errors.ts';

/** One page of a list and the token of the next. */
export interface TokenPage<T> {
  readonly items: readonly T[];
  /** Missing or empty on the last page, and only there: a page may be empty and have one. */
  readonly next: string | null | undefined;
}

/**
 * Reads a list to its last page.
 * @returns all items, and how many calls it took
 * @throws DirectoryUnavailable when a page points back to an earlier one
 */
export async function readPages<T>(
  what: string,
  read: (token: string | undefined) => Promise<TokenPage<T>>,
): Promise<{ readonly items: readonly T[]; readonly calls: number }> {
  const items: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  for (let calls = 1; ; calls += 1) {
    const page = await read(token);
    items.push(...page.items);
    if (!page.next) return { items, calls };
    if (seen.has(page.next)) throw new DirectoryUnavailable({ what: `${what}: its pages go in a circle` });
    seen.add(page.next);
    token = page.next;
  }
}
