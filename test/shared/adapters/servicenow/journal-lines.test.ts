import { describe, expect, it } from 'vitest';
import { journalLines } from '#shared/adapters/servicenow/journal-lines.ts';

it.each([
  ['plain text as it is', ' to: a\r\nfrom: b\r\r', 'to: a\nfrom: b'],
  ['paragraphs', '[code]<p>to: a</p><p>from: b</p>[/code]', 'to: a\nfrom: b'],
  ['lines and marks', '[CODE]to: <b>a</b><br/>from:&nbsp;&lt;b&gt;&#33;&#x21;[/Code]', 'to: a\nfrom: <b>!!'],
  ['text around it', 'before\n[code]<div>in</div>[/code]after', 'before\nin\n\nafter'],
  [
    'a quotation',
    '[code]<p>to: a</p><blockquote type="cite"><p>to: b</p>to: c</blockquote>d[/code]',
    'to: a\n\n> to: b\n> to: c\nd',
  ],
  ['one in another', '[code]<blockquote>a<blockquote>b</blockquote>c</blockquote>[/code]', '> a\n> b\n> c'],
  ['one that is never closed', '[code]a</blockquote>b<blockquote>c&#133;d[/code]', 'a\nb\n> c\n> d'],
  ['what is no entity', '[code]a &foo; &#9999999; b[/code]', 'a &foo; &#9999999; b'],
  ['angle brackets of plain text', 'to: <a@b>', 'to: <a@b>'],
  ['a tag that is never closed', '[code]to: a', '[code]to: a'],
  ['a closing tag alone', 'a[/code]b[code]c', 'a[/code]b[code]c'],
  ['a tag opened twice', '[code]a[code]<b>b</b>[/code][/code]', 'a[code]b\n[/code]'],
  ['two that are closed', '[code]a[/code][code]<i>b</i>[/code]', 'a\nb'],
  ['a mailed answer', 'reply from: rita@company.com\r\n\r\nCancel\r\n', 'Cancel'],
  ['a mail received', 'received from: Rita <rita@company.com>\n\nto: a', 'to: a'],
  ['a mail of nothing', 'Reply from: rita@company.com', ''],
  ['such a line further down', 'to: a\nreply from: b', 'to: a\nreply from: b'],
])('reads %s', (_name, entry, lines) => {
  expect(journalLines(entry)).toBe(lines);
});

describe('a long entry', () => {
  it('is read to its 8,000th character', () => {
    expect(journalLines(`to: ${'a'.repeat(9_000)}`)).toHaveLength(8_000);
  });

  it.each([
    ['tags never opened', '<'],
    ['tags never closed', '[code]'],
    ['entities never closed', '&a'],
    ['line ends never closed', '<br '],
  ])('takes no time for %s', (_name, piece) => {
    const began = performance.now();
    for (const [length, times] of [
      [7_900, 100],
      [60_000, 1],
    ] as const) {
      const entry = `[code]${piece.repeat(length / piece.length)}[/code]`;
      for (let time = 0; time < times; time += 1) journalLines(entry);
    }
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
