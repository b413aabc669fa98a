import { display } from '#shared/domain/display.ts';
import { type BrokenLink, verifyAudit } from '#shared/domain/verify-audit.ts';
import type { Terminal } from '../terminal.ts';

/** Lines of an export; byte-order mark and carriage returns, which other programs put in, are no part of it. */
export function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

/** The first break, in words: `line 7 (record jira-10542, entry 7): its content was changed.` */
export function breakText({ line, record, sequence, problem }: BrokenLink): string {
  const entry = record === null ? '' : ` (record ${display(record)}, entry ${sequence})`;
  return `line ${line}${entry}: ${problem}.`;
}

/** What `npm run audit -- export` writes before the entries where `--silent` is left out. */
const NPM_LINE = /^> /;

/**
 * Proves an export, and that it holds these hashes.
 * @returns the exit code
 */
export function verify(terminal: Terminal, text: string, heads: readonly string[]): number {
  const lines = linesOf(text);
  const verified = verifyAudit(lines);
  if (!verified.intact) {
    terminal.complain(`BROKEN at ${breakText(verified.broken)}`);
    if (NPM_LINE.test(lines[verified.broken.line - 1] ?? ''))
      terminal.complain('npm has put its own lines in front; leave them out: npm run --silent audit -- export');
    terminal.complain('What stands before it is intact; what stands from there on proves nothing.');
    return 1;
  }
  if (verified.records.length === 0) {
    terminal.complain('There is no entry in this file.');
    return 1;
  }
  for (const { record, entries, head } of verified.records) {
    terminal.print(`${display(record)}: ${entries} entries, intact`);
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
        `The hash of the ticket is entry ${place.sequence} of ${display(place.record)}: it and all before are as they were${later === 0 ? '.' : `; ${later} more were added since.`}`,
      );
    }
  }
  if (heads.length === 0)
    terminal.say('A cut or rewritten end is seen only with --head and the hash in the end message of the ticket.');
  return missing === 0 ? 0 : 1;
}
