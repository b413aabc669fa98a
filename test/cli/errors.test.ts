import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { accountInReach } from './account-in-reach.ts';

const clone = (from: string, to: string) => ['--clone-from', from, '--to', to];

describe('a wish that cannot be served', () => {
  it.each([
    [
      'an unknown source',
      clone('nobody at all', 'uwe@company.com'),
      '--clone-from "nobody at all": nobody in this Databricks account goes by this name. Give the e-mail address',
    ],
    [
      'a mistyped target',
      clone('thomas@company.com', 'uve@company.com'),
      '--to "uve@company.com": nobody in this Databricks account goes by this name. Did you mean uwe@company.com?',
    ],
    [
      'a name of two',
      clone('Anna Schmidt', 'uwe@company.com'),
      '--clone-from "Anna Schmidt": 2 accounts go by this name: anna.schmidt@company.com, a.schmidt@company.com.',
    ],
    [
      'an inactive target',
      clone('thomas@company.com', 'petra.novak@company.com'),
      '--to "petra.novak@company.com": this account is deactivated',
    ],
    [
      'source = target',
      clone('thomas@company.com', 'Thomas Müller'),
      '--to "thomas@company.com": both names mean the same account.',
    ],
    ['two kinds', clone('thomas@company.com', 'etl-new'), '--clone-from is a user, --to a service principal'],
    ['a group', clone('data-engineers', 'uwe@company.com'), '--clone-from "data-engineers": this is a group.'],
    [
      'a group to leave out that is none',
      [...clone('thomas@company.com', 'uwe@company.com'), '--without', 'npb-platform-user'],
      '--without "npb-platform-user": No group the target lacks has exactly this name or id. Did you mean npb-platform-users?',
    ],
    [
      'a comparison with nobody',
      ['--compare', 'thomas@company.com', 'ove@company.com'],
      '--compare, second name "ove@company.com"',
    ],
    [
      'a comparison with itself',
      ['--compare', 'npb-developers', 'npb-developers'],
      '--compare, second name "npb-developers": both names mean the same account.',
    ],
  ])('is told: %s', async (_, argv, sentence) => {
    const { run, simulator } = await accountInReach();
    const said = await run([...argv, ...(argv[0] === '--compare' ? [] : ['--apply'])]);
    expect(said.stderr).toContain(`access-desk: ${sentence}`);
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(simulator.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
  });

  it('shows hostile names harmlessly', async () => {
    const { run } = await accountInReach();
    const said = await run(clone('evil\u001B[2J\u202Ename', 'uwe@company.com'));
    expect(said.stderr).toContain('"evil\\u{1b}[2J\\u{202e}name"');
  });
});

describe('an account that does not answer as it should', () => {
  it('is said to refuse, with the right it takes', async () => {
    const { run, simulator } = await accountInReach();
    const json = { error_code: 'PERMISSION_DENIED', message: 'Only accessible by admins.' };
    simulator.faults.add({ match: { path: /Users/ }, times: 20, fault: { kind: 'answer', status: 403, json } });
    const said = await run(['--compare', 'thomas@company.com', 'uwe@company.com']);
    expect(said.stderr).toContain('Databricks refused: list of Users');
    expect(said.stderr).toContain('takes an account admin');
    expect(said.code).toBe(1);
  });

  it('is said to have failed, with the status', async () => {
    const { run, simulator } = await accountInReach();
    simulator.faults.add({ match: { path: /Users/ }, times: 20, fault: { kind: 'answer', status: 500, text: 'oops' } });
    const said = await run(['--compare', 'thomas@company.com', 'uwe@company.com']);
    expect(said.stderr).toMatch(
      /^access-desk: Databricks did not answer: list of Users .*\(status 500\)\. Try again later\.\n$/,
    );
    expect(said.code).toBe(1);
  });

  it('is waited for when it limits the rate', async () => {
    const { run, clock } = await accountInReach({ throttledTokenCalls: 2 });
    const said = await run(['--compare', 'thomas@company.com', 'uwe@company.com']);
    expect(said.code).toBe(0);
    // Both names are asked for at once, and both wait ten seconds each time; second by second, so that they can be given up.
    expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(4 * 10_000);
  });

  it('is given up after a quarter of an hour', async () => {
    const { run } = await accountInReach({ throttledTokenCalls: 1_000 });
    const said = await run(['--compare', 'thomas@company.com', 'uwe@company.com']);
    expect(said.code).toBe(1);
    expect(said.stderr).toContain('Databricks limits the rate for too long.');
  });

  it('is told from a broken program, which shows its stack only when asked', async () => {
    const { run, env } = await accountInReach({
      account: accountModel().user('A', 'a@x.com').user('B', 'b@x.com').build(),
    });
    const clock = {
      now: (): Date => {
        throw new RangeError('clock is gone');
      },
      sleep: async () => undefined,
    };
    const said = await run(['--compare', 'a@x.com', 'b@x.com'], { clock });
    expect(said.stderr).toMatch(/^access-desk: Something nobody foresaw went wrong \(RangeError\)\. [^\n]+\n$/);
    const debugged = await run(['--compare', 'a@x.com', 'b@x.com'], { clock, env: { ...env, DEBUG: '1' } });
    expect(debugged.stderr).toContain('clock is gone');
    expect(debugged.stderr).not.toContain(env.DATABRICKS_CLIENT_SECRET);
    expect([said.code, debugged.code]).toEqual([1, 1]);
  });

  it('leaves a note where a comparison may be short of a group', async () => {
    const { run, simulator, id } = await accountInReach();
    const json = { schemas: ['x'], detail: 'not found', status: '404' };
    const match = { path: new RegExp(`Groups/${id('data-engineers')}$`) };
    simulator.faults.add({ match, times: 20, fault: { kind: 'answer', status: 404, json } });
    const said = await run(['--compare', 'thomas@company.com', 'uwe@company.com', '--output', 'json']);
    expect(said.stderr).toContain(
      `note: groups may be missing here: group ${id('data-engineers')}: IAM v2 names it, but it cannot be found.\n`,
    );
    expect(said.stderr).toContain('note: groups may be missing here: nesting of bi-consumers not readable');
    expect(JSON.parse(said.stdout)).toMatchObject({ gaps: [{ hides: true }, { hides: true }] });
  });
});
