import { describe, expect, it } from 'vitest';
import { parseProfiles } from '#cli/command/profile.ts';
import { accountInReach, runHere } from './account-in-reach.ts';

const compare = ['--compare', 'thomas@company.com', 'uwe@company.com'];
const clock = { now: () => new Date(0), sleep: async () => undefined };
const complete = {
  DATABRICKS_HOST: 'https://accounts.azuredatabricks.net',
  DATABRICKS_ACCOUNT_ID: 'a',
  DATABRICKS_CLIENT_ID: 'c',
  DATABRICKS_CLIENT_SECRET: 'top-secret',
};

describe('settings that cannot be used', () => {
  it.each([
    [
      'DATABRICKS_HOST',
      '',
      'DATABRICKS_HOST is not set: set it, or host in a --profile, or pass --cloud azure|aws|gcp.',
    ],
    ['DATABRICKS_ACCOUNT_ID', ' ', 'DATABRICKS_ACCOUNT_ID is not set'],
    ['DATABRICKS_CLIENT_SECRET', '', 'DATABRICKS_CLIENT_SECRET is not set'],
    [
      'DATABRICKS_HOST',
      'http://accounts.azuredatabricks.net',
      'DATABRICKS_HOST: accounts.azuredatabricks.net must be called by https',
    ],
    [
      'DATABRICKS_HOST',
      'https://accounts.azuredatabricks.net.evil.example',
      'DATABRICKS_HOST: accounts.azuredatabricks.net.evil.example is no host of Databricks',
    ],
    [
      'DATABRICKS_HOST',
      'https://user:pass@accounts.azuredatabricks.net',
      'DATABRICKS_HOST: a URL must not hold credentials',
    ],
    ['DATABRICKS_HOST', 'adb-7.1.azuredatabricks.net', 'is a workspace; the account console is needed'],
    ['DATABRICKS_WORKSPACE_URLS', '{"1":', 'DATABRICKS_WORKSPACE_URLS must be JSON such as'],
    ['DATABRICKS_WAREHOUSES', 'abc', 'DATABRICKS_WAREHOUSES must be JSON such as {"1234567890":"0a1b2c3d4e5f6789"}'],
    [
      'DATABRICKS_WORKSPACE_URLS',
      '{"1":"http://adb-1.1.azuredatabricks.net"}',
      'DATABRICKS_WORKSPACE_URLS, 1: adb-1.1.azuredatabricks.net must be called by https',
    ],
  ])('are refused before anything is sent: %s=%s', async (name, value, sentence) => {
    const said = await runHere(compare, { env: { ...complete, [name]: value }, clock });
    expect(said.stderr).toContain(sentence);
    expect(said.stderr).not.toContain('top-secret');
    expect(said).toMatchObject({ code: 64, stdout: '' });
  });
});

describe('a profile', () => {
  it('gives what the environment lacks, and wins where it is asked for', async () => {
    const { run, env } = await accountInReach();
    const file = `\
; Databricks tools read this too
[DEFAULT]
host = https://accounts.cloud.databricks.com
[desk]
host          = ${env.DATABRICKS_HOST}
account_id    = ${env.DATABRICKS_ACCOUNT_ID}
client_id     = ${env.DATABRICKS_CLIENT_ID}
client_secret = ${env.DATABRICKS_CLIENT_SECRET}
`;
    const readFile = (path: string) => (path === '/home/somebody/.databrickscfg' ? file : null);
    const urls = { DATABRICKS_WORKSPACE_URLS: env.DATABRICKS_WORKSPACE_URLS };
    const wrong = { ...complete, ...urls };
    expect(await run([...compare, '--profile', 'desk'], { env: wrong, readFile })).toMatchObject({ code: 0 });
    expect(await run(compare, { env: { ...urls, DATABRICKS_CONFIG_PROFILE: 'desk' }, readFile })).toMatchObject({
      code: 0,
    });
    expect(
      await run([...compare, '--profile', 'desk'], {
        env: { DATABRICKS_CONFIG_FILE: '/etc/dbx' },
        readFile: (path) => (path === '/etc/dbx' ? file : null),
      }),
    ).toMatchObject({ code: 0 });

    const ofEnv = await run(compare, { env: { ...urls, DATABRICKS_CONFIG_PROFILE: 'dsk' }, readFile });
    expect(ofEnv.stderr).toContain('DATABRICKS_CONFIG_PROFILE=dsk: /home/somebody/.databrickscfg has the profiles');

    const unknown = await run([...compare, '--profile', 'dsk'], { env: wrong, readFile });
    expect(unknown.stderr).toContain('--profile dsk: /home/somebody/.databrickscfg has the profiles DEFAULT, desk.');
    expect(unknown.code).toBe(64);
    const incomplete = await run([...compare, '--profile', 'DEFAULT'], { env: {}, readFile });
    expect(incomplete.stderr).toContain('DATABRICKS_ACCOUNT_ID is not set: set it, or account_id in a --profile.');
    const rejected = await run([...compare, '--profile', 'desk'], {
      env,
      readFile: () => file.replace(/(client_secret = ).*/, '$1wrong'),
    });
    expect(rejected.stderr).toContain('check client_id of profile desk and client_secret of profile desk.');
  });

  it('may hold any character in a secret, and belongs to the last section of its name', () => {
    const text =
      '\uFEFFstray = 1\r\n[p]\r\n# note\r\nCLIENT_SECRET=a#b;c = [d]\r\nhost =\r\n[q]\r\nhost=h\r\n[p]\r\nhost = i\r\n';
    expect([...parseProfiles(text)]).toEqual([
      ['p', { client_secret: 'a#b;c = [d]', host: 'i' }],
      ['q', { host: 'h' }],
    ]);
  });
});

describe('what the program says about itself', () => {
  it('needs no settings', async () => {
    const help = await runHere(['--help'], { env: {}, clock });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--clone-from thomas@company.com --to uwe@company.com --scan-uc');
    expect(Math.max(...help.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(78);
    const version = await runHere(['--version'], { env: {}, clock });
    expect(version.stdout).toMatch(/^access-desk \d+\.\d+\.\d+\n$/);
  });
});
