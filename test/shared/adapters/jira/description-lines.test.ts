import { describe, expect, it } from 'vitest';
import { richTextSchema } from '#shared/adapters/jira/adf-text.ts';
import { descriptionLines } from '#shared/adapters/jira/description-lines.ts';

const text = (value: string) => ({ type: 'text', text: value });

describe('the lines of a description', () => {
  it('are found in any case, with space around them', () => {
    const lines = descriptionLines('Hello!\n  From :  thomas@company.com \nTO: uwe@company.com\nscan-uc:no\nThanks');
    expect(lines.source).toEqual({ label: 'from:', values: ['thomas@company.com'] });
    expect(lines.target.values).toEqual(['uwe@company.com']);
    expect(lines.scanUc.values).toEqual(['no']);
    expect(lines.without).toEqual({ label: 'without:', values: [] });
  });

  it('give two values when they stand there twice', () => {
    expect(descriptionLines('to: uwe\nto: rita').target.values).toEqual(['uwe', 'rita']);
  });

  it('do not count in the middle of a sentence, nor without a value', () => {
    expect(descriptionLines('access from: thomas\nfrom:').source.values).toEqual([]);
  });

  it('keep what follows the first colon', () => {
    expect(descriptionLines('reason: project: Alpha').reason.values).toEqual(['project: Alpha']);
  });

  it('are read out of rich text', () => {
    const document = {
      type: 'doc',
      version: 1,
      content: [
        { type: 'paragraph', content: [text('from: '), { ...text('thomas@company.com'), marks: [{ type: 'link' }] }] },
        {
          type: 'bulletList',
          content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [text('to: uwe@company.com')] }] }],
        },
        { type: 'paragraph', content: [text('without: a, b'), { type: 'hardBreak' }, text('reason: new job')] },
        { type: 'paragraph' },
        { type: 'mediaSingle', content: [{ type: 'media', attrs: { id: '1' } }] },
        { type: 'paragraph', content: [text('scan-uc: '), { type: 'mention', attrs: { id: 'x', text: '@Uwe' } }] },
      ],
    };
    const lines = descriptionLines(richTextSchema.parse(document));
    expect(Object.values(lines).map((line) => line.values)).toEqual([
      ['thomas@company.com'],
      ['uwe@company.com'],
      ['a, b'],
      ['@Uwe'],
      ['new job'],
    ]);
  });
});
