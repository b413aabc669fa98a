import { describe, expect, it } from 'vitest';
import { ERRORS } from '#shared/errors.ts';
import { readPage, section, tableRows } from './pages.ts';

const page = readPage('docs/errors.md');

describe('docs/errors.md', () => {
  it.each(Object.entries(ERRORS))('has every error of the family %s, and no other', (family, errors) => {
    const [heading = ''] = page.text.match(new RegExp(`(?<=^## )${family} .*$`, 'm')) ?? [];
    const rows = tableRows(section(page, heading));
    expect(rows.map(([name]) => name)).toEqual(Object.keys(errors).map((name) => `\`${name}\``));
    expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([]);
  });

  it('has a section for each family only', () => {
    const families = Array.from(page.text.matchAll(/^## (\w+)/gm), ([, family]) => family);
    expect(families).toEqual(Object.keys(ERRORS));
  });
});
