import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contains,
  encodedQuery,
  eq,
  eqAnyCase,
  fulfils,
  mayBeAsked,
  oneOf,
  since,
} from '#shared/adapters/servicenow/query.ts';
import { timeSchema, toServiceNowTime } from '#shared/adapters/servicenow/times.ts';
import { ConfigurationInvalid } from '#shared/errors.ts';
import { id } from './kit.ts';

describe('an encoded query', () => {
  it('joins its conditions and its order', () => {
    const conditions = [
      eq('element', 'comments'),
      oneOf('sys_id', [id('a1'), id('a2'), id('a1')]),
      since('sc_item_option.sys_updated_on', new Date('2026-01-01T09:00:00.750Z')),
      eqAnyCase('email', "Rita.O'Hara+x@company.com"),
      contains('user_name', 'Klein'),
    ];
    expect(encodedQuery(conditions, { field: 'sys_created_on', newestFirst: true })).toBe(
      `element=comments^sys_idIN${id('a1')},${id('a2')}^sc_item_option.sys_updated_on>=2026-01-01 09:00:00` +
        "^email=Rita.O'Hara+x@company.com^user_nameLIKEKlein^ORDERBYDESCsys_created_on^ORDERBYDESCsys_id",
    );
    expect(encodedQuery([], { field: 'number', newestFirst: false })).toBe('ORDERBYnumber^ORDERBYsys_id');
  });

  it.each([
    'not requested',
    '-5',
    'true',
    'RITM0012345',
    'ad:1f0e9d8c7b6a5f4e3d2c1b0a99887766:idtask:0f3a9c12d4e5',
    'plan_RITM0012345_r1_1a2b3c4d.csv',
    'jürgen.müller@company.com',
    'ACME\\rita',
    'Rita Klein',
    'rita_partner.com#EXT#@company.onmicrosoft.com',
    'a/b(c)!&\';~$*{}[]?"|`',
    'x'.repeat(255),
  ])('takes %s', (value) => {
    expect(encodedQuery([eq('field', value)])).toBe(`field=${value}`);
  });

  it.each([
    '',
    ' ',
    ' rita',
    'rita ',
    'x^NQsys_idISNOTEMPTY',
    'x^ORDERBYsys_id',
    'a,b',
    'a=b',
    'a>b',
    'a\nb',
    'javascript:gs.getUserID()',
    'javascript:x',
    'JavaScript:x',
    '@javascript:x,y',
    'x,javascript:y',
    'a<b',
    'a\u00a0b',
    '\u202ex',
    'x'.repeat(256),
  ])('does not take %j', (value) => {
    expect(() => eq('field', value)).toThrow(ConfigurationInvalid);
    expect(() => oneOf('field', ['fine', value])).toThrow(ConfigurationInvalid);
    expect(mayBeAsked(value)).toBe(false);
  });

  it('takes a comma where one text is compared, and only there', () => {
    expect(encodedQuery([eqAnyCase('user_name', 'Klein, Rita')])).toBe('user_name=Klein, Rita');
    for (const make of [eq, contains, (field: string, value: string) => oneOf(field, [value])]) {
      expect(() => make('user_name', 'Klein, Rita')).toThrow(ConfigurationInvalid);
    }
    for (const value of ['a^b', 'a=b', ',javascript:x', 'a\n,b'])
      expect(() => eqAnyCase('user_name', value)).toThrow(ConfigurationInvalid);
  });

  it('says which field, never which value', () => {
    expect(() => eq('user_name', 'rita^secret')).toThrow(/user_name/);
    expect(() => eq('user_name', 'rita^secret')).not.toThrow(/rita/);
  });

  it.each(['a^b', 'a=b', '', 'Field', '.a', 'a.', '123TEXTQUERY321'])('takes no field called %j', (field) => {
    expect(() => eq(field, 'x')).toThrow(ConfigurationInvalid);
  });

  it('takes a list of 1 to 150 different values', () => {
    const many = Array.from({ length: 151 }, (_, index) => `v${index}`);
    expect(() => oneOf('field', [])).toThrow(ConfigurationInvalid);
    expect(() => oneOf('field', many)).toThrow(ConfigurationInvalid);
    expect(oneOf('field', [...many.slice(1), 'v1']).values).toHaveLength(150);
  });

  it('is refused or one condition, whatever the value', () => {
    const pieces = fc.constantFrom(
      '^',
      '^NQ',
      ',',
      '=',
      '@',
      'javascript:',
      'a',
      '-',
      ' ',
      '\\',
      'ü',
      '\u0000',
      '\ud800',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(mayBeAsked(text));
        expect(text).not.toMatch(/[\^,=<>\p{C}]|^\s|\s$|^javascript:/iu);
      }),
    );
  });
});

describe('a row', () => {
  it.each([
    [eq('f', 'Rita'), 'Rita', true],
    [eq('f', 'Rita'), 'rita', false],
    [eqAnyCase('f', 'Rita'), 'rITA', true],
    [eqAnyCase('f', 'Rita'), 'rit', false],
    [contains('f', 'iT'), 'Rita', true],
    [contains('f', 'iT'), 'Ria', false],
    [oneOf('f', ['a', 'b']), 'b', true],
    [oneOf('f', ['a', 'b']), 'c', false],
    [since('f', new Date('2026-01-01T09:00:00Z')), '2026-01-01 09:00:00', true],
    [since('f', new Date('2026-01-01T09:00:00Z')), '2026-01-01 08:59:59', false],
    [since('f', new Date('2026-01-01T09:00:00Z')), '', false],
  ])('is held against the condition (%#)', (condition, value, holds) => {
    expect(fulfils(value, condition)).toBe(holds);
  });
});

describe('a time', () => {
  it('goes out and comes back in UTC', () => {
    expect(timeSchema.parse('2026-01-01 09:00:00')).toBe('2026-01-01T09:00:00.000Z');
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
        (date) => {
          const seconds = Math.floor(date.getTime() / 1_000) * 1_000;
          expect(Date.parse(timeSchema.parse(toServiceNowTime(date)))).toBe(seconds);
        },
      ),
    );
  });

  it.each([
    '',
    '2026-01-01',
    '01.01.2026 09:00:00',
    '2026-13-01 09:00:00',
    '2026-01-01T09:00:00Z',
  ])('is not %j', (text) => {
    expect(timeSchema.safeParse(text).success).toBe(false);
  });
});
