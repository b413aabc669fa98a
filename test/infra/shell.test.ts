import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from '#infra/constructs/shell.ts';

/** The words a shell makes of a command with these texts in it. */
function throughShell(texts: readonly string[]): string[] {
  const command = `printf '%s\\0' ${texts.map(shellWord).join(' ')}`;
  return execFileSync('bash', ['-c', command], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('shellWord', () => {
  it('reaches a command as it is, whatever a shell would read into it', () => {
    const texts = ["it's here", '$(touch x)', '`id`', 'a"b', '; rm -rf x', '* ~ \\ !', '', 'two\nlines', "'", "''"];
    expect(throughShell(texts)).toEqual(texts);
  });

  it('holds for any text a path can be', () => {
    const path = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 50 }), (texts) => {
        expect(throughShell(texts)).toEqual(texts);
      }),
      { numRuns: 20 },
    );
  });
});
