import { describe, expect, it } from 'vitest';
import { parseCommand } from '#cli/command/arguments.ts';
import { UsageError } from '#cli/command/usage-error.ts';
import { VERSION } from '#shared/version.ts';
import manifest from '../../package.json' with { type: 'json' };

const words = (line: string) => line.split(' ');

describe('the command line', () => {
  it('is read in any order', () => {
    const command = { format: 'csv', scanUc: true, profile: 'p', cloud: 'aws', warehouses: {} };
    expect(parseCommand(words('--compare A B --output csv --scan-uc --profile p --cloud aws'))).toEqual({
      name: 'compare',
      ...command,
      a: 'A',
      b: 'B',
    });
    expect(
      parseCommand(
        words(
          '--without x --to B --cloud=aws --apply --clone-from A --without=y --output csv --yes --scan-uc --profile p --receipt r.json',
        ),
      ),
    ).toEqual({
      name: 'clone',
      ...command,
      from: 'A',
      to: 'B',
      without: ['x', 'y'],
      apply: true,
      yes: true,
      receipt: 'r.json',
    });
    expect(parseCommand(['-h', '--compare', 'A'])).toEqual({ name: 'help' });
  });

  it('takes a warehouse for each metastore', () => {
    const line = '--compare A B --scan-uc --warehouse 7/0a-1b --warehouse=9007199254743019/c';
    expect(parseCommand(words(line))).toMatchObject({ warehouses: { '7': '0a-1b', '9007199254743019': 'c' } });
  });

  it.each([
    ['', 'Say what to do'],
    ['--compare A B --warehouse 7/a', '--warehouse is asked by --scan-uc'],
    ['--compare A B --scan-uc --warehouse a', '--warehouse a: it is WORKSPACE_ID/WAREHOUSE_ID'],
    ['--compare A B --scan-uc --warehouse x/a', '--warehouse x/a: it is WORKSPACE_ID/WAREHOUSE_ID'],
    ['--compare A B --scan-uc --warehouse 7/a/b', '--warehouse 7/a/b: it is WORKSPACE_ID/WAREHOUSE_ID'],
    ['A B', 'Say what to do'],
    ['--compare A', '--compare takes two names'],
    ['--compare A B C', '--compare takes two names'],
    ['--compare A B --clone-from A --to B', 'two commands'],
    ['--compare A B --without x', '--without does not go with --compare'],
    ['--compare A B --to C', '--to does not go with --compare'],
    ['--compare A B --apply', '--apply does not go with --compare'],
    ['--clone-from A', '--clone-from needs --to'],
    ['--to B', 'Say what to do'],
    ['--clone-from A --to B C', '"C" belongs to no flag'],
    ['--clone-from A --to B --to C', '--to is given 2 times'],
    ['--clone-from A --to B --yes', '--yes answers the question of --apply'],
    ['--clone-from A --to B --receipt x', '--receipt records what --apply writes'],
    ['--compare A B --receipt x', '--receipt does not go with --compare'],
    ['--clone-from A --to= ', '--to is empty'],
    ['--compare A B --output xml', '--output xml: it is one of text, csv, json'],
    ['--compare A B --cloud ibm', '--cloud ibm: it is one of azure, aws, gcp'],
    ['--compare A B --frobnicate', "Unknown option '--frobnicate'"],
    ['--compare A B --apply=yes', '--apply'],
    ['--clone-from --to B', '--clone-from'],
  ])('refuses: %s', (line, sentence) => {
    const attempt = () => parseCommand(line === '' ? [] : words(line));
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(sentence);
  });

  it('carries the version of the package', () => {
    expect(VERSION).toBe(manifest.version);
  });
});
