import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adfFromText, parseAdf } from '#sandbox/simulators/jira/adf.ts';
import { adfToText } from '#sandbox/simulators/jira/adf-text.ts';
import { paragraph } from './jira-client.ts';

const text = (value: string, ...marks: string[]) => ({
  type: 'text',
  text: value,
  ...(marks.length > 0 && { marks: marks.map((type) => ({ type })) }),
});
const para = (...content: unknown[]) => ({ type: 'paragraph', content });
const doc = (...content: unknown[]) => ({ type: 'doc', version: 1, content });
const cell = (value: string) => ({ type: 'tableCell', content: [para(text(value))] });

describe('parseAdf', () => {
  it.each([
    ['an empty document', doc()],
    ['an empty paragraph', doc({ type: 'paragraph' })],
    ['bold text and a mention', doc(para(text('hi', 'strong'), { type: 'mention', attrs: { id: '712020:a' } }))],
    ['a code block', doc({ type: 'codeBlock', attrs: { language: 'text' }, content: [text('x')] })],
    ['a table', doc({ type: 'table', content: [{ type: 'tableRow', content: [cell('a'), cell('b')] }] })],
    [
      'a list in a panel',
      doc({
        type: 'panel',
        attrs: { panelType: 'warning' },
        content: [{ type: 'bulletList', content: [{ type: 'listItem', content: [para(text('x'))] }] }],
      }),
    ],
    ['a badge', doc(para({ type: 'status', attrs: { text: 'OK', color: 'green' } }))],
  ])('takes %s', (_, document) => {
    expect(parseAdf(document)).toEqual(document);
  });

  it.each([
    ['a string', 'text'],
    ['another root', para(text('x'))],
    ['another version', { ...doc(), version: 2 }],
    ['text under the root', doc(text('x'))],
    ['empty text', doc(para(text('')))],
    ['an unknown node', doc({ type: 'image' })],
    ['an unknown key', doc({ ...para(), style: 'x' })],
    ['an unknown mark', doc(para(text('x', 'blink')))],
    ['a mark inside a code block', doc({ type: 'codeBlock', content: [text('x', 'strong')] })],
    ['a table without rows', doc({ type: 'table', content: [] })],
    [
      'text right in a cell',
      doc({ type: 'table', content: [{ type: 'tableRow', content: [{ type: 'tableCell', content: [text('x')] }] }] }),
    ],
    ['a list item without content', doc({ type: 'bulletList', content: [{ type: 'listItem', content: [] }] })],
    ['a badge of an unknown colour', doc(para({ type: 'status', attrs: { text: 'OK', color: 'pink' } }))],
    ['a link without an address', doc(para(text('x', 'link')))],
  ])('refuses %s', (_, document) => {
    expect(parseAdf(document)).toBeUndefined();
  });
});

describe('adfToText', () => {
  it('shows blocks, lists, tables and inline nodes as a reader would see them', () => {
    const document = parseAdf(
      doc(
        para(
          text('Hello '),
          { type: 'mention', attrs: { id: '712020:a', text: '@Uwe' } },
          { type: 'hardBreak' },
          text('!'),
        ),
        { type: 'orderedList', content: [{ type: 'listItem', content: [para(text('one')), para(text('more'))] }] },
        { type: 'table', content: [{ type: 'tableRow', content: [cell('a'), cell('b')] }] },
        { type: 'codeBlock', content: [text('x = 1\ny = 2')] },
        { type: 'rule' },
      ),
    );
    expect(document && adfToText(document)).toBe('Hello @Uwe\n!\n1. one\n   more\na | b\nx = 1\ny = 2\n----');
  });

  it('gives typed text back unchanged, always in a document Jira takes', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const document = adfFromText(typed);
        expect(parseAdf(document)).toEqual(document);
        expect(adfToText(document)).toBe(typed);
      }),
    );
    expect(adfFromText('hi')).toEqual(paragraph('hi'));
  });
});
