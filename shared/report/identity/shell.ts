import { hasUnseen, LONGEST_NAME } from '../../domain/display.ts';

/**
 * Whether a text may stand in a line that somebody pastes into a shell: everything in it is seen, it is on one line, and
 * no ticket system rewrites it on the way (ServiceNow defuses square brackets).
 */
export function isPasteable(text: string): boolean {
  return text !== '' && text.length <= LONGEST_NAME && !hasUnseen(text) && !/[[\]\uFFFD]/.test(text);
}

/** A text as one word of a POSIX shell, in which nothing has a meaning but the quote itself. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
