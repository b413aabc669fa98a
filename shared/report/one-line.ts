import { visible } from '../domain/display.ts';

/**
 * Free text (a reason, a refusal of Databricks) as one line for people: line breaks and runs of blanks become one
 * blank, unseen characters are shown as `\u{…}`, and what is longer than `most` code points ends in `…`.
 */
export function oneLine(text: string, most: number): string {
  const characters = Array.from(visible(text.replace(/\s+/g, ' ').trim()));
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

/** Room for a reason the desk or Databricks gives; it may hold several names. */
const LONGEST_REASON = 400;

/** Why something is as it is, in the words of the plan or of Databricks. */
export function reasonLine(reason: string): string {
  return oneLine(reason, LONGEST_REASON);
}
