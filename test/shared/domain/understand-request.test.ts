import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawRequest } from '#shared/domain/request.ts';
import { understandRequest } from '#shared/domain/understand-request.ts';
import { RequestIncomplete } from '#shared/errors.ts';

const field = (label: string, ...values: string[]) => ({ label, values });
const raw: RawRequest = {
  source: field('Copy from', ' thomas@company.com\n'),
  target: field('Give to', 'uwe@company.com'),
  without: field('Leave out'),
  scanUc: field('Scan Unity Catalog'),
  reason: field('Why'),
};
const understand = (change: Partial<RawRequest>, scanDefault = true) =>
  understandRequest({ ...raw, ...change }, { scanDefault });
const several = (label: string, count: number) =>
  `“${label}” names ${count} people. One request has one person here: keep one, and file another request for each of the others.`;

describe('a request', () => {
  it('is trimmed, and what it does not say falls back', () => {
    expect(understand({})).toEqual({
      source: 'thomas@company.com',
      target: 'uwe@company.com',
      without: [],
      scanUc: true,
      reason: '',
    });
    expect(understand({}, false).scanUc).toBe(false);
  });

  it.each([
    ['yes', true],
    [' YES ', true],
    ['True', true],
    ['1', true],
    ['ja', true],
    ['no', false],
    ['N', false],
    ['off', false],
    ['false', false],
    ['nein', false],
  ])('takes %j for a yes or no', (text, scan) => {
    expect(understand({ scanUc: field('Scan', text) }, !scan).scanUc).toBe(scan);
  });

  it('splits the groups to leave out at commas and lines, each once', () => {
    const without = field('Leave out', 'b group, a\r\n,a\n\n c ');
    expect(understand({ without }).without).toEqual(['b group', 'a', 'c']);
  });

  it('keeps emoji and folds white space in the reason', () => {
    expect(understand({ reason: field('Why', 'new\n\n  team 👩‍💻') }).reason).toBe('new team 👩‍💻');
  });

  it.each<[string, Partial<RawRequest>, string, string]>([
    [
      'a missing source',
      { source: field('Copy from', '  ') },
      'source',
      '“Copy from” is empty. Write an e-mail address, a user name or an application id.',
    ],
    [
      'a missing target',
      { target: field('Give to') },
      'target',
      '“Give to” is empty. Write an e-mail address, a user name or an application id.',
    ],
    ['two people picked, or two lines', { target: field('Give to', 'a', 'b') }, 'target', several('Give to', 2)],
    [
      'three people in one line',
      { source: field('Copy from', 'a@company.com, b@company.com c@company.com') },
      'source',
      several('Copy from', 3),
    ],
    [
      'two people on two lines of one field',
      { target: field('Give to', 'a@company.com\nb@company.com') },
      'target',
      several('Give to', 2),
    ],
    [
      'a doubled target, though the same',
      { target: field('Give to', 'a', 'A ') },
      'target',
      '“Give to” is given 2 times. Give it once.',
    ],
    [
      'a doubled value, though the same',
      { scanUc: field('Scan', 'yes', 'yes') },
      'scanUc',
      '“Scan” is given 2 times. Give it once.',
    ],
    [
      'a long name',
      { source: field('Copy from', 'x'.repeat(321)) },
      'source',
      '“Copy from” holds a name of more than 320 characters.',
    ],
    [
      'two lines',
      { source: field('Copy from', 'a\nb') },
      'source',
      '“Copy from” holds control or invisible characters, often from copying. Type it again.',
    ],
    [
      'a zero-width space',
      { without: field('Leave out', 'a,b\u200b') },
      'without',
      '“Leave out” holds control or invisible characters, often from copying. Type it again.',
    ],
    [
      'neither yes nor no',
      { scanUc: field('Scan', 'maybe') },
      'scanUc',
      '“Scan” is neither yes nor no. Write yes or no.',
    ],
    [
      'a novel',
      { reason: field('Why', 'x'.repeat(2001)) },
      'reason',
      '“Why” is longer than 2000 characters. Shorten it.',
    ],
    [
      'a bell',
      { reason: field('Why', 'a\u0007') },
      'reason',
      '“Why” holds control characters. Type it again without them.',
    ],
    [
      '201 groups',
      { without: field('Leave out', Array.from({ length: 201 }, (_, n) => n).join()) },
      'without',
      '“Leave out” names more than 200 groups.',
    ],
  ])('is refused for %s', (_, change, name, problem) => {
    try {
      understand(change);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(RequestIncomplete);
      expect(error).toMatchObject({ facts: { field: name, problem } });
    }
  });

  it('tells what was read, made visible and short', () => {
    expect(() => understand({ target: field('Give to', 'a\u202eb', 'x'.repeat(400)) })).toThrow(
      expect.objectContaining({
        facts: expect.objectContaining({ asked: expect.stringMatching(/^a\\u\{202e\}b \| x+…$/) }),
      }),
    );
  });

  it('of any kind is understood or refused as incomplete, never anything else', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom('yes', '', ' ', ',', '\n', 'x'.repeat(5000), '\ud800', '__proto__'),
    );
    const any = fc.record({ label: text, values: fc.array(text, { maxLength: 3 }) });
    const anyRequest = fc.record({ source: any, target: any, without: any, scanUc: any, reason: any });
    fc.assert(
      fc.property(anyRequest, fc.boolean(), (request, scanDefault) => {
        try {
          const { source, target, without } = understandRequest(request, { scanDefault });
          for (const name of [source, target, ...without]) {
            expect(name).toBe(name.trim());
            expect(name).not.toMatch(/^$|\p{Cc}|\p{Cf}/u);
            expect(Array.from(name).length).toBeLessThanOrEqual(320);
          }
        } catch (error) {
          if (!(error instanceof RequestIncomplete)) throw error;
          expect(error.message).toMatch(/^The request field \w+ cannot be used\.$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
