import { createHash } from 'node:crypto';
import type { Pseudonym } from '#shared/domain/pseudonym.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { System } from '#shared/domain/ticket.ts';
import type { MembershipRef, TicketRef } from '#shared/ports/request-store.ts';
import { AUDIT_PREFIX, PERSON_PREFIX } from './table.ts';

/** Primary key of one item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** No two keys meet: each has at most one part that is free text; the others are fixed words, numbers and digests. */
function join(...parts: readonly (string | number)[]): string {
  return parts.join('#');
}

function runItem(key: RunKey, ...sort: readonly (string | number)[]): ItemKey {
  return { pk: join('run', key.system, key.ticketId, key.run), sk: join(...sort) };
}

function single(...partition: readonly string[]): ItemKey {
  return { pk: join(...partition), sk: '-' };
}

/** Databricks' ids are texts to us; a digest has no `#`. */
function digestOf(...ids: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex');
}

/** Keys of every kind of item, in one place so that they cannot collide. */
export const itemKeys = {
  ticket: (ticket: TicketRef) => single('ticket', ticket.system, ticket.ticketId),
  line: (pair: string) => single('line', pair),
  section: (key: RunKey, name: string) => runItem(key, 'section', name),
  text: (key: RunKey, name: string) => runItem(key, 'text', name),
  textChunk: (key: RunKey, packed: string, index: number) => runItem(key, 'text-chunk', packed, index),
  additions: (key: RunKey, planNo: number, chunk: number) => runItem(key, 'additions', planNo, chunk),
  effect: (key: RunKey, effect: string) => runItem(key, 'effect', effect),
  token: (key: RunKey) => runItem(key, 'token'),
  lane: (lane: string) => single('lane', lane),
  control: () => single('control'),
  delivery: (system: System, deliveryId: string) => single('delivery', system, deliveryId),
  child: (system: System, childId: string) => single('child', system, childId),
  claim: ({ accountId, targetId, groupId }: MembershipRef) => single('claim', digestOf(accountId, targetId, groupId)),
  sweepMark: (system: System) => single('sweep-mark', system),
  /** Numbers of equal length sort as numbers. */
  auditEntry: ({ system, ticketId }: TicketRef, sequence: number) => ({
    pk: join(AUDIT_PREFIX, system, ticketId),
    sk: join('entry', String(sequence).padStart(8, '0')),
  }),
  person: (pseudonym: Pseudonym) => single(PERSON_PREFIX, pseudonym),
} as const;

/** The item as an error names it: ids only. */
export function describeKey(key: ItemKey): string {
  return `${key.pk} ${key.sk}`;
}
