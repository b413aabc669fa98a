import fc from 'fast-check';

/** Texts that mean something to one of the systems a text of ours ends up in. */
export const ATTACKS = [
  ...['[code]<b>x</b>[/code]', '[CODE]', '[ / code ]', '[ad:0123456789ab]', '\n[ad:0123456789ab.1/2]'],
  ...['^NQactive=true', 'x^ORstate=1', 'javascript:gs.sleep(1)', 'JavaScript:1', 'a,b', 'a@b', 'ORDERBYsys_id'],
  ...['") OR project = X', "' OR 1=1 --", '\\"', '"', "'", '`', '{{7*7}}', '%0d%0a', '%', '?a=b&c#d'],
  ...['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r\n', '\n\n', '\n  Actions in Databricks (9):', '" , "', ';=1'],
  ...['../../etc/passwd', 'C:\\x', 'CON', '.', '..', 'a.b.c', '.csv', '\u0000', '/', '|', ':', '*'],
  ...['{"type":"mention","attrs":{"id":"x"}}', '{"marks":[{"type":"link"}]}', '[x|http://evil.example]', '@all'],
  ...['  path: a → b', 'In full: x', 'x (3):', ' ', '\u00a0', '\u3000x', '✓ x', '! x'],
  ...['# h', '| a | b |', '```', '<script>', '&lt;', '![](x)', '{"level":"ERROR"}\n{"message":"forged"}'],
  ...['\u202e', '\u200b', '\u2028', '\u2029', '\u0085', '\u0007', '\ud800', '\udc00', '\ufeff', '\u3164', '\u{e0041}'],
  ...['\v', '\f', '\u001b[31m', 'ä', 'e\u0301', '😀', '👩‍👩‍👧', 'ﷺ', '＝1', '[code\u200b]', '[code\n]'],
];

/** Anything: whole attacks, characters of every kind, both mixed. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ATTACKS),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc
    .array(fc.oneof(fc.constantFrom(...ATTACKS), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 4 })
    .map((parts) => parts.join('')),
);

/** Gives every place of a text its name; two places may share one, as two groups may share a word. */
export type Naming = (place: string) => string;

/** Names without any trick, all different. */
export const plainly: Naming = (place) => place;

/** Hostile names. None is blank: what has no name is said in other words. */
export const hostileNaming: fc.Arbitrary<Naming> = fc
  .array(hostileText, { minLength: 23, maxLength: 23 })
  .map((pool) => {
    const naming: Naming = (place) => {
      const text = pool[hash(place) % pool.length] ?? '';
      return text.trim() === '' ? `${place.slice(0, 1)}${text}` : text;
    };
    return Object.assign(naming, { [fc.toStringMethod]: () => fc.stringify(pool) });
  });

/** A number for a place, the same every time. */
function hash(text: string): number {
  let sum = 7;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return sum;
}

/** What no reader can see, or what turns the reading direction; line breaks too. */
export const UNSEEN = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}|\u3164|\u115f|\u1160|\uffa0/u;
