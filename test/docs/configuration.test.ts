import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configurationPage, TEXTS, valuesAt } from '#infra/configuration/page.ts';
import { type Key, stageKeys } from '#infra/configuration/schema-keys.ts';
import { EXAMPLE_STAGE_FILE } from '#infra/stage-file.ts';
import { readPage, section, tableRows } from './pages.ts';

const page = readPage('docs/configuration.md');
const keys = stageKeys();
const example: unknown = JSON.parse(readFileSync(EXAMPLE_STAGE_FILE, 'utf8'));

/** Paths of everything that stands in a file; the keys of tables are data. */
function pathsIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => (isObject(entry) ? pathsIn(entry, `${path}[]`) : []));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const isValue = keys.some((key) => key.path === at && key.group === null);
    return [at, ...(isValue ? [] : pathsIn(inner, at))];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const rowOf = ({ name, parent }: Key) =>
  tableRows(section(page, parent === '' ? 'The file' : `\`${parent}\``)).find(([cell]) => cell === `\`${name}\``);

describe('docs/configuration.md', () => {
  it('is what `npm run docs` writes', () => {
    expect(page.text).toBe(configurationPage());
  });

  it('has texts for the keys of the schema and no other', () => {
    expect(Object.keys(TEXTS).toSorted()).toEqual(keys.map(({ path }) => path).toSorted());
  });

  it('says of every value what a wrong one does', () => {
    const silent = keys.filter(({ group, path }) => group === null && TEXTS[path]?.wrong === undefined);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('speaks in whole sentences that a table can hold', () => {
    const sentences = Object.values(TEXTS).flatMap(({ is, find = '.', wrong = '.' }) => [is, find, wrong]);
    expect(sentences.filter((text) => !/[.)]$/.test(text) || /[|\n]/.test(text))).toEqual([]);
    // Outside of code Markdown takes them for HTML.
    expect(sentences.filter((text) => /[<>]/.test(text.replaceAll(/`[^`]*`/g, '')))).toEqual([]);
  });

  it('has a row of four cells for every key: form, need and default as the schema says', () => {
    const wrong = keys.filter((key) => {
      const [, value = '', ...more] = rowOf(key) ?? [];
      const byDefault =
        key.group === null && key.default !== undefined ? `default \`${JSON.stringify(key.default)}\`` : '';
      const isRight = value.startsWith(key.form) && value.includes(byDefault);
      return more.length !== 2 || !isRight || value.includes('**required**') !== key.required;
    });
    expect(wrong).toEqual([]);
    expect(keys.filter(({ required }) => required).map(({ path }) => path)).toContain(
      'jira.ticketTypes[].approval.mode',
    );
  });

  it('says which keys belong to one way of approval only', () => {
    const only = keys.flatMap(({ name, only }) => (only === null ? [] : [`${name}: ${only}`]));
    expect(only).toEqual([
      'gateStatusId: mode "status"',
      'approvedStatusId: mode "status"',
      'rejectedStatusId: mode "status"',
      'approvalStatusId: mode "jsm"',
    ]);
  });
});

describe('infra/stages/example.json', () => {
  it('has every key of the schema and no other', () => {
    expect([...new Set(pathsIn(example))].toSorted()).toEqual(keys.map(({ path }) => path).toSorted());
  });

  it('has a value for every key', () => {
    expect(valuesAt(example, 'jira.ticketTypes[].approval.mode')).toEqual(['status', 'jsm']);
    expect(keys.filter(({ path }) => valuesAt(example, path).length === 0)).toEqual([]);
  });
});
