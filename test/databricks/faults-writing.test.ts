import { describe, expect, it } from 'vitest';
import { explain } from '#cli/command/explain.ts';
import { type AccessPlan, applyPlan, buildPlan } from '#cli/library.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { DeskError } from '#shared/errors.ts';
import { type AccountInReach, accountInReach } from '#test/cli/account-in-reach.ts';
import { FAILURES_AFTER, FAULTS, type FaultName, faults, lasting, met, misbehave } from './faults.ts';

const PLATFORM = 'npb-platform-users';
const ADMINS = 'scratch-workspace-admins';
const UWE = 'uwe@company.com';
const wish = { source: 'thomas@company.com', target: UWE, scanUc: true };
const FOR_EVER = Number.POSITIVE_INFINITY;

const USER = /\/scim\/v2\/Users\/\d+$/;
const GROUP = /\/scim\/v2\/Groups\/\d+$/;
const PARENTS = /\/transitive-parent-groups$/;
const ASSIGNMENTS = /\/permissionassignments$/;

type Planned = AccountInReach & { readonly built: AccessPlan };

async function planned(options: Partial<DatabricksOptions> = {}): Promise<Planned> {
  const reach = await accountInReach(options);
  return { ...reach, built: await buildPlan(reach.client, wish) };
}

/** Group name → what the report says in the end. */
async function applied({ client, built }: Planned): Promise<Record<string, string | null>> {
  const actions = await applyPlan(client, built);
  return Object.fromEntries(actions.map(({ group, applied, error }) => [group.name, applied ? 'applied' : error]));
}

/** Group names of the PATCHes that took effect, whatever was answered. */
function taken({ simulator }: AccountInReach): string[] {
  const took = (status: unknown, fault: unknown) =>
    (status === 200 && fault !== 'html') || fault === 'resetAfter' || fault === 'answerAfter';
  const ids = simulator.requests.flatMap(({ method, path, status, fault }) =>
    method === 'PATCH' && took(status, fault) ? [path.split('/').at(-1)] : [],
  );
  return ids.map((id) => simulator.model.groups.find((group) => group.id === id)?.displayName ?? 'another');
}

/** The members of every group beside those the plan adds: a fault must not change any. */
function others({ simulator, id }: AccountInReach) {
  return simulator.model.groups.map((group) =>
    simulator.model.members(group.id).filter((member) => member.id !== id(UWE)),
  );
}

const unseen = 'and the membership was not seen within a minute';

describe('a PATCH that meets a fault once', () => {
  it.each<[FaultName, number, string]>([
    ['429 with Retry-After', 2, 'applied'],
    ['429 without Retry-After', 2, 'applied'],
    ['409', 2, 'applied'],
    ['500 InternalError: None', 1, 'refused: unclear, perhaps not allowed: None'],
    ['reset before', 1, `failed: Databricks did not answer, ${unseen}`],
    ['reset after', 1, 'applied'],
    ['no answer', 1, `failed: Databricks did not answer, ${unseen}`],
    ['slow answer', 1, 'applied'],
    ['login page', 1, `failed: Databricks answered with status 200, ${unseen}`],
    ['truncated JSON', 1, 'applied'],
  ])('%s: it is sent %i times in all', async (name, sent, says) => {
    const reach = await planned({ patchStatus: 200 });
    const before = others(reach);
    misbehave(reach.simulator, FAULTS[name], { method: 'PATCH' });
    expect(await applied(reach)).toEqual({ [PLATFORM]: says, [ADMINS]: 'applied' });
    expect(met(reach.simulator, FAULTS[name])).toBe(1);
    expect(reach.writes().map(({ groupId }) => groupId)).toEqual([
      ...Array.from({ length: sent }, () => reach.id(PLATFORM)),
      reach.id(ADMINS),
    ]);
    expect(taken(reach)).toEqual(says === 'applied' ? [PLATFORM, ADMINS] : [ADMINS]);
    for (const name of [PLATFORM, ADMINS]) {
      expect(reach.membersOf(name).includes(reach.id(UWE))).toBe(taken(reach).includes(name));
    }
    expect(others(reach)).toEqual(before);
  });

  it.each(Object.entries(FAILURES_AFTER))('%s: reading tells that it was written', async (_, fault) => {
    const reach = await planned();
    misbehave(reach.simulator, fault, { method: 'PATCH', times: 2 });
    expect(await applied(reach)).toEqual({ [PLATFORM]: 'applied', [ADMINS]: 'applied' });
    expect(taken(reach)).toEqual([PLATFORM, ADMINS]);
  });

  it('503 with Retry-After though taken: what is there after the wait is our own work', async () => {
    const reach = await planned();
    const { client, simulator } = reach;
    const headers = { 'retry-after': '20' };
    misbehave(simulator, { kind: 'answer', status: 503, headers }, { method: 'PATCH' });
    const writer: typeof client.writer = {
      addMember: async (groupId, memberId, audit) => {
        const first = reach.writes().length === 0;
        await client.writer.addMember(groupId, memberId, audit).finally(() => {
          if (first) simulator.model.addMember(groupId, memberId);
        });
      },
    };
    expect(await applied({ ...reach, client: { ...client, writer } })).toEqual({
      [PLATFORM]: 'applied',
      [ADMINS]: 'applied',
    });
    expect(reach.writes()).toHaveLength(2);
  });

  it.each(faults)('and is applied again: %s', async (_, fault) => {
    const reach = await planned({ patchStatus: 200 });
    misbehave(reach.simulator, fault, { method: 'PATCH', times: 2 });
    await applied(reach);
    const second = await applyPlan(reach.client, reach.built);
    expect(second.map(({ error }) => error)).toEqual([null, null]);
    expect(taken(reach)).toEqual([PLATFORM, ADMINS]);
  });
});

