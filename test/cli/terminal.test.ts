import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '#cli/command/fold.ts';
import { COMPARISON_BLOCK, PROVISIONING_BLOCK } from '#test/builders/design-blocks.ts';
import { parseCsv } from '#test/shared/report/parse-csv.ts';
import { accountInReach, screen, squeezed } from './account-in-reach.ts';

const clone = ['--clone-from', 'thomas@company.com', '--to', 'uwe@company.com', '--scan-uc'];
const terminal = (columns = 80) => screen({ isTerminal: true, columns });
const ESCAPE = '\u001B';

describe('on a terminal', () => {
  it('--apply shows what is to be written, asks, and writes on yes', async () => {
    const { run, membersOf, id } = await accountInReach();
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return ' Yes ';
    };
    const said = await run([...clone, '--apply'], { stdinIsTerminal: true, stderr: terminal(), ask });
    expect(questions).toEqual(['Write them? [y/N] ']);
    expect(squeezed(said.stderr)).toContain(
      'Uwe Becker (uwe@company.com) is to be added to 2 Databricks group(s): + npb-platform-users [workspaces: prod-workspace]',
    );
    expect(said.stdout).toContain('Applied 2 of 2');
    expect(membersOf('npb-platform-users')).toContain(id('uwe@company.com'));
    expect(said.code).toBe(0);
  });

  it.each(['', 'n', 'yess', 'no'])('writes nothing on "%s"', async (answer) => {
    const { run, writes } = await accountInReach();
    const said = await run([...clone, '--apply'], {
      stdinIsTerminal: true,
      stderr: terminal(),
      ask: async () => answer,
    });
    expect(squeezed(said.stdout)).toBe(squeezed(PROVISIONING_BLOCK));
    expect(said.stderr).toContain('Nothing was written.');
    expect(said.code).toBe(1);
    expect(writes()).toEqual([]);
  });

  it('writes nothing when the target changed while somebody was thinking', async () => {
    const { run, simulator, id, writes } = await accountInReach();
    const ask = async () => {
      simulator.model.setActive(id('uwe@company.com'), false);
      return 'y';
    };
    const said = await run([...clone, '--apply'], { stdinIsTerminal: true, stderr: terminal(300), ask });
    expect(said.stderr).toContain(
      'access-desk: --to: the account changed after the plan was made: it is deactivated. Nothing was written; run it again.',
    );
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(writes()).toEqual([]);
  });

  it('asks nothing with --yes, and nothing where there is nothing to write', async () => {
    const { run } = await accountInReach();
    const both = { stdinIsTerminal: true, stderr: terminal() };
    expect(await run([...clone, '--apply', '--yes'], both)).toMatchObject({ code: 0 });
    expect(await run([...clone, '--apply'], both)).toMatchObject({ code: 0 });
  });

  it('will not write unasked because its question cannot be seen', async () => {
    const { run, writes } = await accountInReach();
    const said = await run([...clone, '--apply'], { stdinIsTerminal: true });
    expect(said.stderr).toContain('pass --yes');
    expect(said.code).toBe(64);
    expect(writes()).toEqual([]);
  });

  it('says which additions failed, and ends with 2', async () => {
    const { run, simulator } = await accountInReach();
    const json = { schemas: ['x'], detail: 'only accessible by admins' };
    simulator.faults.add({ match: { method: 'PATCH' }, fault: { kind: 'answer', status: 403, json } });
    const said = await run([...clone, '--apply']);
    expect(squeezed(said.stdout)).toContain(
      '✗ npb-platform-users [workspaces: prod-workspace] refused: only accessible by admins',
    );
    expect(said.stdout).toContain('Applied 1 of 2 Databricks group addition(s)');
    expect(said.code).toBe(2);
  });

  it('tells in CSV and JSON what became of each', async () => {
    const { run } = await accountInReach();
    const csv = parseCsv((await run([...clone, '--apply', '--output', 'csv'])).stdout);
    const at = csv[0]?.indexOf('applied') ?? -1;
    expect(csv.slice(1).map((row) => `${row[1]} ${row[at]}`)).toContain('npb-platform-users true');
  });

  it('stops after the write under way on Ctrl-C and reports it', async () => {
    const { run, simulator, clock } = await accountInReach();
    let interrupt: () => void = () => undefined;
    // The pause before the second write is when somebody presses the keys.
    const pressing = {
      ...clock,
      sleep: (ms: number) => {
        interrupt();
        return clock.sleep(ms);
      },
    };
    const said = await run([...clone, '--apply'], {
      clock: pressing,
      onInterrupt: (listener) => {
        interrupt = listener;
        return () => undefined;
      },
    });
    expect(said.stderr).toContain('Stopping; a write that was sent is waited for …');
    expect(said.stdout).toContain('Access provisioning report');
    expect(said.code).toBe(2);
    expect(simulator.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('shows what it is doing on stderr only, on one line that it leaves empty', async () => {
    const { run } = await accountInReach();
    const said = await run(clone, { stderr: terminal() });
    expect(said.stderr).toContain('reading memberships (3 calls) …');
    expect(said.stderr).toContain(`\r${ESCAPE}[2Knote: look closer`);
    expect(said.stdout).not.toContain(ESCAPE);
    expect((await run(clone, { stderr: terminal(), env: { TERM: 'dumb' } })).stderr).not.toContain(ESCAPE);
  });

  it('colours marks, unless told not to', async () => {
    const { run, env } = await accountInReach();
    const colourful = await run(clone, { stdout: terminal() });
    expect(colourful.stdout).toContain(`    ${ESCAPE}[33m!${ESCAPE}[39m data-engineers`);
    for (const off of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      expect((await run(clone, { stdout: terminal(), env: { ...env, ...off } })).stdout).not.toContain(ESCAPE);
    }
  });

  it('fits a narrow one', async () => {
    const { run } = await accountInReach();
    const said = await run(['--compare', 'thomas@company.com', 'uwe@company.com'], { stdout: terminal(60) });
    expect(Math.max(...said.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(said.stdout).toContain('    data-engineers           (direct, external)\n        ← must add in Entra\n');
    expect(squeezed(said.stdout)).toBe(squeezed(COMPARISON_BLOCK));
  });
});

describe('a comparison of groups', () => {
  it('shows memberships without a word on copying them', async () => {
    const { run } = await accountInReach();
    const said = await run(['--compare', 'data-engineers', 'npb-developers', '--scan-uc']);
    expect(said.stdout).toBe(`\
============================================================
  Comparison: data-engineers  vs  npb-developers
============================================================

  Groups data-engineers has that npb-developers does not (1):
    bi-consumers (direct, external)
      path: data-engineers → bi-consumers

============================================================
`);
    expect(said.stderr).toContain('--scan-uc does nothing where a group is compared');
    const csv = await run(['--compare', 'data-engineers', 'npb-developers', '--output', 'csv']);
    expect(parseCsv(csv.stdout)[1]).toEqual([
      '9007199254741997',
      'bi-consumers',
      'external',
      'true',
      'false',
      'true',
      'false',
      'data-engineers → bi-consumers',
      '',
    ]);
    const json = await run(['--compare', 'data-engineers', 'npb-developers', '--output', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      a: { kind: 'group', name: 'data-engineers' },
      onlyInB: [],
      inBoth: [],
    });
  });
});

describe('folding', () => {
  it('goes on where prose began, and further in below a row', () => {
    expect(fold('  one two three four five six seven eight', 30)).toBe('  one two three four five six\n  seven eight');
    expect(fold('    + group-of-some-length  [workspaces: a, b]', 30)).toBe(
      '    + group-of-some-length\n        [workspaces: a, b]',
    );
  });

  it('leaves alone what it cannot break, and terminals too narrow for anything', () => {
    expect(fold(`    ${'x'.repeat(40)}`, 30)).toBe(`    ${'x'.repeat(40)}`);
    expect(fold('a b c d e f g h i j k', 10)).toBe('a b c d e f g h i j k');
    expect(fold('='.repeat(60), 40)).toBe('='.repeat(40));
  });

  it('loses no word and makes no line longer than it must', () => {
    const word = fc.stringMatching(/^[a-zäß→()[\]:,]{1,20}$/u);
    const gap = fc.constantFrom(' ', '  ', '      ');
    const line = fc
      .tuple(fc.constantFrom('', '  ', '    ', '      '), fc.array(fc.tuple(word, gap), { maxLength: 12 }))
      .map(([indent, parts]) => indent + parts.flat().join(''));
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 30, max: 90 }), (lines, columns) => {
        const folded = fold(lines.join('\n'), columns);
        expect(squeezed(folded)).toBe(squeezed(lines.join(' ')));
        for (const each of folded.split('\n')) expect(each.trimEnd().length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
