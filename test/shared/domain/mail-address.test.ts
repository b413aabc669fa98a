import { expect, it } from 'vitest';
import { plainAddress } from '#shared/domain/mail-address.ts';

it.each([
  'uwe@company.com',
  'mailto:uwe@company.com',
  '<uwe@company.com>',
  '<mailto:uwe@company.com>',
  'uwe@company.com<mailto:uwe@company.com>',
  'uwe@company.com <uwe@company.com>',
  'uwe@company.com <mailto:Uwe@Company.com>',
  '[uwe@company.com](mailto:uwe@company.com)',
  '[uwe@company.com|mailto:uwe@company.com]',
  '[mailto:uwe@company.com]',
  'Uwe Becker <uwe@company.com>',
  '"Becker, Uwe" <uwe@company.com>',
])('%s is an address', (text) => {
  expect(plainAddress(text)).toBe('uwe@company.com');
});

it.each([
  'uwe@company.com<mailto:rita@company.com>',
  '[uwe@company.com|mailto:rita@company.com]',
  'Uwe <uwe@company.com> <rita@company.com>',
  'uwe@company.com, rita@company.com',
  'rita@company.com Uwe <uwe@company.com>',
  'uwe_company.com#EXT#@tenant.onmicrosoft.com',
  'Uwe Becker',
  '@Uwe Becker',
  '0a1b2c3d-0000-4000-8000-000000000000',
  '<>',
  '',
])('%s stays as it is', (text) => {
  expect(plainAddress(text)).toBe(text);
});
