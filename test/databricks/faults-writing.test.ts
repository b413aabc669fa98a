import { describe, expect, it } from 'vitest';
import { explain } from '#cli/command/explain.ts';
import { type AccessPlan, applyPlan, buildPlan } from '#cli/library.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import type { Fault } from '#sandbox/simulators/http-faults.ts';
import { DeskError } from '#shared/errors.ts';
import { type AccountInReach, accountInReach } from '#test/cli/account-in-reach.ts';
import { FAULTS, type FaultName, met, misbehave } from './faults.ts';

const PLATFORM = 'npb-platform-users';
const ADMINS = 'scratch-workspace-admins';
const UWE = 'uwe@company.com';
const wish = { source: 'thomas@company.com', target: UWE, scanUc: true };
const FOR_EVER = Number.POSITIVE_INFINITY;
const PATCH = { method: 'PATCH' };

const USER = /\/scim\/v2\/Users\/\d+$/;
const GROUP = /\/scim\/v2\/Groups\/\d+$/;
const PARENTS = /\/transitive-parent-groups$/;
const ASSIGNMENTS = /\/permissionassignments$/;

const faults = Object.entries<Fault>(FAULTS);
const lasting = faults.filter(([, { kind }]) => kind !== 'delay');

interface Planned extends AccountInReach {
  readonly built: AccessPlan;
}

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
  const effective = simulator.requests.filter(({ method, status, fault }) => {
    return method === 'PATCH' && fault !== 'answer' && fault !== 'html' && (status === 200 || fault === 'resetAfter');
  });
  return effective.map(({ path }) => simulator.model.findGroup(path.split('/').at(-1) ?? '')?.displayName ?? path);
}

/** The members of every group beside those the plan adds: a fault must not change any. */
function others({ simulator, id }: AccountInReach) {
  const uwe = id(UWE);
  return simulator.model.groups.map((group) => [
    group.displayName,
    simulator.model.members(group.id).filter((member) => member.id !== uwe),
  ]);
}

/** What becomes of the addition whose PATCH meets a fault once, and how many PATCHes are sent for it. */
const ONCE: Readonly<Record<FaultName, { readonly says: string; readonly member: boolean; readonly sent: number }>> = {
  '429 with Retry-After': { says: 'applied', member: true, sent: 2 },
  '429 without Retry-After': { says: 'applied', member: true, sent: 2 },
  '409': { says: 'applied', member: true, sent: 2 },
  '500 InternalError: None': { says: 'refused: unclear, perhaps not allowed: None', member: false, sent: 1 },
  'reset before': {
    says: 'failed: Databricks did not answer, and the membership was not seen within a minute',
    member: false,
    sent: 1,
  },
  'no answer': {
    says: 'failed: Databricks did not answer, and the membership was not seen within a minute',
    member: false,
    sent: 1,
  },
  'login page': {
    says: 'failed: Databricks answered with status 200, and the membership was not seen within a minute',
    member: false,
    sent: 1,
  },
  'reset after': { says: 'applied', member: true, sent: 1 },
  'slow answer': { says: 'applied', member: true, sent: 1 },
  'truncated JSON': { says: 'applied', member: true, sent: 1 },
};

describe('a PATCH that meets a fault once', () => {
  it.each(Object.entries(ONCE) as [FaultName, (typeof ONCE)[FaultName]][])('%s', async (name, {
    says,
    member,
    sent,
  }) => {
    const reach = await planned({ patchStatus: 200 });
    const before = others(reach);
    misbehave(reach.simulator, FAULTS[name], PATCH);
    expect(await applied(reach)).toEqual({ [PLATFORM]: says, [ADMINS]: 'applied' });
    expect(met(reach.simulator, FAULTS[name])).toBe(1);
    expect(reach.membersOf(PLATFORM).includes(reach.id(UWE))).toBe(member);
    expect(reach.membersOf(ADMINS)).toContain(reach.id(UWE));
    expect(reach.writes().map(({ groupId }) => groupId)).toEqual([
      ...Array(sent).fill(reach.id(PLATFORM)),
      reach.id(ADMINS),
    ]);
    expect(others(reach)).toEqual(before);
  });

  it.each(faults)('and is applied again: %s', async (_, fault) => {
    const reach = await planned({ patchStatus: 200 });
    misbehave(reach.simulator, fault, { ...PATCH, times: 2 });
    await applied(reach);
    const second = await applyPlan(reach.client, reach.built);
    expect(second.map(({ error }) => error)).toEqual([null, null]);
    expect(taken(reach)).toEqual([PLATFORM, ADMINS]);
  });
});

describe('a PATCH that never gets through', () => {
  const silent = 'failed: Databricks did not answer, and the membership was not seen within a minute';
  it.each<[FaultName, string, number]>([
    ['429 with Retry-After', 'failed: Databricks limits the rate: adding to group ', 45],
    ['429 without Retry-After', 'failed: Databricks limits the rate: adding to group ', 90],
    ['409', 'failed: somebody else was changing the group, 3 times in a row', 3],
    ['500 InternalError: None', 'refused: unclear, perhaps not allowed: None', 1],
    ['reset before', silent, 1],
    ['no answer', silent, 1],
    ['login page', 'failed: Databricks answered with status 200, and', 1],
  ])('is reported, and tried only where that is safe: %s', async (name, says, most) => {
    const reach = await planned({ patchStatus: 200 });
    misbehave(reach.simulator, FAULTS[name], { ...PATCH, times: FOR_EVER });
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
