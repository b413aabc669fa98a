import type { Compared } from './principal.ts';

/** Longest name a human text shows, in code points, the ellipsis included. */
export const LONGEST_NAME = 120;

/**
 * What a reader cannot see or what turns the direction of what follows: control and format characters (bidi marks,
 * zero-width ones, soft hyphen), line separators, halves of surrogate pairs, and the blank letters Unicode files
 * elsewhere (Hangul and Khmer fillers, combining grapheme joiner).
 */
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}|\u{34f}|\u{115f}|\u{1160}|\u{17b4}|\u{17b5}|\u{3164}|\u{ffa0}/u;

/** True when the text holds a character no reader can see. */
export function hasUnseen(text: string): boolean {
  return UNSEEN.test(text);
}

/** The text with every unseen character written as `\u{…}`; nothing is cut. Applying it twice changes nothing more. */
export function visible(text: string): string {
  return Array.from(text, visibleCharacter).join('');
}

/**
 * A name as human texts show it: unseen characters as `\u{…}`, at most 120 code points with `…` at the cut. Never used
 * for CSV or JSON, which keep the bytes.
 */
export function display(name: string): string {
  const shown: string[] = [];
  let length = 0;
  let cutAt = 0;
  for (const character of name) {
    const piece = visibleCharacter(character);
    length += Array.from(piece).length;
    if (length <= LONGEST_NAME - 1) cutAt = shown.length + 1;
    if (length > LONGEST_NAME) return `${shown.slice(0, cutAt).join('')}…`;
    shown.push(piece);
  }
  return shown.join('');
}

/** The full name of a principal, exactly as Databricks holds it; the user name or application id where there is none. */
export function fullName(principal: Pick<Compared, 'name' | 'displayName'>): string {
  return principal.displayName.trim() === '' ? principal.name : principal.displayName;
}

/** How headers name a principal: `Thomas Müller (thomas@company.com)`, a service principal with its application id. */
export function nameWithId(principal: Pick<Compared, 'name' | 'displayName'>): string {
  const name = fullName(principal);
  return name === principal.name ? display(name) : `${display(name)} (${display(principal.name)})`;
}

/**
 * Short names for a pair, used in running text: given names where SCIM has both and they differ, else full names where
 * they differ, else user names. Service principals go by display name and application id.
 */
export function pairNames(a: Compared, b: Compared): readonly [string, string] {
  if (a.kind === 'servicePrincipal' || b.kind === 'servicePrincipal') return [ownName(a), ownName(b)];
  const given = distinct(a.givenName, b.givenName);
  if (given !== null) return given;
  return distinct(a.displayName, b.displayName) ?? [display(a.name), display(b.name)];
}

function ownName(principal: Compared): string {
  return principal.kind === 'servicePrincipal' ? nameWithId(principal) : display(fullName(principal));
}

function distinct(a: string | null, b: string | null): readonly [string, string] | null {
  const left = display(a?.trim() ?? '');
  const right = display(b?.trim() ?? '');
  if (left === '' || right === '') return null;
  return left.toLowerCase() === right.toLowerCase() ? null : [left, right];
}

function visibleCharacter(character: string): string {
  return UNSEEN.test(character) ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character;
}
