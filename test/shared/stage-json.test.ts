import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_STAGE_FILE } from '#infra/stage-file.ts';
import { jsonFault } from '#shared/stage/json-fault.ts';
import { problemOf } from './stage-files.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('a stage file that is not JSON', () => {
  it.each([
    ['', 'line 1, column 1: a value belongs here'],
    [
      '{\n  "name": "a",\n}',
      'line 3, column 1: a key in double quotes belongs here, or the comma before it is one too many',
    ],
    ['{\n  // note\n}', 'line 2, column 3: a key in double quotes belongs here'],
    ["{ 'name': 1 }", 'line 1, column 3: a key in double quotes belongs here'],
    ['{\r\n  "a" 1 }', 'line 2, column 7: a colon belongs here'],
    ['{\n  "a": 1\n  "b": 2 }', 'line 3, column 3: a comma or } belongs here'],
    ['{ "a": [1 2] }', 'line 1, column 11: a comma or ] belongs here'],
    ['[1,]', 'line 1, column 4: a value belongs here'],
    ['{ "a": undefined }', 'line 1, column 8: a value belongs here'],
    ['{ "a": "tab\there" }', 'line 1, column 8: a value belongs here'],
    ['{} {}', 'line 1, column 4: nothing may follow here'],
    ['{ "a": 1', 'line 1, column 9: a comma or } belongs here'],
    ['\ufeff{}', 'line 1, column 1: a byte-order mark; save the file without one'],
    ['{\n "jira": 1,\n "jira": 2 }', 'line 3, column 2: this key stands in the same object already'],
    ['{ "a": 1, "\\u0061": 2 }', 'line 1, column 11: this key stands in the same object already'],
  ])('%j', (text, fault) => {
    expect(problemOf(text)).toBe(`the stage file is not JSON: ${fault}`);
  });

  it('may have one key in several objects', () => {
    expect(jsonFault('{ "a": { "a": [{ "a": 1 }, { "a": 1 }] } }')).toBeNull();
  });

  it('is told from one that is, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        expect(jsonFault(JSON.stringify(value, null, indent))).toBeNull();
      }),
    );
  });

  it('is told from one that is, with a piece of the example cut out or put in', () => {
    const example = readFileSync(EXAMPLE_STAGE_FILE, 'utf8');
    const piece = fc.constantFrom('', '"', ',', ':', '{', ']', '0', '-', '1e', '\\', ' ', '\n', 'null', '\u00a0');
    fc.assert(
      fc.property(fc.nat(example.length), fc.nat(3), piece, (at, cut, put) => {
        const text = example.slice(0, at) + put + example.slice(at + cut);
        const fault = jsonFault(text);
        if (fault?.endsWith('already') !== true) expect(fault === null).toBe(isJson(text));
      }),
      { numRuns: 500 },
    );
  });
});
