import { addressForms } from './mail-address.ts';
import type { Principal } from './principal.ts';

/**
 * True for a guest of Entra ID (`#EXT#` in the user name) who was invited by an address of a domain in which the other
 * has none: what is handed on leaves the organisation it was given in.
 */
export function isGuestOfOthers(guest: Principal, other: Principal): boolean {
  const [, invited] = addressForms(guest.name);
  return invited !== undefined && !domainsOf(other).has(domainOf(invited));
}

/** Domains of every address, a guest's by the address of the invitation: the rest of such a name is the host's domain. */
function domainsOf({ name, emails }: Principal): ReadonlySet<string> {
  return new Set([name, ...emails].flatMap((text) => addressForms(text).at(-1) ?? []).map(domainOf));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
