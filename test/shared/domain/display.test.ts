import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { display, fullName, LONGEST_NAME, nameWithId, pairNames, visible } from '#shared/domain/display.ts';
import { aServicePrincipal, aUser, thomas, uwe } from './builders.ts';

describe('a name for people', () => {
  it.each([
    ['Thomas Müller', 'Thomas Müller'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['a\u200bb\n', 'a\\u{200b}b\\u{a}'],
    ['\ufeff\u00ad\u2028\u3164', '\\u{feff}\\u{ad}\\u{2028}\\u{3164}'],
    ['\ud800', '\\u{d800}'],
    ['\u{e0041}😀', '\\u{e0041}😀'],
    ['x'.repeat(120), 'x'.repeat(120)],
    ['😀'.repeat(121), `${'😀'.repeat(119)}…`],
  ])('%j', (name, shown) => {
    expect(display(name)).toBe(shown);
  });

  it('is never cut inside an escape', () => {
    expect(display(`${'x'.repeat(115)}\u202e${'y'.repeat(10)}`)).toBe(`${'x'.repeat(115)}…`);
  });

  it('of any text is short and free of unseen characters; showing it twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const shown = display(name);
        expect(Array.from(shown).length).toBeLessThanOrEqual(LONGEST_NAME);
        expect(shown).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u);
        expect(display(shown)).toBe(shown);
        expect(visible(visible(name))).toBe(visible(name));
        expect(visible(name).startsWith(shown.replace(/…$/, ''))).toBe(true);
      }),
    );
  });
});

describe('the names of a pair', () => {
  const namesake = aUser('9003', 'Thomas', 'Becker', { name: 'tb@company.com' });
  const machine = aServicePrincipal('81', 'etl-prod');

  it.each([
    ['given names', thomas, uwe, ['Thomas', 'Uwe']],
    ['full names where given names are the same', thomas, namesake, ['Thomas Müller', 'Thomas Becker']],
    ['full names where one has no given name', thomas, { ...uwe, givenName: ' ' }, ['Thomas Müller', 'Uwe Becker']],
    [
      'user names where all else is the same',
      thomas,
      { ...namesake, displayName: 'thomas müller' },
      ['thomas@company.com', 'tb@company.com'],
    ],
    ['application ids for service principals', machine, uwe, [`etl-prod (${machine.name})`, 'Uwe Becker']],
  ])('are %s', (_, a, b, names) => {
    expect(pairNames(a, b)).toEqual(names);
  });

  it('head a report with what identifies them', () => {
    expect(nameWithId(thomas)).toBe('Thomas Müller (thomas@company.com)');
    expect(nameWithId({ ...thomas, displayName: '' })).toBe('thomas@company.com');
    expect(fullName({ ...thomas, displayName: 'a\u202e' })).toBe('a\u202e');
  });
});
