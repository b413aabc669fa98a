import { describe, expect, it } from 'vitest';
import { desks } from '#test/builders/desk.ts';
import { ADMINS, type DeskInReach, deskInReach, PLATFORM } from './desk-in-reach.ts';
import { FAILURES_AFTER, FAULTS, type FaultName, met, misbehave } from './faults.ts';

const newDesk = desks();
const FOR_EVER = Number.POSITIVE_INFINITY;
const PATCH = { method: 'PATCH' };
const GROUP = /\/scim\/v2\/Groups\/\d+$/;
const READS = [/\/scim\/v2\/Users\/\d+$/, GROUP, /\/transitive-parent-groups$/, /\/permissionassignments$/];
const BOTH = { [PLATFORM]: 'applied', [ADMINS]: 'applied' };

async function prepared(): Promise<DeskInReach> {
  const reach = await deskInReach(newDesk);
  expect(await reach.prepare()).toMatchObject({ next: 'write', chunks: [1] });
  return reach;
}

/** Whatever happened: no membership twice, and playing the steps again changes nothing. */
async function playedAgain(reach: DeskInReach): Promise<void> {
  const before = { writes: reach.writes().length, outcome: await reach.outcome(), ledger: await reach.ledger() };
  reach.simulator.faults.clear();
  await reach.write();
  await reach.confirm();
  expect({ writes: reach.writes().length, outcome: await reach.outcome(), ledger: await reach.ledger() }).toEqual(
    before,
  );
  for (const count of Object.values(reach.memberships())) expect(count).toBeLessThanOrEqual(1);
  expect(reach.simulator.errors).toEqual([]);
}

