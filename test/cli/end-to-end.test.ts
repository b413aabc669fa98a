import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, readlink, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { exampleAccount } from '#sandbox/simulators/databricks/example-account.ts';
import { startDatabricks } from '#sandbox/simulators/databricks/server.ts';
import { COMPARISON_BLOCK, PROVISIONING_BLOCK } from '#test/builders/design-blocks.ts';
import { parseCsv } from '#test/shared/report/parse-csv.ts';
import { adminClient, squeezed } from './account-in-reach.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'cli/main.ts');
const compare = ['--compare', 'thomas@company.com', 'uwe@company.com'];
const clone = ['--clone-from', 'thomas@company.com', '--to', 'uwe@company.com'];

/** The example account in real time, and the program as a shell starts it. */
async function shell() {
  const simulator = await startDatabricks({
    account: exampleAccount(),
    now: () => Date.now(),
    options: { clients: [adminClient], lagMs: 0 },
  });
  onTestFinished(() => simulator.close());
  const settings = {
    DATABRICKS_HOST: simulator.url,
    DATABRICKS_ACCOUNT_ID: simulator.accountId,
    DATABRICKS_CLIENT_ID: adminClient.clientId,
    DATABRICKS_CLIENT_SECRET: adminClient.clientSecret,
    DATABRICKS_WORKSPACE_URLS: JSON.stringify(simulator.workspaceUrls),
  };
  const folder = await mkdtemp(join(tmpdir(), 'access-desk-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const env = { PATH: process.env.PATH, HOME: folder, ...settings };
  const start = (argv: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    spawn(process.execPath, [main, ...argv], {
      cwd: folder,
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    simulator,
    env,
    folder,
    start,
    run: (argv: readonly string[], more?: Readonly<Record<string, string>>) => ended(start(argv, more)),
    patches: () => simulator.requests.filter(({ method }) => method === 'PATCH').length,
  };
}

/** All a program said, once it is over. */
async function ended(child: ChildProcessByStdio<null, Readable, Readable>) {
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { stdout, stderr, code };
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks = await Array.fromAsync(stream);
  return Buffer.concat(chunks).toString('utf8');
}

describe('the program', () => {
  it('prints exactly the two blocks of the story', async () => {
    const { run } = await shell();
    const [compared, planned] = await Promise.all([run(compare), run([...clone, '--scan-uc'])]);
    expect(squeezed(compared.stdout)).toBe(squeezed(COMPARISON_BLOCK));
    expect(compared).toMatchObject({ code: 0, stderr: '' });
    expect(squeezed(planned.stdout)).toBe(squeezed(PROVISIONING_BLOCK));
    expect(planned.code).toBe(0);
    expect(planned.stderr).toBe('note: look closer: one group gives workspace ADMIN in scratch-workspace.\n');
  });

  it('writes the two memberships, confirms them, and the second time has nothing to write', async () => {
    const { run, patches, folder } = await shell();
    const first = await run([...clone, '--scan-uc', '--apply']);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('✓ npb-platform-users');
    expect(first.stdout).toContain('✓ scratch-workspace-admins');
    expect(first.stdout).toContain('Applied 2 of 2 Databricks group addition(s); nothing else was changed.');
    expect(patches()).toBe(2);
    const [name = '', ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect(name).toMatch(/^access-desk-receipt_\d{8}T\d{6}Z_[0-9a-f]{8}\.json$/);
    expect(first.stderr).toContain(`Receipt: ${name}\n`);
    const file = join(folder, name);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      state: 'finished',
      additions: [{ result: 'applied' }, { result: 'applied' }],
    });

    const second = await run([...clone, '--scan-uc', '--apply']);
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout).toContain('Nothing to write in Databricks.');
    expect(patches()).toBe(2);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('keeps its receipt over nothing, be it unreadable', async () => {
    const { run, patches, folder } = await shell();
    const file = join(folder, 'receipt.json');
    await symlink('/nowhere/receipt.json', file);
    const said = await run([...clone, '--scan-uc', '--apply', '--receipt', 'receipt.json']);
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toContain('--receipt: receipt.json cannot be written (EEXIST). Nothing was written');
    expect(await readlink(file)).toBe('/nowhere/receipt.json');
    expect(await readdir(folder)).toEqual(['receipt.json']);
    expect(patches()).toBe(0);
  });

  it.each([
    'SIGINT',
    'SIGTERM',
  ] as const)('ends after the write under way on %s, and says what was written', async (signal) => {
    const { start, simulator, patches, folder } = await shell();
    simulator.faults.add({ match: { method: 'PATCH' }, fault: { kind: 'delay', delayMs: 700 } });
    const child = start([...clone, '--scan-uc', '--apply', '--receipt', 'receipt.json']);
    const over = ended(child);
    await vi.waitFor(() => expect(patches()).toBe(1), { timeout: 20_000, interval: 20 });
    child.kill(signal);
    const said = await over;
    expect(said.code).toBe(2);
    expect(said.stderr).toContain('Stopping; a write that was sent is waited for …');
    expect(squeezed(said.stdout)).toMatch(/npb-platform-users .*accepted, not yet confirmed/);
    expect(squeezed(said.stdout)).toMatch(/scratch-workspace-admins .*not written: stopped before its turn/);
    expect(patches()).toBe(1);
    const group = { groupId: simulator.model.idOf('npb-platform-users'), groupName: 'npb-platform-users' };
    expect(JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8'))).toMatchObject({
      state: 'interrupted',
      additions: [
        { ...group, before: 'absent', result: 'accepted, not yet confirmed' },
        { groupName: 'scratch-workspace-admins', before: 'unknown', result: 'not written' },
      ],
      undo: [group],
    });
  });

  it.each([
    ['before the plan', clone, 'access-desk: interrupted; nothing was written.\n', 1],
    [
      'between plan and writing',
      [...clone, '--scan-uc', '--apply'],
      'Stopping; a write that was sent is waited for',
      2,
    ],
  ] as const)('gives up a reading that hangs, %s', async (when, argv, says, code) => {
    const { start, simulator, patches } = await shell();
    const reads = () => simulator.requests.filter(({ fault }) => fault === 'hang').length;
    const path = /\/scim\/v2\/Users\/\d+$/;
    // Once for each of the two people while the plan is made; the target is read again before it is written to.
    const nth = when === 'before the plan' ? 1 : 3;
    simulator.faults.add({ match: { method: 'GET', path, nth }, times: 9, fault: { kind: 'hang' } });
    const child = start(argv);
    const over = ended(child);
    await vi.waitFor(() => expect(reads()).toBeGreaterThan(0), { timeout: 20_000, interval: 20 });
    child.kill('SIGTERM');
    const said = await over;
    expect(said.stderr).toContain(says);
    expect(said.code).toBe(code);
    expect(patches()).toBe(0);
  });

  it('takes one Ctrl-C for one, though it may arrive twice: npm passes it on', async () => {
    const { start, simulator, patches, folder } = await shell();
    simulator.faults.add({ match: { method: 'PATCH' }, fault: { kind: 'delay', delayMs: 700 } });
    const child = start([...clone, '--scan-uc', '--apply', '--receipt', 'receipt.json']);
    child.stderr.on('data', (said: Buffer) => {
      if (said.toString().includes('Stopping')) child.kill('SIGINT');
    });
    const over = ended(child);
    await vi.waitFor(() => expect(patches()).toBe(1), { timeout: 20_000, interval: 20 });
    child.kill('SIGINT');
    expect((await over).code).toBe(2);
    expect(JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8'))).toMatchObject({ state: 'interrupted' });
  });

  it('ends at once when somebody insists', async () => {
    const { start, simulator, patches } = await shell();
    simulator.faults.add({ match: { method: 'PATCH' }, fault: { kind: 'hang' } });
    const child = start([...clone, '--scan-uc', '--apply']);
    const over = ended(child);
    await vi.waitFor(() => expect(patches()).toBe(1), { timeout: 20_000, interval: 20 });
    await vi.waitFor(
      () => {
        child.kill('SIGINT');
        expect(child.signalCode).toBe('SIGINT');
      },
      { timeout: 20_000, interval: 100 },
    );
    expect((await over).stdout).toBe('');
  });

  it('leaves a receipt that tells what may have been written where it is killed', async () => {
    const { start, simulator, patches, folder } = await shell();
    simulator.faults.add({ match: { method: 'PATCH' }, fault: { kind: 'hang' } });
    const child = start([...clone, '--scan-uc', '--apply', '--receipt', 'receipt.json']);
    const over = ended(child);
    await vi.waitFor(() => expect(patches()).toBe(1), { timeout: 20_000, interval: 20 });
    child.kill('SIGKILL');
    await over;
    expect(JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8'))).toMatchObject({
      state: 'writing',
      finishedAt: null,
      additions: [{ before: 'absent', result: 'about to write' }, { result: 'planned' }],
      undo: [{ groupName: 'npb-platform-users' }],
    });
  });

  it('prints one report and nothing else on stdout when npm runs it', async () => {
    const { env } = await shell();
    const child = spawn('npm', ['run', '--silent', 'access', '--', ...clone, '--scan-uc'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = await ended(child);
    expect(squeezed(said.stdout)).toBe(squeezed(PROVISIONING_BLOCK));
    expect(said.code).toBe(0);
  });

  it('gives CSV and JSON that parse', async () => {
    const { run } = await shell();
    const [csv, json, gap] = await Promise.all([
      run([...clone, '--scan-uc', '--output', 'csv']),
      run([...clone, '--scan-uc', '--output', 'json']),
      run([...compare, '--output', 'csv']),
    ]);
    const [header, ...rows] = parseCsv(csv.stdout);
    expect(header?.slice(0, 9).join()).toBe(
      'action_type,group_name,group_id,source,path,workspace_accesses,uc_grants_summary,applied,error',
    );
    expect(rows.map(([type, name]) => `${type}: ${name}`)).toEqual([
      'IdP required: data-engineers',
      'Follows: bi-consumers',
      'Skipped: ml-catalog-readers',
      'Databricks: npb-platform-users',
      'Databricks: scratch-workspace-admins',
    ]);
    expect(JSON.parse(json.stdout)).toMatchObject({ source: { id: '9007199254740993' }, sharedCount: 3 });
    expect(parseCsv(gap.stdout)).toHaveLength(1 + 5 + 1 + 3);
  });

  it('ends with the code a script can go by, and says why in one line', async () => {
    const { run } = await shell();
    const [usage, unknown, secret, account, host] = await Promise.all([
      run(['--compare', 'thomas@company.com']),
      run(['--compare', 'thmas@company.com', 'uwe@company.com']),
      run(compare, { DATABRICKS_CLIENT_SECRET: 'wrong' }),
      run(compare, { DATABRICKS_ACCOUNT_ID: '00000000-0000-0000-0000-000000000000' }),
      run(compare, { DATABRICKS_HOST: 'http://127.0.0.1:1' }),
    ]);
    expect(usage.code).toBe(64);
    expect([unknown.code, secret.code, account.code, host.code]).toEqual([1, 1, 1, 1]);
    expect(unknown.stderr).toContain('Did you mean thomas@company.com?');
    expect(secret.stderr).toContain('check DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET');
    expect(account.stderr).toContain('DATABRICKS_ACCOUNT_ID: there is no account 00000000-');
    expect(host.stderr).toContain('http://127.0.0.1:1 cannot be reached');
    for (const said of [usage, unknown, secret, account, host]) {
      expect(said.stdout).toBe('');
      expect(said.stderr).toMatch(/^access-desk: [^\n]+\n$/);
    }
  });

  it('outlives a reader that has seen enough', async () => {
    const { start } = await shell();
    const child = start([...compare, '--output', 'json']);
    child.stdout.destroy();
    const [stderr, code] = await Promise.all([
      text(child.stderr),
      new Promise<number | null>((resolve) => child.on('close', resolve)),
    ]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });
});