describe('a PATCH that never gets through', () => {
  it.each<[FaultName, string, number]>([
    ['429 with Retry-After', 'failed: Databricks limits the rate: adding to group ', 45],
    ['429 without Retry-After', 'failed: Databricks limits the rate: adding to group ', 90],
    ['409', 'failed: somebody else was changing the group, 3 times in a row', 3],
    ['500 InternalError: None', 'refused: unclear, perhaps not allowed: None', 1],
    ['reset before', `failed: Databricks did not answer, ${unseen}`, 1],
    ['no answer', `failed: Databricks did not answer, ${unseen}`, 1],
    ['login page', 'failed: Databricks answered with status 200, and', 1],
  ])('is reported, and tried only where that is safe: %s', async (name, says, most) => {
    const reach = await planned({ patchStatus: 200 });
    misbehave(reach.simulator, FAULTS[name], { method: 'PATCH', times: FOR_EVER });
    const outcome = await applied(reach);
    expect(outcome[PLATFORM]).toContain(says);
    expect(reach.membersOf(PLATFORM)).not.toContain(reach.id(UWE));
    expect(taken(reach)).toEqual([]);
    const sent = reach.writes().filter(({ groupId }) => groupId === reach.id(PLATFORM));
    expect(sent.length).toBeGreaterThan(most / 2);
    expect(sent.length).toBeLessThanOrEqual(most + 1);
  });
});

describe('reading around the writes', () => {
  it.each(faults)('makes up for %s once in each kind of call', async (_, fault) => {
    const reach = await planned({ patchStatus: 200 });
    for (const path of [USER, GROUP, PARENTS, ASSIGNMENTS]) misbehave(reach.simulator, fault, { method: 'GET', path });
    expect(await applied(reach)).toEqual({ [PLATFORM]: 'applied', [ADMINS]: 'applied' });
    expect(met(reach.simulator, fault)).toBe(4);
    expect(taken(reach)).toEqual([PLATFORM, ADMINS]);
  });

  it.each(lasting)('writes nothing while groups cannot be read again: %s', async (_, fault) => {
    const reach = await planned();
    misbehave(reach.simulator, fault, { method: 'GET', path: GROUP, times: FOR_EVER });
    const error: unknown = await applyPlan(reach.client, reach.built).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(DeskError);
    expect(explain(error, { command: 'clone', settings: null })).toMatch(/ry again (later|in \d+ seconds or later)\.$/);
    expect(reach.writes()).toEqual([]);
  });

  it.each(lasting)('takes nothing for done that it cannot see: %s', async (_, fault) => {
    const reach = await planned({ patchStatus: 200 });
    const { next } = reach.simulator.faults;
    // From the last write on.
    reach.simulator.faults.next = (method, path) => {
      if (method === 'PATCH' && reach.writes().length === 1) {
        misbehave(reach.simulator, fault, { method: 'GET', path: GROUP, times: FOR_EVER });
      }
      return next(method, path);
    };
    expect(await applied(reach)).toEqual({
      [PLATFORM]: 'accepted, not yet confirmed',
      [ADMINS]: 'accepted, not yet confirmed',
    });
    expect(taken(reach)).toEqual([PLATFORM, ADMINS]);
  });
});

describe("the writer's token endpoint throttled with 400", () => {
  const json = { error: 'invalid_request', error_description: 'Temporarily throttled, too many requests' };
  const throttled = { kind: 'answer', status: 400, json } as const;

  it('is waited for, and each group is written once', async () => {
    const reach = await planned({ patchStatus: 200 });
    misbehave(reach.simulator, throttled, { path: /^\/oidc/, times: 2 });
    const start = reach.clock.now().getTime();
    expect(await applied(reach)).toEqual({ [PLATFORM]: 'applied', [ADMINS]: 'applied' });
    expect(reach.clock.now().getTime() - start).toBeGreaterThanOrEqual(20_000);
    expect(taken(reach)).toEqual([PLATFORM, ADMINS]);
  });

  it('for ever is reported, and no PATCH is sent', async () => {
    const reach = await planned();
    misbehave(reach.simulator, throttled, { path: /^\/oidc/, times: FOR_EVER });
    expect((await applied(reach))[PLATFORM]).toContain('failed: Databricks limits the rate: adding to group ');
    expect(reach.writes()).toEqual([]);
  });
});

describe('a target id that is dead, which Databricks accepts silently', () => {
  it('is noticed before the first write', async () => {
    const reach = await planned();
    reach.simulator.model.remove(reach.id(UWE));
    await expect(applied(reach)).rejects.toMatchObject({ name: 'TargetChanged', facts: { change: 'it is gone' } });
    expect(reach.writes()).toEqual([]);
  });

  it.each([
    [
      'is named where it died right before the write',
      false,
      ': the target is gone',
      'not written: the target changed: it is gone',
    ],
    ['is never called done where reads still show it', true, '', 'accepted, not yet confirmed'],
  ])('%s', async (_, stale, why, second) => {
    const reach = await planned({ patchStatus: 200 });
    const { client, simulator, built } = reach;
    const uwe = reach.id(UWE);
    const writer: typeof client.writer = {
      addMember: async (...args) => {
        if (simulator.model.find(uwe)) simulator.model.remove(uwe);
        await client.writer.addMember(...args);
      },
    };
    const directory = stale ? { ...client.directory, readPrincipal: async () => built.plan.target } : client.directory;
    const outcome = await applied({ ...reach, client: { ...client, writer, directory } });
    expect(outcome).toEqual({ [PLATFORM]: `accepted, not yet confirmed${why}`, [ADMINS]: second });
    expect(reach.writes()).toHaveLength(stale ? 2 : 1);
  });
});
