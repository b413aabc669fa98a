import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { pausing } from '#shared/adapters/databricks/pause.ts';
import { type Limit, limit } from '#shared/adapters/http/limit.ts';
import { accountUnderTest } from './account-under-test.ts';

/** A wait that lasts until it is ended. */
function held() {
  const ends: (() => void)[] = [];
  const slept: number[] = [];
  return {
    slept,
    sleep: (ms: number) => {
      slept.push(ms);
      return new Promise<void>((resolve) => ends.push(resolve));
    },
    end: () => {
      for (const resolve of ends.splice(0)) resolve();
    },
  };
}

const turns = async (count: number) => {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('the calls of one host', () => {
  it('wait together while one of them has to wait, and no longer', async () => {
    const { sleep, end, slept } = held();
    const host = pausing({ sleep, concurrency: (work) => work() });
    const done: string[] = [];
    const call = (name: string) => host.concurrency(async () => void done.push(name));
    await call('before');
    const waiting = host.sleep(700);
    const during = call('during');
    await turns(3);
    expect(done).toEqual(['before']);
    end();
    await Promise.all([waiting, during]);
    await call('after');
    expect(done).toEqual(['before', 'during', 'after']);
    expect(slept).toEqual([700]);
  });
});

describe('a reader', () => {
  it('sends nothing more to a host that limits the rate until it may be asked again', async () => {
    const { sleep, end, slept } = held();
    await using account = await accountUnderTest({ reader: { sleep } });
    await account.reader.readMetastoreOwner('6180000000000011');
    const before = account.calls().length;
    const fault = { kind: 'answer', status: 429, headers: { 'retry-after': '3' } } as const;
    account.simulator.faults.add({ match: { path: /Groups/ }, fault });
    const first = account.reader.readGroup('7733000000000043');
    while (slept.length === 0) await turns(1);
    expect(slept).toEqual([3_000]);
    const second = account.reader.readGroup('7733000000000021');
    // Another host has a limit of its own: its whole answer arrives meanwhile.
    await account.reader.readMetastoreOwner('6180000000000011');
    expect(
      account
        .calls()
        .slice(before)
        .map((call) => call.replace(/.*\//, '')),
    ).toEqual(['7733000000000043', 'metastore_summary']);
    end();
    expect((await Promise.all([first, second])).map((group) => group?.id)).toEqual([
      '7733000000000043',
      '7733000000000021',
    ]);
    expect(account.calls()).toHaveLength(before + 4);
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
