import { describe, expect, it } from 'vitest';
import { END_NAMES } from '#shared/domain/ticket.ts';
import { STEPS } from '#shared/steps.ts';
import { readPage, section, tableRows } from './pages.ts';

const page = readPage('docs/glossary.md');

describe('docs/glossary.md', () => {
  it('has every step, in the order of the table of steps', () => {
    expect(tableRows(section(page, 'The steps')).map(([name]) => name)).toEqual(Object.keys(STEPS));
  });

  it('names every end a run can have', () => {
    const [, meaning = ''] = tableRows(page.text).find(([word]) => word === 'end') ?? [];
    expect(END_NAMES.filter((end) => !meaning.includes(end))).toEqual([]);
  });
});
