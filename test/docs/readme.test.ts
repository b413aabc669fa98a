import { describe, expect, it } from 'vitest';
import { readPage } from './pages.ts';

const FIRST_SCREEN = 45;

const readme = readPage('README.md').text;
const lines = readme.split('\n').slice(0, FIRST_SCREEN);
const screen = lines.join('\n');

describe('the first screen of the README', () => {
  it('says in one sentence what Access Desk does and for whom', () => {
    const words = lines.slice(2, 6).join(' ');
    expect(words).toMatch(/^“Please give Uwe the same Databricks access as Thomas\.”/);
    for (const verb of ['compares', 'plans', 'waits for a real approval', 'adds', 'checks'])
      expect(words).toContain(verb);
  });

  it('draws the way of a ticket', () => {
    const [picture = ''] = /^```\n.*?^```$/ms.exec(screen) ?? [];
    for (const part of [
      'ticket',
      'webhook',
      'plan',
      'yes or no',
      'Databricks groups',
      'identity task',
      'what was done',
    ]) {
      expect(picture).toContain(part);
    }
    expect(Math.max(...picture.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  it('gives the two commands', () => {
    expect(screen).toMatch(/^npm ci && npm start\b/m);
    expect(screen).toMatch(/^npm ci && npm test\b/m);
  });

  it('says what it never does', () => {
    const promises = lines.filter((line) => line.startsWith('- It never '));
    expect(promises.length).toBeGreaterThanOrEqual(6);
    expect(readme.match(/^- It never /gm)).toHaveLength(promises.length);
  });
});

describe('the README', () => {
  it('has its parts in the order a reader needs them', () => {
    const parts = Array.from(readme.matchAll(/^## (.+)$/gm), ([, heading]) => heading);
    expect(parts).toEqual([
      'Try it',
      'Use it from a program',
      'The rooms',
      'Change it',
      'Deploy',
      'Operate',
      'Limits, honestly',
    ]);
  });
});
