import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readPage, readText } from '#test/docs/pages.ts';
import { readScript } from './glide.ts';

const page = readPage('docs/servicenow.md').text;
const example = z
  .object({ servicenow: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readText('infra/stages/example.json'))).servicenow;

/** Every key of a configuration, ids left out. */
function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null) return [];
  const keys = Object.keys(value).filter((key) => !/^[0-9a-f]{32}$/.test(key));
  return [...keys, ...Object.values(value).flatMap(keysOf)];
}

describe('the page for administrators', () => {
  it('names every key of the stage file', () => {
    const keys = [...new Set(keysOf(example))];
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => !new RegExp(`\\b${key}\\b`).test(page))).toEqual([]);
  });

  it('names every property the scripts read', () => {
    const scripts = ['access-desk-sender.js', 'check.js'].map(readScript).join('');
    const read = [...scripts.matchAll(/(?:_property|property)\('(\w+)'\)/g)].map(([, name = '']) => name);
    expect(new Set(read)).toEqual(new Set(['url', 'secret', 'catalog_items', 'user', 'instance']));
    for (const name of new Set(read)) expect(page).toContain(`access_desk.${name}\``);
  });

  it('names every script', () => {
    const files = readdirSync(new URL('../../servicenow/', import.meta.url)).filter((name) => name.endsWith('.js'));
    expect(files).toHaveLength(3);
    for (const file of files) expect(page).toContain(`../servicenow/${file}`);
  });
});
