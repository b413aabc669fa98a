import type { Seen } from './coverage.ts';

/** What no story can reach, and why: by a pattern of its name as the coverage tells it. */
const UNREACHABLE: readonly { readonly what: RegExp; readonly why: string }[] = [];

/** What there is and was not seen, apart from what cannot be. */
export function gapsOf(all: Readonly<Record<string, readonly string[]>>, seen: Seen): string[] {
  const missing = Object.entries(all).flatMap(([kind, names]) =>
    names.flatMap((name) => (seen[kind]?.[name] === undefined ? [`${kind} ${name}`] : [])),
  );
  const calls = Object.keys(seen.call ?? {}).flatMap((name) =>
    seen['faulted call']?.[name] === undefined ? [`faulted call ${name}`] : [],
  );
  return [...missing, ...calls].filter((gap) => !UNREACHABLE.some(({ what }) => what.test(gap)));
}
