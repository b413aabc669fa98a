import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { pausing } from '#shared/adapters/databricks/pause.ts';
import { type Limit, limit } from '#shared/adapters/http/limit.ts';
import { accountUnderTest } from './account-under-test.ts';

describe('the calls of one host', () => {
  it('wait together while one of them has to wait', async () => {
    let now = 1_000;
    const slept: number[] = [];
    const sleep = async (ms: number) => {
      slept.push(ms);
      if (slept.length > 1) now += ms;
    };
    const { concurrency, sleep: waiting } = pausing({ now: () => now, sleep, concurrency: (work) => work() });
    expect(await concurrency(async () => now)).toBe(1_000);
    expect(slept).toEqual([]);
    await waiting(700);
    expect(await concurrency(async () => now)).toBe(1_700);
    expect(await concurrency(async () => now)).toBe(1_700);
    expect(slept).toEqual([700, 700]);
  });

  it('do not wait longer for a shorter wait that follows', async () => {
    let now = 0;
    const slept: number[] = [];
    const sleep = async (ms: number) => {
      slept.push(ms);
    };
    const { concurrency, sleep: waiting } = pausing({ now: () => now, sleep, concurrency: (work) => work() });
    await waiting(5_000);
    await waiting(200);
    now = 4_000;
    await concurrency(async () => undefined);
    expect(slept).toEqual([5_000, 200, 1_000]);
  });
});

describe('a reader', () => {
  it('sends nothing more to a host that limits the rate until it may be asked again', async () => {
    await using account = await accountUnderTest();
    const fault = { kind: 'answer', status: 429, headers: { 'retry-after': '3' } } as const;
    account.simulator.faults.add({ match: { path: /Groups/ }, fault });
    await account.reader.readGroup('7733000000000043');
    expect(account.waits).toEqual([3_000]);
    await account.reader.readGroup('7733000000000021');
    expect(account.waits).toEqual([3_000, 3_000]);
    // Another host has a limit of its own.
    await account.reader.readMetastoreOwner('6180000000000011');
    account.clock.now += 3_000;
    await account.reader.readGroup('7733000000000021');
    expect(account.waits).toEqual([3_000, 3_000]);
  });

  it('has one bound for the account and all workspaces', async () => {
    let underWay = 0;
    let most = 0;
    const three = limit(3);
    const watched: Limit = (work) =>
      three(async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        return work().finally(() => {
          underWay -= 1;
        });
      });
    await using account = await accountUnderTest({ reader: { concurrency: watched } });
    const workspaces = await account.reader.listWorkspaces();
    const running = workspaces.filter((workspace) => workspace.running);
    await Promise.all(
      running.flatMap(({ id }) => [account.reader.readAssignments(id), account.reader.readMetastoreOwner(id)]),
    );
    expect(running.length).toBeGreaterThan(2);
    expect(most).toBe(3);
  });

  it('tells of every call, each page counted, tokens not', async () => {
    const model = accountModel();
    for (let n = 0; n < 30; n += 1) model.group(`g${n}`);
    let told = 0;
    const onCall = () => {
      told += 1;
    };
    await using account = await accountUnderTest({
      account: model.build(),
      simulator: { scimPageSize: 7 },
      reader: { onCall },
    });
    await account.reader.findGroupIds('g1');
    await account.reader.similarNames('access');
    expect(told).toBeGreaterThan(4);
    expect(told).toBe(account.calls().length);
  });
});
