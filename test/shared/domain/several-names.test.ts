import { describe, expect, it } from 'vitest';
import { countAccounts, maybeSeveral } from '#shared/domain/several-names.ts';

const APPLICATION = '8f1c0d6e-0f0e-4d9a-9a53-3f1a3c7e7b01';

describe('how many accounts a text names', () => {
  it.each([
    ['uwe@company.com', 1],
    [' Uwe@Company.com, uwe@company.com. ', 1],
    ['Uwe Becker <uwe@company.com>', 1],
    ['uwe_partner.org#EXT#@company.onmicrosoft.com', 1],
    ['mailto:uwe@company.com', 1],
    ['[uwe@company.com|mailto:uwe@company.com]', 1],
    [APPLICATION, 1],
    ['Müller, Thomas', 0],
    ['@', 0],
    ['uwe@company.com, anna@company.com', 2],
    ['uwe@company.com anna@company.com', 2],
    ['uwe@company.com and anna@company.com', 2],
    ['uwe@company.com;anna@company.com;paul@company.com', 3],
    ['uwe@company.com\nanna@company.com', 2],
    [`${APPLICATION} / ${APPLICATION.replace('8', '9')}`, 2],
    [`uwe@company.com ${APPLICATION.toUpperCase()}`, 2],
  ])('%j: %i', (text, count) => {
    expect(countAccounts(text)).toBe(count);
  });

  it.each([
    ['uwe and anna', true],
    ['Uwe und Anna', true],
    ['uwe & anna', true],
    ['uwe, anna', true],
    ['uwe; anna', true],
    ['uwe/anna', true],
    ['uwe\nanna', true],
    ['Uwe Becker', false],
    ['Sandra Land', false],
    ['Andreas Undset', false],
    ['and', false],
  ])('%j may be several: %s', (text, several) => {
    expect(maybeSeveral(text)).toBe(several);
  });
});
