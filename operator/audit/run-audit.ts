import { readEntry } from '#shared/domain/audit-chain.ts';
import { factsOf } from '#shared/domain/audit-entry.ts';
import { formsOf, type PseudonymKeys } from '#shared/domain/pseudonym.ts';
import { verifyAudit } from '#shared/domain/verify-audit.ts';
import { counted } from '#shared/report/messages/phrases.ts';
import type { Reach } from '../reach.ts';
import type { Terminal } from '../terminal.ts';
import type { AuditWish } from './arguments.ts';
import { find, searchFor } from './find.ts';
import { breakText, linesOf, verify } from './verify.ts';

/** What the command may touch; each part is opened only where the wish needs it. */
export interface AuditWorld {
  readonly terminal: Terminal;
  readonly readFile: (path: string) => string;
  readonly reach: (stageFile: string | null) => Promise<Reach>;
  /** Keys given by the environment; null where none are. */
  readonly givenKeys: () => PseudonymKeys | null;
}

/** @returns the exit code */
export async function runAudit(world: AuditWorld, wish: AuditWish): Promise<number> {
  const { terminal } = world;
  if (wish.command === 'verify') return verify(terminal, world.readFile(wish.file), wish.heads);
  if (wish.command === 'find' && wish.file !== null) {
    const lines = linesOf(world.readFile(wish.file));
    const needsKeys = wish.question.by === 'person' || wish.question.by === 'approver';
    const keys = needsKeys ? world.givenKeys() : null;
    if (needsKeys && keys === null) {
      terminal.complain(
        'Looking for a person in a file takes the keys: set ACCESS_DESK_PSEUDONYM_KEYS to the secret’s value.',
      );
      return 64;
    }
    const intact = isIntact(terminal, lines);
    const found = find(terminal, lines, searchFor(wish.question, keys), []);
    return intact ? found : 1;
  }
  const reach = await world.reach(wish.stageFile);
  try {
    return await inStore(terminal, reach, wish);
  } finally {
    await reach.close();
  }
}

async function inStore(
  terminal: Terminal,
  { archive, pseudonymKeys, where }: Reach,
  wish: Exclude<AuditWish, { command: 'verify' }>,
): Promise<number> {
  switch (wish.command) {
    case 'export': {
      const all = await archive.allLines();
      const lines = wish.ticket === null ? all : linesAbout(all, wish.ticket);
      for (const line of lines) terminal.print(line);
      const what = wish.ticket === null ? 'no audit record' : `no audit record of ${wish.ticket}`;
      if (lines.length === 0) terminal.complain(`There is ${what} in ${where}.`);
      return lines.length === 0 ? 1 : 0;
    }
    case 'find': {
      const lines = await archive.allLines();
      const keys = wish.question.by === 'group' || wish.question.by === 'ticket' ? null : await pseudonymKeys();
      const intact = isIntact(terminal, lines);
      const found = find(terminal, lines, searchFor(wish.question, keys), await archive.names());
      return intact ? found : 1;
    }
    case 'forget': {
      const meant = new Set(formsOf(wish.person));
      const kept = (await archive.names()).filter(({ account, handles }) =>
        [account, ...handles].flatMap(formsOf).some((form) => meant.has(form)),
      );
      for (const { pseudonym } of kept) await archive.deleteName(pseudonym);
      terminal.say(
        `${counted(kept.length, 'name')} deleted in ${where}. Sections and texts of runs keep names until they expire; see docs/audit.md.`,
      );
      return kept.length === 0 ? 1 : 0;
    }
  }
}

/** No ticket goes by the name of a group. */
const NO_NAMES: ReadonlyMap<string, string> = new Map();

/** All entries of the records that answer. */
function linesAbout(lines: readonly string[], ticket: string): string[] {
  const { isAnswer } = searchFor({ by: 'ticket', text: ticket }, null);
  const links = lines.flatMap((line) => {
    const read = readEntry(line);
    return 'entry' in read ? [{ line, link: read.entry, facts: factsOf(read.entry) }] : [];
  });
  const records = new Set(links.filter((one) => isAnswer(one, NO_NAMES)).map(({ link }) => link.record));
  return links.filter(({ link }) => records.has(link.record)).map(({ line }) => line);
}

function isIntact(terminal: Terminal, lines: readonly string[]): boolean {
  const verified = verifyAudit(lines);
  if (verified.intact) return true;
  terminal.complain(`BROKEN at ${breakText(verified.broken)} What follows may not be true.`);
  return false;
}
