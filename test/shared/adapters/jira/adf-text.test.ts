import { expect, it } from 'vitest';
import { richTextSchema } from '#shared/adapters/jira/adf-text.ts';

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
  expect(richTextSchema.parse(document).split('\n')).toEqual([
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
  expect(richTextSchema.parse(document)).toBe('> Reply like this:\n> from: a\n> to: b\nto: c');
});
