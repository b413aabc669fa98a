import { spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** A file that takes nothing, as a full disk. */
const FULL = '/dev/full';

function typed(stdout: 'pipe' | number, line: string) {
  const argv = ['operator/audit.ts', ...line.split(' ')];
  return spawnSync(process.execPath, argv, { stdio: ['ignore', stdout, 'pipe'], encoding: 'utf8' });
}

describe('the process of a command', () => {
  it('helps', () => {
    expect(typed('pipe', '--help')).toMatchObject({ status: 0, stderr: '' });
  });

  it.runIf(existsSync(FULL))('does not say that all went well where its output was cut off', () => {
    const { status, stderr } = typed(openSync(FULL, 'w'), '--help');
    expect([status, stderr]).toEqual([1, expect.stringContaining('The output could not be written')]);
  });
});
