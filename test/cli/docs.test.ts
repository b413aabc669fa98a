import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { HELP } from '#cli/command/help.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}docs/cli.md`, 'utf8');

describe('docs/cli.md', () => {
  it.each(
    [...HELP.matchAll(/--[a-z]+(?:-[a-z]+)*|\b(?:DATABRICKS|ACCESS_DESK)_[A-Z_]+/g)].map(([name]) => name),
  )('explains %s as the help does', (name) => {
    expect(page).toContain(name);
  });
});
