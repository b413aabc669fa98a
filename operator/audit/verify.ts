import { verifyAudit } from '#shared/domain/verify-audit.ts';
import type { Terminal } from '../terminal.ts';

/** Lines of an export; the last line feed, and carriage returns a mail program put in, are no part of it. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

/**
 * Proves an export, and that it holds these hashes.
 * @returns the exit code
 */
export function verify(terminal: Terminal, text: string, heads: readonly string[]): number {
  const verified = verifyAudit(linesOf(text));
  if (!verified.intact) {
    const { line, record, sequence, problem } = verified.broken;
    const where = record === null ? `line ${line}` : `record ${record}, entry ${sequence} (line ${line})`;
    terminal.complain(`BROKEN at ${where}: ${problem}.`);
    terminal.complain('What stands before it is intact; what stands from there on proves nothing.');
    return 1;
  }
  if (verified.records.length === 0) {
    terminal.complain('There is no entry in this file.');
    return 1;
  }
  for (const { record, entries, head } of verified.records) {
    terminal.print(`${record}: ${entries} entries, intact`);
    terminal.print(`  head ${head}`);
  }
  let missing = 0;
  for (const head of heads) {
    const place = verified.places.get(head);
    if (place === undefined) {
      missing += 1;
      terminal.complain(
        `NOT HERE: no entry has the hash ${head}. The end was cut off, the record was rewritten, or this is another ticket's.`,
      );
    } else {
      const { entries = 0 } = verified.records.find(({ record }) => record === place.record) ?? {};
      const later = entries - place.sequence;
      terminal.say(
        `The hash of the ticket is entry ${place.sequence} of ${place.record}: it and all before are as they were${later === 0 ? '.' : `; ${later} more were added since.`}`,
      );
    }
  }
  if (heads.length === 0)
    terminal.say('A cut or rewritten end is seen only with --head and the hash in the end message of the ticket.');
  return missing === 0 ? 0 : 1;
}
