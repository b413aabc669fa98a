import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { addressForms } from './mail-address.ts';
import { sortedUnique } from './order.ts';
import type { Principal } from './principal.ts';
import type { Person, System } from './ticket.ts';

/** `<key id>.<32 hex digits>`: the first half of an HMAC-SHA-256 (RFC 2104, section 5, allows no less). */
export const pseudonymSchema = z.string().regex(/^[a-z0-9]{1,8}\.[0-9a-f]{32}$/);
export type Pseudonym = z.infer<typeof pseudonymSchema>;

/** Keys by id; new pseudonyms are made with the current one, the others find what was made before a rotation. */
export interface PseudonymKeys {
  readonly current: string;
  readonly keys: Readonly<Record<string, string>>;
}

/** Where an account lives; `request`: a name as somebody wrote it, whoever it may mean. */
export const realmSchema = z.enum(['jira', 'servicenow', 'databricks', 'request']);

/** Somebody as the audit record knows them: the account, and everything else they can be looked up by. */
export const sealedPersonSchema = z.strictObject({
  in: realmSchema,
  id: pseudonymSchema,
  handles: z.array(pseudonymSchema),
});
export type SealedPerson = z.infer<typeof sealedPersonSchema>;

/** Somebody in clear. The name is null where only the account is known. */
export interface KnownPerson {
  readonly in: z.infer<typeof realmSchema>;
  readonly id: string;
  readonly name: string | null;
  /** Addresses, user names: whatever they may be looked up by beside the account. */
  readonly handles: readonly string[];
}

type IdentityMap = Readonly<Record<string, readonly string[]>>;

/** An account of the ticket system, with the addresses of its profile and of the stage's identity map. */
export function ticketPerson(
  system: System,
  { id, displayName, emails }: Pick<Person, 'id' | 'displayName' | 'emails'>,
  identityMap: IdentityMap,
): KnownPerson {
  return { in: system, id, name: displayName, handles: [...emails, ...(identityMap[id] ?? [])] };
}

/** An account of which nothing else was read. */
export function ticketAccount(system: System, id: string, identityMap: IdentityMap): KnownPerson {
  return { in: system, id, name: null, handles: identityMap[id] ?? [] };
}

export function databricksPerson({ id, displayName, name, emails }: Principal): KnownPerson {
  return { in: 'databricks', id, name: displayName.trim() === '' ? name : displayName, handles: [name, ...emails] };
}

/** A name as it stands in a request field. */
export function namedPerson(text: string): KnownPerson {
  return { in: 'request', id: text.trim().toLowerCase(), name: text, handles: [] };
}

/** Replaces a person by keyed hashes. Two accounts with one address have one handle in common. */
export function sealPerson(keys: PseudonymKeys, person: KnownPerson): SealedPerson {
  const { current } = keys;
  const handles = [person.id, ...person.handles].flatMap(formsOf);
  return {
    in: person.in,
    id: hash(keys, current, `${person.in}\n${person.id}`),
    handles: sortedUnique(handles.map((form) => hash(keys, current, form))),
  };
}

/** The keyed hash of any text, so that equal texts can be told without being read. */
export function sealText(keys: PseudonymKeys, text: string): Pseudonym {
  return hash(keys, keys.current, `text\n${text}`);
}

/** Every handle a person may have been recorded by under this address, user name or account id, whichever key it was. */
export function handlesOf(keys: PseudonymKeys, text: string): ReadonlySet<Pseudonym> {
  return new Set(Object.keys(keys.keys).flatMap((keyId) => formsOf(text).map((form) => hash(keys, keyId, form))));
}

/** Every way in which an address, user name or account id is compared. */
export function formsOf(text: string): string[] {
  const plain = text.trim().toLowerCase();
  return plain === '' ? [] : sortedUnique([plain, ...addressForms(plain)]);
}

function hash({ keys }: PseudonymKeys, keyId: string, text: string): Pseudonym {
  const key = keys[keyId];
  if (key === undefined) throw new RangeError('There is no key of that id.');
  return `${keyId}.${createHmac('sha256', key).update(text, 'utf8').digest('hex').slice(0, 32)}`;
}
