import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearNames, withoutAddresses } from '#shared/domain/near.ts';

describe('near names', () => {
  it.each([
    ['a letter wrong', 'thomes', ['thomas']],
    ['a letter missing', 'thoms', ['thomas']],
    ['a letter too many', 'thomaas', ['thomas']],
    ['two letters swapped', 'htomas', ['thomas']],
    ['two errors', 'htoms', ['thomas']],
    ['another case', 'THOMAS', ['thomas']],
    ['three errors', 'htomsxx', []],
    ['half of a short name', 'th', []],
    ['nothing', '', []],
  ])('%s', (_, asked, near) => {
    expect(nearNames(asked, ['thomas', 'uwe', 'the', 't'])).toEqual(near);
  });

  it('gives at most three, the nearest first, each once', () => {
    expect(nearNames('team-1', ['team-99', 'team-3', 'team-2', 'team-2', 'team-12', 'team-4'])).toEqual([
      'team-12',
      'team-2',
      'team-3',
    ]);
  });

  it('without addresses for a text everybody can read', () => {
    expect(withoutAddresses(['thomas@company.com', 'Thomas Müller'])).toEqual(['Thomas Müller']);
  });

  it('only ever gives candidates within two errors of any text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 7 });
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 6 }), (asked, candidates) => {
        const typed = Array.from(asked);
        const expected = new Set(
          candidates.filter((name) => {
            const errors = plainDistance(typed, Array.from(name));
            return errors <= 2 && errors < typed.length / 2;
          }),
        );
        const near = nearNames(asked, candidates);
        expect(near).toHaveLength(Math.min(3, expected.size));
        for (const name of near) expect(expected).toContain(name);
      }),
      { numRuns: 300 },
    );
  });
});

/** The textbook recursion: slow, and nothing to get wrong. */
function plainDistance(a: readonly string[], b: readonly string[]): number {
  const [x, y] = [a.at(-1), b.at(-1)];
  if (x === undefined || y === undefined) return a.length + b.length;
  const [left, right] = [a.slice(0, -1), b.slice(0, -1)];
  if (x === y) return plainDistance(left, right);
  const ways = [plainDistance(left, b), plainDistance(a, right), plainDistance(left, right)];
  if (x === right.at(-1) && y === left.at(-1)) ways.push(plainDistance(left.slice(0, -1), right.slice(0, -1)));
  return 1 + Math.min(...ways);
}