describe('AddMember, where a PATCH meets a fault once', () => {
  it.each<[FaultName, number]>([
    ['429 with Retry-After', 2],
    ['429 without Retry-After', 2],
    ['409', 2],
    ['500 InternalError: None', 2],
    ['reset before', 2],
    ['reset after', 1],
    ['no answer', 2],
    ['slow answer', 1],
    ['login page', 2],
    ['truncated JSON', 1],
  ])('%s: it is sent %i times in all, and takes effect once', async (name, sent) => {
    const reach = await prepared();
    misbehave(reach.simulator, FAULTS[name], PATCH);
    await reach.write();
    expect(met(reach.simulator, FAULTS[name])).toBe(1);
    const sentTo = reach.writes().map(({ group }) => group);
    expect(sentTo.filter((group) => group === PLATFORM)).toHaveLength(sent);
    expect(sentTo.filter((group) => group === ADMINS)).toHaveLength(1);
    // What was found and not answered has no receipt: the record says "found there".
    const receipt = name === 'reset after' ? null : 'accepted';
    expect(await reach.ledger()).toEqual({ [PLATFORM]: receipt, [ADMINS]: 'accepted' });
    await reach.confirm();
    expect(await reach.outcome()).toEqual(BOTH);
    expect(reach.memberships()).toEqual({ [PLATFORM]: 1, [ADMINS]: 1 });
    await playedAgain(reach);
  });

  it.each(Object.entries(FAILURES_AFTER))('%s: it is found by reading, and not sent again', async (_, fault) => {
    const reach = await prepared();
    misbehave(reach.simulator, fault, { ...PATCH, times: 2 });
    await reach.write();
    expect(reach.writes().map(({ group }) => group)).toEqual([PLATFORM, ADMINS]);
    await reach.confirm();
    expect(await reach.outcome()).toEqual(BOTH);
    await playedAgain(reach);
  });

  it('a second write never comes while the first may still land', async () => {
    const reach = await prepared();
    misbehave(reach.simulator, FAULTS['reset before'], PATCH);
    await reach.write();
    const [first, , again] = reach.writes().map(({ at }) => at);
    expect((again ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(60);
  });

  it('a rate limit is meant for all: nobody writes before the time it names', async () => {
    const reach = await prepared();
    const answer = { kind: 'answer', status: 429, headers: { 'retry-after': '300' } } as const;
    misbehave(reach.simulator, answer, PATCH);
    await reach.write();
    const times = reach.writes().map(({ at }) => at);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(300);
    expect(times).toHaveLength(3);
    const { stage, store } = { stage: reach.desk.ports.stage, store: reach.desk.store };
    expect(await store.takeSlots(`databricks ${stage.databricks.accountId}`, 1)).toBeGreaterThanOrEqual(times[1] ?? 0);
  });
});

describe('AddMember, where a PATCH never gets through', () => {
  it.each<[FaultName, number, string]>([
    ['409', 18, 'failed: somebody else was changing the group each time'],
    ['500 InternalError: None', 3, 'refused: unclear, perhaps not allowed: None'],
    ['reset before', 6, 'failed: Databricks did not answer'],
    ['no answer', 6, 'failed: Databricks did not answer'],
    ['login page', 6, 'failed: Databricks answered with status 200'],
  ])('%s: it is tried %i times and told, and does not stop the other', async (name, most, says) => {
    const reach = await prepared();
    const path = new RegExp(`/Groups/${reach.simulator.model.idOf(PLATFORM)}$`);
    misbehave(reach.simulator, FAULTS[name], { ...PATCH, path, times: FOR_EVER });
    await reach.write();
    const groups = reach.writes().map(({ group }) => group);
    expect(groups.filter((group) => group === PLATFORM)).toHaveLength(most);
    expect(groups.filter((group) => group === ADMINS)).toHaveLength(1);
    await reach.confirm();
    expect(await reach.outcome()).toEqual({ [PLATFORM]: says, [ADMINS]: 'applied' });
    expect(reach.memberships()).toEqual({ [PLATFORM]: 0, [ADMINS]: 1 });
    await playedAgain(reach);
  });

  it('a rate limit without end is left to the machine, and ends as what it is', async () => {
    const reach = await prepared();
    misbehave(reach.simulator, FAULTS['429 with Retry-After'], { ...PATCH, times: FOR_EVER });
    await expect(reach.write()).rejects.toMatchObject({ name: 'DirectoryRateLimited' });
    expect(await reach.outcome()).toEqual({});
    expect(reach.memberships()).toEqual({ [PLATFORM]: 0, [ADMINS]: 0 });
    reach.simulator.faults.clear();
    await reach.write();
    await reach.confirm();
    expect(await reach.outcome()).toEqual(BOTH);
  });
});

describe('a request that is edited while a write has no clear answer', () => {
  it.each([
    ['that was taken is found', 'reset after', 'applied', 1],
    ['that was dropped is not called written', 'reset before', 'failed: Databricks did not answer', 0],
  ] as const)('ends, and what %s', async (_, name, says, members) => {
    const reach = await prepared();
    misbehave(reach.simulator, FAULTS[name], PATCH);
    const { desk } = reach;
    const { addMember: send } = desk.ports.directoryWriter;
    Object.assign(desk.ports.directoryWriter, {
      addMember: (...args: Parameters<typeof send>) => {
        desk.edit('target', 'other@company.com');
        return send(...args);
      },
    });
    await reach.write();
    await reach.confirm();
    expect((await reach.outcome())[PLATFORM]).toBe(says);
    expect(reach.memberships()[PLATFORM]).toBe(members);
    expect(reach.writes().filter(({ group }) => group === PLATFORM)).toHaveLength(1);
  });
});

describe('the token endpoint throttled with 400', () => {
  const json = { error: 'invalid_request', error_description: 'Temporarily throttled, too many requests' };
  const throttled = { kind: 'answer', status: 400, json } as const;

  it('is waited for, and each group is written once', async () => {
    const reach = await prepared();
    misbehave(reach.simulator, throttled, { path: /^\/oidc/, times: 3 });
    await reach.write();
    await reach.confirm();
    expect(await reach.outcome()).toEqual(BOTH);
    expect(reach.writes().map(({ group }) => group)).toEqual([PLATFORM, ADMINS]);
    await playedAgain(reach);
  });
});

describe('reading around the writes', () => {
  const some = (...names: FaultName[]) => names.map((name) => [name, FAULTS[name]] as const);
  const lasting = some('reset before', 'login page', '500 InternalError: None');
  const passing = some('429 with Retry-After', '409', 'reset after', 'no answer', 'truncated JSON');

  it.each(passing)('PrepareAdditions, AddMember and ConfirmAdditions make up for %s', async (_, fault) => {
    const reach = await deskInReach(newDesk);
    const everyRead = () => {
      for (const path of READS) misbehave(reach.simulator, fault, { method: 'GET', path });
    };
    everyRead();
    expect(await reach.prepare()).toMatchObject({ next: 'write', chunks: [1] });
    reach.simulator.faults.clear();
    everyRead();
    await reach.write();
    reach.simulator.faults.clear();
    everyRead();
    await reach.confirm();
    expect(await reach.outcome()).toEqual(BOTH);
    expect(reach.writes().map(({ group }) => group)).toEqual([PLATFORM, ADMINS]);
    await playedAgain(reach);
  });

  it.each(lasting)('AddMember writes nothing it cannot look at first: %s', async (_, fault) => {
    const reach = await prepared();
    misbehave(reach.simulator, fault, { method: 'GET', path: GROUP, times: FOR_EVER });
    await expect(reach.write()).rejects.toThrow(/^Databricks /);
    expect(reach.writes()).toEqual([]);
    expect(await reach.ledger()).toEqual({});
  });

  it.each(lasting)('ConfirmAdditions takes nothing for done that it cannot see: %s', async (_, fault) => {
    const reach = await prepared();
    await reach.write();
    misbehave(reach.simulator, fault, { method: 'GET', path: GROUP, times: FOR_EVER });
    await expect(reach.confirm()).rejects.toThrow(/^Databricks /);
    expect(await reach.outcome()).toEqual({
      [PLATFORM]: 'accepted, not yet confirmed',
      [ADMINS]: 'accepted, not yet confirmed',
    });
    reach.simulator.faults.clear();
    await reach.confirm();
    expect(await reach.outcome()).toEqual(BOTH);
  });
});

describe('a target that dies', () => {
  const UWE = 'uwe@company.com';

  it('before the chunk is written is not written to', async () => {
    const reach = await prepared();
    reach.simulator.model.remove(reach.simulator.model.idOf(UWE));
    await reach.write();
    const { desk } = reach;
    expect(await desk.store.readSection(desk.key, 'targetChange')).toEqual({ change: 'it is gone' });
    expect(await reach.outcome()).toEqual({});
    expect(reach.writes()).toEqual([]);
  });

  it('under the writes is accepted silently by Databricks, and not called done by us', async () => {
    const reach = await prepared();
    const { model } = reach.simulator;
    const uwe = model.idOf(UWE);
    const { directoryWriter } = reach.desk.ports;
    const { addMember: send } = directoryWriter;
    Object.assign(directoryWriter, {
      addMember: async (...args: Parameters<typeof send>) => {
        if (model.find(uwe)) model.remove(uwe);
        await send(...args);
      },
    });
    await reach.write();
    await reach.confirm();
    const dead = 'accepted, not yet confirmed: the target is gone';
    expect(await reach.outcome()).toEqual({ [PLATFORM]: dead, [ADMINS]: dead });
    expect(reach.writes()).toHaveLength(2);
  });
});
