import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScreen } from '#sandbox/story/screen.ts';
import { withoutTables } from '#sandbox/story/table-lines.ts';
import { cut, wrapped } from '#sandbox/story/wrap.ts';

const ESC = String.fromCharCode(27);

function screenOf(columns: number, colour = false) {
  let written = '';
  const screen = createScreen({ columns, colour, write: (text) => (written += text) });
  return { screen, written: () => written };
}

describe('wrapped', () => {
  it('keeps every word, and the width wherever a blank allows it', () => {
    const words = fc.array(fc.stringMatching(/^[a-zü→]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 15, max: 60 }), (list, most) => {
        const lines = wrapped(list.join(' '), most, '  ');
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(list);
        expect(lines.every((line) => [...line].length <= most)).toBe(true);
      }),
    );
  });

  it('keeps the indent of the line and leaves a long word whole', () => {
    expect(wrapped('  aaa bbb', 6, '    ')).toEqual(['  aaa', '    bbb']);
    expect(wrapped('0123456789', 4)).toEqual(['0123456789']);
  });

  it('cuts with a mark', () => {
    expect([cut('abcdef', 4), cut('abcd', 4)]).toEqual(['abc…', 'abcd']);
  });
});

describe('createScreen', () => {
  it('writes no ESC sequence without colour, and the same text with it', () => {
    const plain = screenOf(80);
    const coloured = screenOf(80, true);
    for (const { screen } of [plain, coloured]) {
      screen.chapter('title');
      screen.entry('  head  ', 'text', 'quiet');
    }
    expect(plain.written()).not.toContain(ESC);
    expect(coloured.written()).toContain(ESC);
    expect(coloured.screen.text).toBe(plain.written());
  });

  it('is at most 100 wide, at least 60', () => {
    expect([200, 80, 20].map((columns) => screenOf(columns).screen.width)).toEqual([100, 80, 60]);
  });
});

describe('withoutTables', () => {
  it('tells rows under the heads of their columns and leaves the rest', () => {
    const text = 'Before\nDo | Group | What it opens\nadd | a | x\nadd | b | y\nAfter | all';
    expect(withoutTables(text)).toEqual([
      'Before',
      '▪ add: a',
      '    what it opens: x',
      '▪ add: b',
      '    what it opens: y',
      'After | all',
    ]);
  });
});
