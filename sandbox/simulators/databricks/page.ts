/** One page of a list and the token of the next, if there is one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken?: string;
}

/**
 * Cuts one page out of a list. `emptyFirst`: the page without a token is empty and points to the first real one.
 * Undefined when the token is none of ours.
 */
export function pageOf<T>(
  items: readonly T[],
  { size, token, emptyFirst = false }: { size: number; token: string | null; emptyFirst?: boolean },
): Page<T> | undefined {
  const start = token === null || token === '' ? 0 : offsetIn(token);
  if (start === undefined) return undefined;
  if (emptyFirst && !token) return { items: [], nextPageToken: tokenFor(0) };
  const end = start + size;
  return { items: items.slice(start, end), ...(end < items.length && { nextPageToken: tokenFor(end) }) };
}

function tokenFor(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64url');
}

function offsetIn(token: string): number | undefined {
  const digits = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
