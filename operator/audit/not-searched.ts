import type { Link } from '#shared/domain/audit-chain.ts';
import { peopleIn } from '#shared/domain/audit-entry.ts';
import type { AuditFacts } from '#shared/domain/audit-event.ts';
import type { PseudonymKeys } from '#shared/domain/pseudonym.ts';
import type { Question } from './arguments.ts';

/** One entry of a record; facts are null where it is of a kind this version does not know. */
export interface Entry {
  readonly link: Link;
  readonly facts: AuditFacts | null;
}

/**
 * What a search could not look at, as sentences: "nothing found" must not stand for "not looked".
 * @param keys where people are looked for
 */
export function notSearchedFor(
  by: Question['by'],
  entries: readonly Entry[],
  keys: PseudonymKeys | null,
): readonly string[] {
  if (by === 'ticket') return [];
  const unknown = entries.filter(({ facts }) => facts === null).length;
  const sentences = unknown === 0 ? [] : [`${counted(unknown)} of a kind this version does not know: not searched.`];
  if (by === 'group') {
    const cut = entries.filter(({ facts }) => facts?.event === 'planned' && facts.groupsNotListed > 0).length;
    return cut === 0 ? sentences : [...sentences, `${counted(cut)} of plans too long to list all their groups.`];
  }
  return [...sentences, ...withoutKey(entries, keys)];
}

/** A key that was rotated away, or that of another installation: who was recorded under it cannot be looked for. */
function withoutKey(entries: readonly Entry[], keys: PseudonymKeys | null): string[] {
  const missing = new Map<string, number>();
  for (const { facts } of entries) {
    const people = facts === null ? [] : peopleIn(facts);
    for (const keyId of new Set(people.map(({ id }) => id.split('.')[0] ?? '')))
      if (keys?.keys[keyId] === undefined) missing.set(keyId, (missing.get(keyId) ?? 0) + 1);
  }
  return [...missing].map(
    ([keyId, count]) =>
      `${count === 1 ? '1 entry names' : `${count} entries name`} people under the key ${keyId}, which was not given: not searched.`,
  );
}

function counted(count: number): string {
  return count === 1 ? '1 entry is' : `${count} entries are`;
}
