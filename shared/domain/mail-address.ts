import type { Principal } from './principal.ts';

/**
 * The forms under which one address may appear elsewhere: lower case, and guests of Entra ID folded back to the address
 * they were invited by (`uwe_company.com#EXT#@tenant.onmicrosoft.com` is `uwe@company.com`: Entra writes `_` for the
 * `@`, and no domain holds an underscore). Empty for a text that is no address.
 */
export function addressForms(text: string): string[] {
  const address = text.trim().toLowerCase();
  if (!address.includes('@')) return [];
  const guest = address.indexOf('#ext#');
  const invited = guest === -1 ? '' : address.slice(0, guest);
  const at = invited.lastIndexOf('_');
  if (at < 1) return [address];
  return [address, `${invited.slice(0, at)}@${invited.slice(at + 1)}`];
}

/**
 * How the user name of a guest begins who was invited by this address, whatever tenant follows:
 * `uwe_company.com#EXT#@`; null for a text that is no address.
 */
export function guestNamePrefix(address: string): string | null {
  const at = address.lastIndexOf('@');
  return at < 1 ? null : `${address.slice(0, at)}_${address.slice(at + 1)}#EXT#@`;
}

/** Every address known of a principal: SCIM user name and e-mails, in all their forms. */
export function addressesOf(principal: Principal): ReadonlySet<string> {
  return new Set([principal.name, ...principal.emails].flatMap(addressForms));
}

const ADDRESS = '[^\\s<>|()\\[\\]@]+@[^\\s<>|()\\[\\]@]+';
const LINK = `(?:mailto:)?(${ADDRESS})`;

/** What mail programs and editors make of an address that was typed or picked; the last address of each is the link's. */
const LINKED = [
  // uwe@company.com, mailto:uwe@company.com, <uwe@company.com>
  new RegExp(`^<?${LINK}>?$`, 'i'),
  // uwe@company.com<mailto:uwe@company.com>, [uwe@company.com](mailto:uwe@company.com)
  new RegExp(`^\\[?(${ADDRESS})\\]?\\s?[<(\\[]${LINK}[>)\\]]$`, 'i'),
  // [uwe@company.com|mailto:uwe@company.com], [mailto:uwe@company.com]
  new RegExp(`^\\[(?:(${ADDRESS})\\|)?${LINK}\\]$`, 'i'),
  // Uwe Becker <uwe@company.com>
  new RegExp(`^[^<>@|[\\]]+<${LINK}>$`, 'i'),
];

/**
 * The address in a name as mail programs and editors write it; any other text as it is, and so one that shows another
 * address than it links to: nobody goes by such a name, and the desk asks back.
 */
export function plainAddress(text: string): string {
  for (const form of LINKED) {
    const addresses =
      form
        .exec(text)
        ?.slice(1)
        .filter((address) => address !== undefined) ?? [];
    const [address] = addresses;
    if (address === undefined) continue;
    return addresses.every((other) => other.toLowerCase() === address.toLowerCase()) ? address : text;
  }
  return text;
}
