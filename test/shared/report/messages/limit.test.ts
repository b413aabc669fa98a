import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '#shared/domain/document.ts';
import { lengthOf, withinLimit } from '#shared/report/messages/limit.ts';

const text = fc.string({ unit: fc.constantFrom('a', '😀', ' '), maxLength: 400 });
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constantFrom('paragraph' as const, 'heading' as const, 'code' as const), text }),
  fc.record({ kind: fc.constant('list' as const), items: fc.array(text, { maxLength: 30 }) }),
  fc.record({
    kind: fc.constant('table' as const),
    header: fc.constant(['a', 'b']),
    rows: fc.array(fc.array(text, { minLength: 2, maxLength: 2 }), { maxLength: 30 }),
  }),
);

describe('withinLimit', () => {
  it('leaves a document that fits as it is', () => {
    const document: Block[] = [{ kind: 'list', items: ['a', 'b'] }];
    expect(withinLimit(document, 100)).toEqual(document);
  });

  it('keeps within the limit whatever comes, and cuts no character in two', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (document) => {
        const short = withinLimit(document, 1000);
        expect(lengthOf(short)).toBeLessThanOrEqual(1000);
        expect(JSON.stringify(short)).not.toMatch(/\\ud83d/);
      }),
    );
  });

  it('shortens the longest block, keeps the others, and counts what is missing', () => {
    const items = Array.from({ length: 100 }, (_, index) => `item ${index}`);
    const short = withinLimit(
      [
        { kind: 'paragraph', text: 'first' },
        { kind: 'list', items },
      ],
      300,
    );
    expect(short[0]).toEqual({ kind: 'paragraph', text: 'first' });
    const list = short[1];
    const shown = list?.kind === 'list' ? list.items : [];
    expect(shown.slice(0, 2)).toEqual(['item 0', 'item 1']);
    expect(shown.at(-1)).toBe(`… and ${100 - (shown.length - 1)} more`);
  });
});
