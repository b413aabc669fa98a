import { expect, it } from 'vitest';
import { mentionedIn, plainText } from '#shared/adapters/jira/adf-text.ts';

const text = (value: string) => ({ type: 'text', text: value });
const doc = (...content: unknown[]) => ({ type: 'doc', version: 1, content });

it('reads rich text as lines of plain text', () => {
  const document = doc(
    { type: 'paragraph', content: [text('from: '), { ...text('thomas@company.com'), marks: [{ type: 'link' }] }] },
    {
      type: 'bulletList',
      content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [text('to: uwe@company.com')] }] }],
    },
    { type: 'paragraph', content: [text('without: a, b'), { type: 'hardBreak' }, text('reason: new job')] },
    { type: 'paragraph' },
    { type: 'mediaSingle', content: [{ type: 'media', attrs: { id: '1' } }] },
    { type: 'paragraph', content: [text('scan-uc: '), { type: 'mention', attrs: { id: 'x', text: '@Uwe' } }] },
  );
  expect(plainText(document)?.split('\n')).toEqual([
    'from: thomas@company.com',
    'to: uwe@company.com',
    'without: a, b',
    'reason: new job',
    '',
    '',
    'scan-uc: @Uwe',
  ]);
});

it('marks every quoted line', () => {
  const quote = {
    type: 'blockquote',
    content: [
      { type: 'paragraph', content: [text('Reply like this:')] },
      { type: 'codeBlock', content: [text('from: a\nto: b')] },
    ],
  };
  const document = doc(quote, { type: 'paragraph', content: [text('to: c')] });
  expect(plainText(document)).toBe('> Reply like this:\n> from: a\n> to: b\nto: c');
});

it('names people who are mentioned, where somebody knows them', () => {
  const mention = (id: string, shown: string) => ({ type: 'mention', attrs: { id, text: shown } });
  const document = doc({
    type: 'paragraph',
    content: [text('to: '), mention('a', '@Uwe'), text(' and '), mention('b', '@Anna')],
  });
  expect(mentionedIn(document)).toEqual(['a', 'b']);
  expect(plainText(document, (id) => (id === 'a' ? 'uwe@company.com' : null))).toBe('to: uwe@company.com and @Anna');
});

it.each([
  ['text', 'to: @Uwe', 'to: @Uwe'],
  ['nothing', null, null],
  ['something else', { unheard: 'of' }, null],
])('takes %s for what it is', (_, value, read) => {
  expect([plainText(value), mentionedIn(value)]).toEqual([read, []]);
});
