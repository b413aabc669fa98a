import { expect, it } from 'vitest';
import { journalLines } from '#shared/adapters/servicenow/journal-lines.ts';

it.each([
  ['plain text as it is', ' to: a\r\nfrom: b\r\r', 'to: a\nfrom: b'],
  ['paragraphs', '[code]<p>to: a</p><p>from: b</p>[/code]', 'to: a\nfrom: b'],
  ['lines and marks', '[CODE]to: <b>a</b><br/>from:&nbsp;&lt;b&gt;&#33;&#x21;[/Code]', 'to: a\nfrom: <b>!!'],
  ['text around it', 'before\n[code]<div>in</div>[/code]after', 'before\nin\n\nafter'],
  ['what is no entity', '[code]a &foo; &#9999999; b[/code]', 'a &foo; &#9999999; b'],
  ['angle brackets of plain text', 'to: <a@b>', 'to: <a@b>'],
  ['a tag that is never closed', '[code]to: a', '[code]to: a'],
])('reads %s', (_name, entry, lines) => {
  expect(journalLines(entry)).toBe(lines);
});
