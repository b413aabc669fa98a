import type { AuditEvent } from '../domain/audit-event.ts';
import type { KnownPerson, Pseudonym, SealedPerson } from '../domain/pseudonym.ts';
import type { TicketRef } from './request-store.ts';

/**
 * The audit record: one chain of entries per ticket, over all its runs. Entries are added and never changed.
 * The contract is test/shared/adapters/store/contract-audit.ts.
 */
export interface AuditRecord {
  /**
   * Adds what the record does not have yet, in this order, each entry behind the last one there is. What was added
   * before, by whomever, stays as it is: events are the same when run and id are.
   * @returns where each event stands now, in the order given
   */
  append(ticket: TicketRef, events: readonly AuditEvent[]): Promise<readonly Recorded[]>;
}

export interface Recorded {
  readonly record: string;
  readonly sequence: number;
  /** Hash of the entry: proves it and everything before it. */
  readonly hash: string;
}

/** Keeps names out of the record: people become keyed hashes, and their names an item of their own that can be deleted. */
export interface Pseudonyms {
  /** Name and addresses are kept until `retentionDays` after the last mention, outside the record. */
  seal(person: KnownPerson): Promise<SealedPerson>;
  /** The keyed hash of a text, to tell equal ones. */
  sealText(text: string): Promise<Pseudonym>;
}
