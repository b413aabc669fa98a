import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anchors, isThere, localLinks, readPage, readPages, readText, section, tableRows } from './pages.ts';

const pages = readPages();
const page = (text: string, path = 'docs/x.md') => ({ path, text });
const scripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readText('package.json'))).scripts;

/** A link that leads nowhere, or null. */
function broken(link: string): string | null {
  const [path = '', anchor] = link.split('#');
  if (!isThere(path)) return link;
  return anchor === undefined || anchors(readPage(path)).includes(anchor) ? null : link;
}

/** npm scripts a page tells its reader to run. */
function namedScripts(text: string): string[] {
  const run = text.matchAll(/\bnpm run (?:--silent )?([a-z]+)/g);
  const short = text.matchAll(/\bnpm (start|test)\b/g);
  return [...run, ...short].map(([, name = '']) => name);
}

/** Files and folders of the project that a page names in code letters. */
function namedPaths(text: string): string[] {
  const named = text.matchAll(/`((?:infra|functions|shared|cli|sandbox|events|test|docs)\/[\w./-]*)`/g);
  return Array.from(named, ([, path = '']) => path);
}

describe('the pages', () => {
  it('were found', () => {
    const paths = pages.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/runbook.md']));
  });

  it.each(pages)('$path links to what is there', (one) => {
    expect(localLinks(one).flatMap((link) => broken(link) ?? [])).toEqual([]);
  });

  it.each(pages)('$path names files that are there', ({ text }) => {
    expect(namedPaths(text).filter((path) => !isThere(path))).toEqual([]);
  });

  it.each(pages)('$path names scripts that can be run', ({ text }) => {
    expect(namedScripts(text).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('list every decision', () => {
    const listed = localLinks(readPage('docs/decisions/README.md'));
    const written = pages.map(({ path }) => path).filter((path) => /^docs\/decisions\/\d{4}-/.test(path));
    expect(written.length).toBeGreaterThan(10);
    expect(listed.toSorted()).toEqual(written.toSorted());
  });

  it.each(
    pages.filter(({ path }) => /^docs\/decisions\/\d{4}-/.test(path)),
  )('$path says context, decision and consequences', (one) => {
    expect(anchors(one).slice(1)).toEqual(['context', 'decision', 'consequences']);
    expect(one.text.split('\n').length).toBeLessThan(40);
  });
});

describe('reading a page', () => {
  it('finds links from its folder, and none in code or to the outside', () => {
    const text = ['[a](../b.ts) [c](#d) [e](https://f.example) [g](h.md#i)', '```', '[no](no.md)', '```'].join('\n');
    expect(localLinks(page(text))).toEqual(['b.ts', 'docs/x.md#d', 'docs/h.md#i']);
  });

  it('finds a link that leads nowhere', () => {
    expect(broken('docs/nothing.md')).toBe('docs/nothing.md');
    expect(broken('docs/runbook.md#nothing')).toBe('docs/runbook.md#nothing');
    expect(broken('docs/runbook.md#alarms')).toBeNull();
  });

  it('makes anchors as GitHub does', () => {
    expect(anchors(page('# A b\n## `C`, d’s e-f!\ntext'))).toEqual(['a-b', 'c-ds-e-f']);
  });

  it('finds scripts and paths', () => {
    expect(namedScripts('`npm run --silent access -- --help`, npm start, npm run nothing')).toEqual([
      'access',
      'nothing',
      'start',
    ]);
    expect(namedPaths('`shared/errors.ts` and `no/path.ts` and `docs/`')).toEqual(['shared/errors.ts', 'docs/']);
  });

  it('cuts sections and tables', () => {
    const text = ['## A', '| h | i |', '|---|---|', '| 1 | 2 |', '### B', 'deeper', '## C', 'other'].join('\n');
    expect(section(page(text), 'A')).toContain('deeper');
    expect(section(page(text), 'A')).not.toContain('other');
    expect(tableRows(text)).toEqual([['1', '2']]);
  });
});
