import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markerHash, markerLine, readMarkerLine } from '#shared/adapters/servicenow/marker.ts';
import {
  beginningOf,
  journalEntries,
  MOST_CHARACTERS,
  plainLine,
  plainText,
} from '#shared/adapters/servicenow/text.ts';
import type { Block } from '#shared/domain/document.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\n', '\r\n', '\t', '\u0000', '\ud800', '[code]<b>[/code]', '[CODE]', '[ code ]', '\u202e'),
  fc.constantFrom('[ad:0f3a9c12d4e5]', '\n[ad:0f3a9c12d4e5.1/2]', 'javascript:gs.sleep(1)', '^NQ', '[[code]code]'),
  fc.nat({ max: 9_000 }).map((length) => '[code]é '.repeat(length / 8)),
);
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constantFrom('paragraph', 'heading', 'code'), text: anyText }),
  fc.record({ kind: fc.constant('list'), items: fc.array(anyText) }),
  fc.record({ kind: fc.constant('table'), header: fc.array(anyText), rows: fc.array(fc.array(anyText)) }),
);

describe('a document as journal entries', () => {
  it('is short, harmless and marked once, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(anyBlock, { maxLength: 4 }), fc.string(), (blocks, marker) => {
        const entries = journalEntries(blocks, marker);
        for (const [index, entry] of entries.entries()) {
          expect(entry.length).toBeLessThanOrEqual(MOST_CHARACTERS);
          expect(entry).not.toMatch(/\[\s*\/?\s*code/i);
          expect(entry).not.toMatch(/^\s*javascript:/i);
          expect(entry.isWellFormed()).toBe(true);
          expect(entry.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
          const marked = entry.split('\n').filter((line) => readMarkerLine(line) !== null);
          expect(marked).toEqual([markerLine(marker, index + 1, entries.length)]);
          expect(entry.endsWith(marked[0] ?? '?')).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('loses nothing when it is split, and is cut at line ends', () => {
    const rows = Array.from({ length: 300 }, (_, index) => [`group-${index}`, 'prod-workspace', 'none']);
    const table: Block = { kind: 'table', header: ['Group', 'Opens', 'Note'], rows };
    const entries = journalEntries([table], 'm');
    expect(entries.length).toBeGreaterThan(3);
    expect(entries[0]).toMatch(new RegExp(`^\\(1/${entries.length}\\)\n- group-0\n`));
    const together = entries.map((entry) => entry.split('\n').slice(1, -2).join('\n')).join('\n');
    expect(together).toBe(plainText([table]));
  });

  it('cuts even one endless line, never a character in two', () => {
    const entries = journalEntries([{ kind: 'paragraph', text: '😀'.repeat(4_000) }], 'm');
    expect(entries).toHaveLength(3);
    expect(entries.every((entry) => entry.isWellFormed())).toBe(true);
    expect(beginningOf('a b c d', 5)).toBe('a b c');
    expect(beginningOf('abcdef', 3)).toBe('abc');
  });

  it('of nothing is its marker alone', () => {
    expect(journalEntries([], 'm')).toEqual([markerLine('m')]);
  });
});

describe('plain text', () => {
  it('shows every kind of block so that a narrow screen can show it', () => {
    const text = plainText([
      { kind: 'paragraph', text: 'one\r\ntwo' },
      { kind: 'heading', text: 'To which groups (2)' },
      {
        kind: 'table',
        header: ['Group', 'Object id', 'What it opens'],
        rows: [['data-engineers', '4711', 'dev, prod'], ['bi-readers', '', 'dev'], []],
      },
      { kind: 'list', items: ['a', 'b\nstill b'] },
      { kind: 'code', text: 'from: x\n\tto: y' },
      { kind: 'list', items: [] },
      { kind: 'heading', text: '' },
      { kind: 'table', header: [], rows: [['x', 'y']] },
    ]);
    expect(text.split('\n')).toEqual([
      'one',
      'two',
      '',
      'To which groups (2)',
      '-------------------',
      '- data-engineers',
      '  Object id: 4711',
      '  What it opens: dev, prod',
      '- bi-readers',
      '  What it opens: dev',
      '',
      '- a',
      '- b',
      '  still b',
      '',
      '    from: x',
      '        to: y',
      '',
      '- x',
      '  y',
    ]);
  });

  it('defuses what ServiceNow would give a meaning', () => {
    const shown = (text: string) => plainText([{ kind: 'paragraph', text }]);
    expect(shown('[code]<a href="x">[/CODE]')).toBe('(code)<a href="x">(/CODE)');
    expect(shown('[[ code ]code]')).toBe('[( code )code]');
    expect(shown('[co\u00adde]')).toBe('[co\\u{ad}de]');
    expect(shown('[codes] [barcode]')).toBe('[codes] [barcode]');
    expect(shown(' JavaScript:gs.log(1)')).toBe('JavaScript :gs.log(1)');
    expect(shown('x\u2028y\ud800')).toBe('x\\u{2028}y\\u{d800}');
  });

  it('as one line keeps to its length', () => {
    expect(plainLine('WAIT:\n not\tapproved', 160)).toBe('WAIT: not approved');
    expect(plainLine('x'.repeat(200), 160)).toBe(`${'x'.repeat(159)}…`);
    expect(plainLine('😀'.repeat(100), 160).isWellFormed()).toBe(true);
    expect(plainLine('[code]', 160)).toBe('(code)');
  });
});

describe('a marker line', () => {
  it('is read from the last line only', () => {
    const hash = markerHash('m');
    expect(readMarkerLine(`text\r\n\r\n${markerLine('m')}\r\n`)).toEqual({ hash, part: 1, parts: 1 });
    expect(readMarkerLine(markerLine('m', 2, 3))).toEqual({ hash, part: 2, parts: 3 });
    expect(readMarkerLine(`${markerLine('m')}\nand more`)).toBeNull();
    expect(readMarkerLine(`says ${markerLine('m')}`)).toBeNull();
    expect(readMarkerLine('')).toBeNull();
  });
});
