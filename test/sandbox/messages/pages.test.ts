import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ALL_EXAMPLES } from '#sandbox/messages/all-examples.ts';
import { messagePages } from '#sandbox/messages/pages.ts';
import { readSources } from '#test/architecture/source.ts';

const folder = fileURLToPath(new URL('../../../docs/messages/', import.meta.url));
const pages = messagePages();
const sources = readSources();

/** Names of the functions that write a text for a ticket, as the code has them. */
function writers(text: string): string[] {
  const functions = text.matchAll(/^export function (\w+)\(.*?\)(?:: ([^\n]*)) \{$/gms);
  return [...functions].flatMap(([, name = '', returns = '']) => (/\bDocument\b/.test(returns) ? [name] : []));
}

const written = sources
  .filter(({ path }) => /^shared\/report\/messages\/[^/]+\.ts$/.test(path) && !path.endsWith('/limit.ts'))
  .flatMap(({ text }) => writers(text));

describe('docs/messages', () => {
  it.each([...pages.keys()])('%s is what `npm run docs` writes', (path) => {
    expect(existsSync(folder + path) && readFileSync(folder + path, 'utf8')).toBe(pages.get(path));
  });

  it('holds no page of a message that is no more', () => {
    const there = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = there.map(({ parentPath, name }) =>
      `${parentPath}/${name}`.replace(`${folder}`, '').replace(/^\//, ''),
    );
    expect(paths.toSorted()).toEqual([...pages.keys()].toSorted());
  });

  it('shows every message the code writes, and no other', () => {
    expect(written.length).toBeGreaterThan(10);
    expect([...new Set(ALL_EXAMPLES.map(({ writtenBy }) => writtenBy))].toSorted()).toEqual(written.toSorted());
  });

  it('shows each variant once, and says something in it', () => {
    for (const { page, variants } of ALL_EXAMPLES) {
      expect(variants.length, page).toBeGreaterThan(0);
      for (const { name, body } of variants) expect(body.length, `${page}: ${name}`).toBeGreaterThan(0);
    }
    const names = ALL_EXAMPLES.map(({ page }) => page);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the steps', () => {
  it('have no words of their own: every text for a ticket is one of the messages', () => {
    const own = sources.filter(
      ({ path, text }) => path.startsWith('functions/') && /kind: '(paragraph|list)'/.test(text),
    );
    expect(own.map(({ path }) => path)).toEqual([]);
  });
});

describe('finding the messages in the code', () => {
  it('knows functions that return a document, on one line or on several', () => {
    const text = [
      'export function one(args: A): Document {',
      'export function two(args: {',
      '  readonly a: string;',
      '}): Document {',
      'export function three(a: A): { summary: string; body: Document } {',
      'export function no(document: Document): number {',
      'function hidden(): Document {',
    ].join('\n');
    expect(writers(text)).toEqual(['one', 'two', 'three']);
  });
});
