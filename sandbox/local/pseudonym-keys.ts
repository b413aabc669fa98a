import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The keys of the audit record's pseudonyms in this folder, as the secret would hold them; made at the first use. */
export function pseudonymKeysIn(folder: string): string {
  const file = pseudonymKeyFile(folder);
  try {
    writeFileSync(file, JSON.stringify({ current: 'k1', k1: randomBytes(32).toString('hex') }), {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8');
}

function pseudonymKeyFile(folder: string): string {
  return join(folder, 'pseudonym-keys.json');
}
