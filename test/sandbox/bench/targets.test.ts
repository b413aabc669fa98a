import { beforeAll, describe, expect, it } from 'vitest';
import { CONTENTS } from '#sandbox/bench/accounts.ts';
import { measureAll, type Row, scenarios } from '#sandbox/bench/matrix.ts';
import { performancePage } from '#sandbox/bench/page.ts';
import { baselineOf, line, table } from '#sandbox/bench/table.ts';
import { targets } from '#sandbox/bench/targets.ts';
import { readText } from '../../docs/pages.ts';

/** What the targets are judged by, and the way that must not feel the size; the rest takes minutes. */
const rows: Row[] = [];
const planOf = (groups: number, route: string) =>
  rows.find(({ scenario }) => scenario.groups === groups && scenario.route === route)?.plan;

beforeAll(async () => {
  const wanted = scenarios(false).filter(
    ({ groups, contents, route }) =>
      contents === 'catalogs only' && (groups === 5_000 || route === 'IAM v2' || route === 'IAM v2 + SQL'),
  );
  await measureAll(wanted, (row) => rows.push(row));
}, 120_000);

describe('the targets for a plan on 5,000 groups', () => {
  it('hold', () => {
    expect(targets(rows).filter(({ holds }) => !holds)).toEqual([]);
    expect(targets(rows).map(({ target }) => target)).toEqual([
      'at most 400 calls',
      'at most 150 calls with a SQL warehouse',
      "at most 1/20 of the baseline's calls",
      "at most 1/20 of the baseline's time",
      'calls do not grow with the number of groups',
    ]);
  });

  it('are missed by the way that reads every group', () => {
    const slow = rows.map((row) =>
      row.scenario.route === 'IAM v2' ? { ...row, plan: { ...row.plan, ...planOf(5_000, 'SCIM') } } : row,
    );
    expect(targets(slow).map(({ holds }) => holds)).toEqual([false, true, false, false, true]);
  });

  it('are missed by one call too many, and by calls that grow', () => {
    const grown = rows.map((row) => {
      const more = row.scenario.route === 'IAM v2 + SQL' ? 151 : row.plan.calls + (row.scenario.groups > 5_000 ? 1 : 0);
      return { ...row, plan: { ...row.plan, calls: more } };
    });
    expect(targets(grown).map(({ holds }) => holds)).toEqual([true, false, true, true, false]);
  });
});

describe('calls and time', () => {
  it.each(['IAM v2', 'IAM v2 + SQL'])('do not grow with the account by %s', (route) => {
    const small = planOf(300, route);
    expect(small?.calls).toBeGreaterThan(100);
    expect(planOf(43_000, route)).toEqual(small);
  });

  it('count what the baseline needs: every group, and every catalog from every workspace', () => {
    const lists = 5_000 / 100 + 2 + 1 + 50;
    expect(planOf(5_000, 'baseline')?.calls).toBe(lists + 5_000 + 50 + 50 * 60);
  });
});

describe('docs/performance.md', () => {
  it('says what was measured just now', () => {
    const page = readText('docs/performance.md');
    const ours = rows.filter(({ scenario }) => scenario.groups === 5_000);
    const again = 'npm run bench writes it anew';
    for (const row of ours) expect(page, again).toContain(line(row, baselineOf(rows, row)));
    for (const { target, measured } of targets(rows)) {
      expect(page, again).toContain(`| ${target} | ${measured} | holds |`);
    }
  });

  it('has a line for every scenario', () => {
    const told = readText('docs/performance.md')
      .split('\n')
      .filter((text) => /^\| (300|5,000|43,000) \|/.test(text));
    expect(told).toHaveLength(scenarios(false).length + scenarios(true).length);
    expect(told).toHaveLength(3 * 2 * CONTENTS.length * 4);
  });

  it('keeps contents apart', () => {
    expect(table(rows, 'one group on a schema').split('\n')).toHaveLength(3);
  });

  it('would say which target is missed', () => {
    // One size proves nothing about growth.
    const oneSize = rows.filter(({ scenario }) => scenario.groups === 5_000);
    const page = performancePage(oneSize, [{ route: 'SCIM', calls: 5_000, seconds: 12.3 }]);
    expect(page).toContain('**1 of 5 missed**');
    expect(page).toContain(
      `| calls do not grow with the number of groups | ${planOf(5_000, 'IAM v2')?.calls} on 5,000 | **missed** |`,
    );
    expect(page).toContain(table(oneSize, 'catalogs only'));
    expect(page).toContain('| SCIM | 5,000 | 12 |');
  });
});
