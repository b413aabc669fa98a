import { TicketSystemUnavailable } from '#shared/errors.ts';

interface Page<T> {
  readonly values: readonly T[];
  readonly isLast: boolean;
}

/**
 * Reads a list to its last page, each entry once.
 * @param read the page that begins behind so many entries; null when the issue is gone
 * @throws TicketSystemUnavailable when a page brings nothing new and is not the last one
 */
export async function readPages<T extends { readonly id: string }>(
  what: string,
  read: (startAt: number) => Promise<Page<T> | null>,
): Promise<T[] | null> {
  const found = new Map<string, T>();
  for (let startAt = 0; ; ) {
    const page = await read(startAt);
    if (page === null) return null;
    const before = found.size;
    for (const value of page.values) found.set(value.id, value);
    startAt += page.values.length;
    if (page.isLast || page.values.length === 0) return [...found.values()];
    if (found.size === before) throw new TicketSystemUnavailable({ what: `${what}: its pages go in a circle` });
  }
}
