import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAdf } from '#sandbox/simulators/jira/adf.ts';
import { MOST_CHARACTERS, toAdf } from '#shared/adapters/jira/adf.ts';
import { plainText } from '#shared/adapters/jira/adf-text.ts';
import type { Block } from '#shared/domain/document.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\n', '\r\n', '\u0000', '\ud800', '{code}', '<b>&', '[x|http://evil.example]', '@all', '\u202e'),
);
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constantFrom('paragraph', 'heading', 'code'), text: anyText }),
  fc.record({ kind: fc.constant('list'), items: fc.array(anyText) }),
  fc.record({ kind: fc.constant('table'), header: fc.array(anyText), rows: fc.array(fc.array(anyText)) }),
);

describe('a document as ADF', () => {
  it('is valid whatever the text', () => {
    fc.assert(
      fc.property(fc.array(anyBlock), (blocks) => {
        const document = toAdf(blocks);
        expect(parseAdf(JSON.parse(JSON.stringify(document)))).toBeDefined();
      }),
    );
  });

  it('holds no mark, link or mention, whatever the text', () => {
    const plain = new Set(['doc', 'paragraph', 'heading', 'codeBlock', 'bulletList', 'listItem', 'hardBreak', 'text']);
    fc.assert(
      fc.property(fc.array(anyText), (texts) => {
        const json = JSON.stringify(toAdf([{ kind: 'list', items: texts }]));
        const types = [...json.matchAll(/"type":"(\w+)"/g)].map((match) => match[1] ?? '');
        expect(types.filter((type) => !plain.has(type))).toEqual([]);
        expect(json).not.toContain('"marks":');
      }),
    );
  });

  it('stays below the limit of Jira, and says so when it had to be cut', () => {
    const long = fc.integer({ min: 0, max: 40_000 }).map((length) => 'x"'.repeat(length / 2));
    fc.assert(
      fc.property(fc.constantFrom('paragraph', 'code'), long, long, (kind, first, second) => {
        const document = toAdf([
          { kind, text: first },
          { kind: 'list', items: second.match(/.{1,50}/g) ?? [] },
          { kind: 'table', header: ['a'], rows: (second.match(/.{1,9}/g) ?? []).map((cell) => [cell, 'b']) },
        ]);
        const json = JSON.stringify(document);
        expect(json.length).toBeLessThanOrEqual(MOST_CHARACTERS);
        expect(parseAdf(JSON.parse(json))).toBeDefined();
        const whole = first.length + second.length < 1_000;
        if (whole) expect(json).not.toContain('This text was shortened');
        if (first.length + second.length > MOST_CHARACTERS) expect(json).toContain('This text was shortened');
      }),
      { numRuns: 25 },
    );
  });

  it('shortens the longest block, not what stands behind it', () => {
    const rows = Array.from({ length: 1_000 }, (_, index) => [`group-${index}`, 'prod-workspace']);
    const document = toAdf([
      { kind: 'table', header: ['Group', 'Opens'], rows },
      { kind: 'paragraph', text: 'Digest of this plan: 0f3a9c12' },
    ]);
    expect(JSON.stringify(document).length).toBeLessThanOrEqual(MOST_CHARACTERS);
    expect(document.content.map(({ type }) => type)).toEqual(['table', 'paragraph', 'paragraph']);
    expect(JSON.stringify(document.content.at(-1))).toContain('0f3a9c12');
  });

  it('cuts the end of a text of countless short lines', () => {
    const json = JSON.stringify(toAdf(Array.from({ length: 2_000 }, () => ({ kind: 'paragraph', text: 'a' }))));
    expect(json.length).toBeLessThanOrEqual(MOST_CHARACTERS);
    expect(json).toContain('This text was shortened');
  });

  it('keeps as many whole rows as fit', () => {
    const rows = Array.from({ length: 1_000 }, (_, index) => [`group-${index}`, 'prod-workspace']);
    const [table, note] = toAdf([{ kind: 'table', header: ['Group', 'Opens'], rows }]).content;
    const kept = table?.content?.length ?? 0;
    expect(kept).toBeGreaterThan(100);
    expect(table?.content?.at(-1)).toEqual({
      type: 'tableRow',
      content: [`group-${kept - 2}`, 'prod-workspace'].map((text) => ({
        type: 'tableCell',
        content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
      })),
    });
    expect(plainText(JSON.parse(JSON.stringify(note)))).toContain('shortened');
  });

  it('turns every kind of block into its node', () => {
    const document = toAdf([
      { kind: 'heading', text: 'Plan' },
      { kind: 'paragraph', text: 'one\r\ntwo' },
      { kind: 'list', items: ['a', 'b'] },
      { kind: 'code', text: 'x\n\ty' },
      { kind: 'table', header: ['h'], rows: [['1', '2'], []] },
      { kind: 'list', items: [] },
      { kind: 'table', header: [], rows: [[]] },
    ]);
    expect(document.content.map((node) => node.type)).toEqual([
      'heading',
      'paragraph',
      'bulletList',
      'codeBlock',
      'table',
    ]);
    expect(plainText(JSON.parse(JSON.stringify(document)))).toBe('Plan\none\ntwo\na\nb\nx\n\ty\nh\n\n1\n2\n\n');
  });
});
