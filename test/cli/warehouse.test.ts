import { describe, expect, it } from 'vitest';
import { buildPlan, connect } from '#cli/library.ts';
import { type AccountInReach, accountInReach, adminClient } from './account-in-reach.ts';

/** A workspace of the example account, and a warehouse in it that takes `coldMs` to start. */
const WORKSPACE = '6180000000000011';
const warehouse = (coldMs = 0) => ({ warehouses: [{ id: 'a1b2', workspaceId: WORKSPACE, coldMs }] });
const clone = ['--clone-from', 'thomas@company.com', '--to', 'uwe@company.com', '--scan-uc'];
const flag = ['--warehouse', `${WORKSPACE}/a1b2`];

const posts = ({ simulator }: AccountInReach) =>
  simulator.requests.filter(({ method, path }) => method === 'POST' && path.includes('/sql/')).map(({ path }) => path);
const starts = (account: AccountInReach) => posts(account).filter((path) => path.endsWith('/statements'));
const cancels = (account: AccountInReach) => posts(account).filter((path) => path.endsWith('/cancel'));

describe('--warehouse', () => {
  it('saves calls and changes nothing else in the report', async () => {
    const account = await accountInReach(warehouse());
    const plain = await account.run(clone);
    const callsPlain = account.simulator.requests.length;
    const quick = await account.run([...clone, ...flag]);
    expect(quick).toEqual(plain);
    expect(starts(account)).toHaveLength(1);
    expect(account.simulator.requests.length - callsPlain).toBeLessThan(callsPlain);
  });

  it('may stand in the environment; the flag wins', async () => {
    const account = await accountInReach(warehouse());
    const env = { ...account.env, DATABRICKS_WAREHOUSES: JSON.stringify({ [WORKSPACE]: 'other' }) };
    expect((await account.run(clone, { env })).stdout).toContain('- SQL warehouse other: refused (status 404)');
    const said = await account.run([...clone, ...flag], { env });
    expect(said.stdout).not.toContain('SQL warehouse');
    expect(starts(account)).toHaveLength(2);
  });

  it('is not asked without a scan', async () => {
    const account = await accountInReach(warehouse());
    const env = { ...account.env, DATABRICKS_WAREHOUSES: JSON.stringify({ [WORKSPACE]: 'a1b2' }) };
    expect((await account.run(clone.slice(0, 4), { env })).code).toBe(0);
    expect(starts(account)).toEqual([]);
  });

  it('is let go on Ctrl-C, and nothing is printed', async () => {
    const account = await accountInReach(warehouse(600_000));
    let interrupt: () => void = () => undefined;
    let listening = false;
    const said = await account.run([...clone, ...flag, '--apply'], {
      clock: {
        ...account.clock,
        sleep: (ms) => {
          interrupt();
          return account.clock.sleep(ms);
        },
      },
      onInterrupt: (listener) => {
        interrupt = listener;
        listening = true;
        return () => {
          listening = false;
        };
      },
    });
    expect(said).toEqual({ code: 1, stdout: '', stderr: 'access-desk: interrupted; nothing was written.\n' });
    expect(cancels(account)).toHaveLength(1);
    expect(account.writes()).toEqual([]);
    expect(listening).toBe(false);
  });
});

describe('the library', () => {
  const wish = { source: 'thomas@company.com', target: 'uwe@company.com', scanUc: true };
  const connected = ({ simulator, clock }: AccountInReach) =>
    connect({
      host: simulator.url,
      accountId: simulator.accountId,
      clientId: adminClient.clientId,
      clientSecret: adminClient.clientSecret,
      workspaceUrls: simulator.workspaceUrls,
      warehouses: { [WORKSPACE]: 'a1b2' },
      clock,
    });

  it('takes warehouses when it connects', async () => {
    const account = await accountInReach(warehouse());
    const plan = await buildPlan(connected(account), wish);
    expect(plan.skipped.map(({ group }) => group.name)).toEqual(['ml-catalog-readers']);
    expect(starts(account)).toHaveLength(1);
  });

  it('cancels the statement of a plan that fails', async () => {
    const account = await accountInReach(warehouse(600_000));
    // Who owns a membership is asked for while the warehouse starts.
    account.simulator.faults.add({
      match: { path: /direct-members/ },
      times: 99,
      fault: { kind: 'answer', status: 500, text: 'broken' },
    });
    await expect(buildPlan(connected(account), wish)).rejects.toMatchObject({ name: 'DirectoryUnavailable' });
    expect(starts(account)).toHaveLength(1);
    expect(cancels(account)).toHaveLength(1);
  });

  it('stops on its signal, with the reason it was given', async () => {
    const account = await accountInReach(warehouse(600_000));
    const stop = new AbortController();
    const onProgress = () => {
      if (starts(account).length > 0) stop.abort(new Error('enough'));
    };
    await expect(buildPlan(connected(account), { ...wish, signal: stop.signal, onProgress })).rejects.toThrow('enough');
    expect(cancels(account)).toHaveLength(1);
  });
});
