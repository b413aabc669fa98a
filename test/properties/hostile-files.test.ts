import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { log, logger } from '#functions/common/logger.ts';
import { comparisonCsv, planCsv } from '#shared/report/csv.ts';
import { comparisonFileName, planFileName, resultFileName } from '#shared/report/file-names.ts';
import { parseCsv } from '#test/shared/report/parse-csv.ts';
import { hostileNaming, hostileText, plainly } from './hostile.ts';
import { planOf, planShape, resultsOf } from './plan-shape.ts';

describe('hostile text in files', () => {
  /** What begins a formula, at the start of a cell or where a spreadsheet of another locale begins one. */
  const formula = /(^|[;\t\r\n][\s"]*)[=+\-@＝＋－＠]|^[\t\r\n]/;

  /** A text without the apostrophes that keep a formula from being one. */
  const bare = (text: string) => text.replace(/(^|[;\t\r\n][\s"]*)'(?=[=+\-@\t\r\n＝＋－＠])/g, '$1');

  it('comes back from a CSV in its own cell, and no cell begins a formula', () => {
    fc.assert(
      fc.property(planShape, hostileNaming, (shape, naming) => {
        const plan = planOf(shape, naming);
        const results = resultsOf(shape, naming);
        const plain = planOf(shape, plainly);
        const [head, ...rows] = parseCsv(planCsv(plan, results));
        expect(head).toEqual(parseCsv(planCsv(plain))[0]);
        expect(rows.map((row) => row.length)).toEqual([...plan.actions, ...plan.follows].map(() => 13));
        const asGiven = ({ group }: { group: { id: string; name: string } }) =>
          [bare(group.id), bare(group.name)] as const;
        const names = new Map([...plan.actions, ...plan.follows].map(asGiven));
        for (const [, name = '', id = ''] of rows) expect(bare(name)).toBe(names.get(bare(id)));
        const compared = parseCsv(comparisonCsv(plan));
        expect(compared.slice(1).map(([id = '', name = '']) => [bare(id), bare(name)])).toEqual(
          plan.comparison.map(asGiven),
        );
        expect([...rows, ...compared].flat().filter((cell) => formula.test(cell))).toEqual([]);
      }),
    );
  });

  it('leaves file names plain: ASCII, one dot, no way into another folder', () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.integer({ min: 1, max: 99 }), (key, digest, run) => {
        const names = [comparisonFileName(key, run), comparisonFileName(key, run, 2)];
        for (const name of [...names, planFileName(key, run, digest), resultFileName(key, run, digest)])
          expect(name).toMatch(/^[a-z][\w-]*\.csv$/);
      }),
    );
  });
});

describe('hostile text in a log', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    logger.setLogLevel('SILENT');
  });

  it('stays in its line', () => {
    const written: string[] = [];
    const keep = (chunk: unknown) => written.push(String(chunk)) > 0;
    vi.spyOn(process.stdout, 'write').mockImplementation(keep);
    vi.spyOn(process.stderr, 'write').mockImplementation(keep);
    logger.setLogLevel('INFO');
    fc.assert(
      fc.property(hostileText, hostileText, fc.constantFrom('info', 'warn', 'error'), (message, fact, level) => {
        written.length = 0;
        // Empty texts are left out of a line.
        log[level](`m${message}`, { fact: `f${fact}`, [`x${fact}`]: 1 });
        const text = written.join('');
        expect(text.endsWith('\n')).toBe(true);
        expect(text.slice(0, -1)).not.toMatch(/[\n\r]/);
        expect(JSON.parse(text)).toMatchObject({
          ...{ message: `m${message}`, fact: `f${fact}`, level: level.toUpperCase() },
        });
      }),
    );
  });
});
