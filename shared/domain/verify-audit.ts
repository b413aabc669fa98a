import { brokenLink, emptyHead, type Head, readEntry } from './audit-chain.ts';

/** The first thing that is wrong in an export. Record and sequence are those the line itself tells; null where it tells none. */
export interface BrokenLink {
  /** From 1, as editors count. */
  readonly line: number;
  readonly record: string | null;
  readonly sequence: number | null;
  readonly problem: string;
}

export interface VerifiedRecord {
  readonly record: string;
  readonly entries: number;
  /** Hash of the last entry. */
  readonly head: string;
}

export type Verification =
  | {
      readonly intact: true;
      readonly records: readonly VerifiedRecord[];
      /** Where an entry stands, by its hash. */
      readonly places: ReadonlyMap<string, { readonly record: string; readonly sequence: number }>;
    }
  | { readonly intact: false; readonly broken: BrokenLink };

/**
 * Verifies an export line by line; empty lines count and say nothing. Entries of several records may stand between each other; those of one stand in their
 * order. Found: whatever was changed, removed before the last entry, moved or inserted without sealing all later entries
 * anew. Not found here: a record cut off at its end, or rewritten from some entry on to its end; for that the hash the
 * ticket's end message holds is compared with `places`.
 */
export function verifyAudit(lines: Iterable<string>): Verification {
  const heads = new Map<string, Head>();
  const places = new Map<string, { record: string; sequence: number }>();
  let number = 0;
  for (const line of lines) {
    number += 1;
    if (line === '') continue;
    const read = readEntry(line);
    if ('problem' in read) {
      return { intact: false, broken: { line: number, record: null, sequence: null, problem: read.problem } };
    }
    const { record, sequence, hash } = read.entry;
    const problem = brokenLink(heads.get(record) ?? emptyHead(record), line, read.entry);
    if (problem !== null) return { intact: false, broken: { line: number, record, sequence, problem } };
    heads.set(record, { sequence, hash });
    places.set(hash, { record, sequence });
  }
  const records = [...heads].map(([record, head]) => ({ record, entries: head.sequence, head: head.hash }));
  return { intact: true, records, places };
}
