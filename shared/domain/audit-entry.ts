import type { Link } from './audit-chain.ts';
import { type AuditFacts, auditFactsSchema } from './audit-event.ts';
import type { SealedPerson } from './pseudonym.ts';

/** What an entry tells; null where it is of a kind this version does not know. */
export function factsOf({ record: _r, sequence: _s, at: _a, run: _n, id: _i, previous: _p, hash: _h, ...facts }: Link) {
  const parsed = auditFactsSchema.safeParse(facts);
  return parsed.success ? parsed.data : null;
}

/** Everybody an entry mentions. */
export function peopleIn(facts: AuditFacts): readonly SealedPerson[] {
  switch (facts.event) {
    case 'asked':
      return [facts.requester, ...facts.parties.map(({ person }) => person), ...facts.source, ...facts.target];
    case 'resolved':
      return [facts.source, facts.target];
    case 'approved':
      return [...facts.by, ...facts.inPlaceOf];
    case 'approval not counted':
    case 'closing':
      return facts.by;
    default:
      return [];
  }
}

/** Ids and names of the groups an entry mentions; where it has ids only, those. */
export function groupsIn(facts: AuditFacts): readonly string[] {
  switch (facts.event) {
    case 'planned':
      return [...facts.groups, ...(facts.follows ?? [])].flatMap(({ groupId, groupName }) => [groupId, groupName]);
    case 'prepared':
      return [...facts.toWrite, ...facts.setAside.map(({ groupId }) => groupId)];
    case 'written':
      return [facts.groupId, facts.groupName];
    case 'additions read back':
      return [...facts.seen, ...facts.unseen];
    case 'identity groups read':
      return [...facts.present, ...facts.missing];
    case 'ended':
      return facts.identityMissing ?? [];
    default:
      return [];
  }
}
