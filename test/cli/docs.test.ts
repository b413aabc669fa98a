import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { HELP } from '#cli/command/help.ts';
import { accountInReach } from './account-in-reach.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}docs/cli.md`, 'utf8');

describe('docs/cli.md', () => {
  it('shows a program that runs', async () => {
    const program = /```ts\n(.*?)```/s.exec(page)?.[1] ?? '';
    const { env } = await accountInReach();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module-typescript', '--eval', program],
      {
        cwd: root,
        env: { PATH: process.env.PATH, ...env },
      },
    );
    expect(stdout).toContain('Thomas only:\n bi-consumers external false\n data-engineers external true\n');
    expect(stdout).toContain('Add in the identity provider:\n data-engineers\n');
    expect(stdout).toContain('Added in Databricks:\n npb-platform-users: ✓\n scratch-workspace-admins: ✓\n');
  });

  it.each(
    [...HELP.matchAll(/--[a-z]+(?:-[a-z]+)*|\b(?:DATABRICKS|ACCESS_DESK)_[A-Z_]+/g)].map(([name]) => name),
  )('explains %s as the help does', (name) => {
    expect(page).toContain(name);
  });
});
