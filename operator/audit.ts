import { readFileSync } from 'node:fs';
import { pseudonymKeysSchema } from '#shared/adapters/secrets/schemas.ts';
import type { PseudonymKeys } from '#shared/domain/pseudonym.ts';
import { ConfigurationInvalid } from '#shared/errors.ts';
import { readAuditWish, USAGE } from './audit/arguments.ts';
import { runAudit } from './audit/run-audit.ts';
import { OutOfReach } from './reach.ts';
import { reachFor } from './reach-for.ts';
import { start } from './start.ts';

const KEYS = 'ACCESS_DESK_PSEUDONYM_KEYS';

/** `npm run audit`: exports, verifies and searches audit records, of the local store, a stage on AWS or a file. */
await start(USAGE, async (terminal, args) => {
  const wish = readAuditWish(args);
  return wish === null ? 'help' : runAudit({ terminal, readFile, reach: reachFor, givenKeys }, wish);
});

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OutOfReach(`${path} cannot be read.`, { cause });
  }
}

/** The value stays out of every message. */
function givenKeys(): PseudonymKeys | null {
  const text = process.env[KEYS]?.trim() ?? '';
  if (text === '') return null;
  try {
    return pseudonymKeysSchema.parse(JSON.parse(text));
  } catch {
    throw new ConfigurationInvalid({ problem: `${KEYS} does not hold keys: {"current":"k1","k1":"…"}.` });
  }
}
