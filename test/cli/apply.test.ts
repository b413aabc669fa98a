import { describe, expect, it } from 'vitest';
import { type AccessPlan, applyPlan, buildPlan } from '#cli/library.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { planDigest } from '#shared/domain/canonical.ts';
import { DeskError } from '#shared/errors.ts';
import { type AccountInReach, accountInReach } from './account-in-reach.ts';

const PLATFORM = 'npb-platform-users';
const ADMINS = 'scratch-workspace-admins';
const wish = { source: 'thomas@company.com', target: 'uwe@company.com', scanUc: true };

async function planned(options: Partial<DatabricksOptions> = {}): Promise<AccountInReach & { built: AccessPlan }> {
  const reach = await accountInReach(options);
  return { ...reach, built: await buildPlan(reach.client, wish) };
}

/** Group name → what became of it. */
async function applied({ client, built }: { client: AccountInReach['client']; built: AccessPlan }) {
  const actions = await applyPlan(client, built);
  return Object.fromEntries(actions.map(({ group, applied, error }) => [group.name, applied ? 'applied' : error]));
}

describe('applying a plan', () => {
  it('adds the target to every group, once, at most one a second', async () => {
    const reach = await planned();
    const before = new Map(reach.simulator.model.groups.map(({ id }) => [id, reach.simulator.model.members(id)]));
    expect(await applied(reach)).toEqual({ [PLATFORM]: 'applied', [ADMINS]: 'applied' });
    const [first, second, ...more] = reach.writes();
    expect(more).toEqual([]);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);

    const uwe = { id: reach.id('uwe@company.com'), source: 'INTERNAL' };
    for (const { id, displayName } of reach.simulator.model.groups) {
      const added = [PLATFORM, ADMINS].includes(displayName) ? [uwe] : [];
      expect(reach.simulator.model.members(id)).toEqual([...(before.get(id) ?? []), ...added]);
    }
  });

  it('says which plan a write belongs to, where the audit log keeps it', async () => {
    const reach = await planned();
    await applyPlan(reach.client, reach.built, { reference: 'CHG-7' });
    const patch = reach.simulator.requests.find(({ method }) => method === 'PATCH');
    expect(patch?.headers['user-agent']).toBe(`access-desk/0.1.0 (CHG-7; ${reach.built.digest.slice(0, 12)})`);
  });

  it('writes nothing the second time, with the same plan or a new one', async () => {
    const reach = await planned();
    await applied(reach);
    const again = await applyPlan(reach.client, reach.built);
    expect(again.map(({ outcome, error, applied: wrote }) => [outcome.result, error, wrote])).toEqual([
      ['already member', null, false],
      ['already member', null, false],
    ]);
    expect((await buildPlan(reach.client, wish)).databricksActions).toEqual([]);
    expect(reach.writes()).toHaveLength(2);
  });

  it('survives being stored in between', async () => {
    const reach = await planned();
    const { plan, digest } = reach.built;
    const stored: Pick<AccessPlan, 'plan' | 'digest'> = JSON.parse(JSON.stringify({ plan, digest }));
    const actions = await applyPlan(reach.client, stored);
    expect(actions.map(({ applied: wrote }) => wrote)).toEqual([true, true]);
  });

  it('refuses a plan that is not the one its digest names', async () => {
    const reach = await planned();
    const { plan, digest } = reach.built;
    const other = { ...plan, actions: plan.actions.map((action) => ({ ...action, type: 'Databricks' as const })) };
    await expect(applyPlan(reach.client, { plan: other, digest })).rejects.toMatchObject({ name: 'StoredItemDamaged' });
    expect(reach.writes()).toEqual([]);
  });

  it('refuses more than one request may add', async () => {
    const reach = await planned();
    const [one] = reach.built.databricksActions;
    const group = (id: number) => ({ id: String(id), name: `g${id}`, externalId: null, origin: 'internal' as const });
    const actions = one ? Array.from({ length: 501 }, (_, id) => ({ ...one, group: group(id) })) : [];
    const plan = { ...reach.built.plan, actions };
    await expect(applyPlan(reach.client, { plan, digest: planDigest(plan) })).rejects.toMatchObject({
      name: 'TooManyAdditions',
      facts: { count: 501, most: 500 },
    });
    expect(reach.writes()).toEqual([]);
  });

  it('refuses when the target is not the planned one any more', async () => {
    const reach = await planned();
    reach.simulator.model.setActive(reach.id('uwe@company.com'), false);
    await expect(applyPlan(reach.client, reach.built)).rejects.toMatchObject({ name: 'TargetChanged' });
    reach.simulator.model.remove(reach.id('uwe@company.com'));
    await expect(applyPlan(reach.client, reach.built)).rejects.toBeInstanceOf(DeskError);
    expect(reach.writes()).toEqual([]);
  });
});

describe('a group that changed after the plan', () => {
  it.each<[string, (reach: AccountInReach, id: string) => void, string]>([
    ['is gone', ({ simulator }, id) => simulator.model.remove(id), 'not written: since the plan: the group is gone'],
    [
      'was renamed',
      ({ simulator }, id) => simulator.model.rename(id, 'other'),
      'renamed from npb-platform-users to other',
    ],
    [
      'is external now',
      ({ simulator }, id) => simulator.model.setExternalId(id, 'x'),
      'now managed by the identity provider',
    ],
    [
      'carries a role',
      ({ simulator }, id) => simulator.model.setRoles(id, ['account_admin']),
      'now carries role account_admin',
    ],
    [
      'lost the source',
      ({ simulator, id: idOf }, id) => simulator.model.removeMember(id, idOf('thomas@company.com')),
      'the source is no longer a member',
    ],
    [
      'leads further',
      ({ simulator, id: idOf }, id) => simulator.model.addMember(idOf('account-owners'), id),
      'now leads to account-owners',
    ],
    [
      'opens more',
      ({ simulator }, id) => simulator.model.assign('6180000000000011', id, ['ADMIN']),
      'now opens workspace dev-workspace (ADMIN)',
    ],
  ])('%s: it is not written, the others are', async (_, change, reason) => {
    const reach = await planned();
    const id = reach.id(PLATFORM);
    change(reach, id);
    const outcome = await applied(reach);
    expect(outcome[PLATFORM]).toContain('not written: since the plan: ');
    expect(outcome[PLATFORM]).toContain(reason);
    expect(outcome[ADMINS]).toBe('applied');
    expect(reach.writes().map(({ groupId }) => groupId)).toEqual([reach.id(ADMINS)]);
  });

  it('has the member already: that is said', async () => {
    const reach = await planned();
    reach.simulator.model.addMember(reach.id(PLATFORM), reach.id('uwe@company.com'));
    const [first] = await applyPlan(reach.client, reach.built);
    expect(first).toMatchObject({ applied: false, error: null, outcome: { result: 'already member' } });
  });

  it('is noticed between two writes too', async () => {
    const reach = await planned();
    const { client, simulator } = reach;
    const writer: typeof client.writer = {
      addMember: async (...args) => {
        await client.writer.addMember(...args);
        simulator.model.setExternalId(reach.id(ADMINS), 'synced-meanwhile');
      },
    };
    expect(await applied({ client: { ...client, writer }, built: reach.built })).toEqual({
      [PLATFORM]: 'applied',
      [ADMINS]: 'not written: since the plan: now managed by the identity provider',
    });
  });

  it('stops when the target changes between two writes', async () => {
    const reach = await planned();
    const { client, simulator } = reach;
    const writer: typeof client.writer = {
      addMember: async (...args) => {
        await client.writer.addMember(...args);
        simulator.model.setActive(reach.id('uwe@company.com'), false);
      },
    };
    expect(await applied({ client: { ...client, writer }, built: reach.built })).toEqual({
      [PLATFORM]: 'applied',
      [ADMINS]: 'not written: the target changed: it is deactivated',
    });
  });
});

describe('what Databricks answers to a write', () => {
  const patch = { method: 'PATCH' };

  it('is shown where it is a refusal; the others are written', async () => {
    const reach = await planned();
    const json = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      detail: 'only accessible by admins',
      status: '403',
    };
    reach.simulator.faults.add({ match: patch, fault: { kind: 'answer', status: 403, json } });
    expect(await applied(reach)).toEqual({ [PLATFORM]: 'refused: only accessible by admins', [ADMINS]: 'applied' });
  });

  it.each(['resetAfter', 'resetBefore'] as const)('is found out by reading where it got lost: %s', async (kind) => {
    const reach = await planned();
    reach.simulator.faults.add({ match: patch, fault: { kind } });
    const outcome = await applied(reach);
    if (kind === 'resetAfter') expect(outcome[PLATFORM]).toBe('applied');
    else expect(outcome[PLATFORM]).toContain('failed: Databricks did not answer');
    expect(outcome[ADMINS]).toBe('applied');
    expect(reach.writes()).toHaveLength(2);
  });

  it('is obeyed where it asks for patience', async () => {
    const reach = await planned();
    reach.simulator.faults.add({
      match: patch,
      times: 2,
      fault: { kind: 'answer', status: 429, headers: { 'retry-after': '20' } },
    });
    expect(await applied(reach)).toEqual({ [PLATFORM]: 'applied', [ADMINS]: 'applied' });
    const [first, second, third] = reach.writes().map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(20_000);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(20_000);
  });

  it('is not trusted after a wait: the group is looked at again', async () => {
    const reach = await planned();
    const fault = { kind: 'answer', status: 429, headers: { 'retry-after': '20' } } as const;
    reach.simulator.faults.add({ match: patch, fault });
    const { clock, simulator } = reach;
    const { sleep } = clock;
    clock.sleep = (ms) => {
      if (reach.writes().length === 1) simulator.model.setRoles(reach.id(PLATFORM), ['account_admin']);
      return sleep(ms);
    };
    expect(await applied(reach)).toEqual({
      [PLATFORM]: 'not written: since the plan: now carries role account_admin',
      [ADMINS]: 'applied',
    });
  });

  const conflict = { kind: 'answer', status: 409, json: { schemas: ['x'], detail: 'ResourceConflict' } } as const;

  it('is tried again after a conflict with somebody else, a second later', async () => {
    const reach = await planned();
    reach.simulator.faults.add({ match: patch, times: 2, fault: conflict });
    expect(await applied(reach)).toEqual({ [PLATFORM]: 'applied', [ADMINS]: 'applied' });
    const times = reach.writes().map(({ at }) => at);
    expect(times).toHaveLength(4);
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBe(2_000);
  });

  it('is given up after three conflicts, and the next group is written', async () => {
    const reach = await planned();
    reach.simulator.faults.add({ match: patch, times: 3, fault: conflict });
    expect(await applied(reach)).toEqual({
      [PLATFORM]: 'failed: somebody else was changing the group, 3 times in a row',
      [ADMINS]: 'applied',
    });
    expect(reach.writes()).toHaveLength(4);
  });

  it('is not repeated where the group changed with the conflict', async () => {
    const reach = await planned();
    const { client, simulator } = reach;
    simulator.faults.add({ match: patch, fault: conflict });
    const writer: typeof client.writer = {
      addMember: async (...args) => {
        simulator.model.setExternalId(reach.id(PLATFORM), 'synced-meanwhile');
        await client.writer.addMember(...args);
      },
    };
    expect(await applied({ client: { ...client, writer }, built: reach.built })).toMatchObject({
      [PLATFORM]: 'not written: since the plan: now managed by the identity provider',
    });
    expect(reach.writes()).toHaveLength(2);
  });

  it('is somebody else’s where the member is there after a conflict', async () => {
    const reach = await planned();
    const { client, simulator } = reach;
    simulator.faults.add({ match: patch, fault: conflict });
    const writer: typeof client.writer = {
      addMember: async (groupId, memberId, audit) => {
        const first = reach.writes().length === 0;
        await client.writer.addMember(groupId, memberId, audit).finally(() => {
          if (first) simulator.model.addMember(groupId, memberId);
        });
      },
    };
    expect(await applied({ client: { ...client, writer }, built: reach.built })).toEqual({
      [PLATFORM]: null,
      [ADMINS]: 'applied',
    });
    expect(reach.writes()).toHaveLength(2);
  });

  const busy = { kind: 'answer', status: 503, headers: { 'retry-after': '20' } } as const;

  it('is found out by reading where a 503 left it open and a later answer is a refusal', async () => {
    const reach = await planned();
    const { client, simulator } = reach;
    const json = { schemas: ['x'], detail: 'only accessible by admins', status: '403' };
    const writer: typeof client.writer = {
      addMember: (...args) => {
        const tries = reach.writes().length;
        if (tries === 0) simulator.faults.add({ match: patch, fault: busy });
        if (tries === 1) simulator.faults.add({ match: patch, fault: { kind: 'answer', status: 403, json } });
        return client.writer.addMember(...args);
      },
    };
    const standings: string[] = [];
    const actions = await applyPlan({ ...client, writer }, reach.built, {
      onOutcome: ({ name }, { result }) => void (name === PLATFORM && standings.push(result)),
    });
    expect(actions[0]?.error).toBe('refused: Databricks answered with status 503 at first; only accessible by admins');
    // It passes through "accepted", so that a receipt keeps it among what may have to be taken back.
    expect(standings).toEqual(['about to write', 'about to write', 'accepted, not yet confirmed', 'refused']);
  });

  it('is told with its status where only reading can say what it meant', async () => {
    const reach = await planned();
    reach.simulator.faults.add({ match: patch, fault: { kind: 'answer', status: 500, text: 'oops' } });
    expect((await applied(reach))[PLATFORM]).toBe(
      'failed: Databricks answered with status 500, and the membership was not seen within a minute',
    );
  });
});

describe('confirming', () => {
  it('waits for reads that lag', async () => {
    const reach = await planned({ lagMs: 40_000 });
    expect(await applied(reach)).toEqual({ [PLATFORM]: 'applied', [ADMINS]: 'applied' });
  });

  it('wants two readings that agree while reads go back and forth', async () => {
    const reach = await planned({ lagMs: 20_000, flicker: true });
    const start = reach.clock.now().getTime();
    expect(await applied(reach)).toEqual({ [PLATFORM]: 'applied', [ADMINS]: 'applied' });
    expect(reach.clock.now().getTime() - start).toBeGreaterThanOrEqual(20_000);
  });

  it('ends after a minute', async () => {
    const reach = await planned({ lagMs: 600_000 });
    const start = reach.clock.now().getTime();
    expect(await applied(reach)).toEqual({
      [PLATFORM]: 'accepted, not yet confirmed',
      [ADMINS]: 'accepted, not yet confirmed',
    });
    expect(reach.clock.now().getTime() - start).toBeLessThanOrEqual(62_000);
  });
});

describe('a target that goes away under its additions', () => {
  it.each([
    ['the target is gone', (reach: AccountInReach) => reach.simulator.model.remove(reach.id('uwe@company.com'))],
    [
      'the target changed: it is deactivated',
      (reach: AccountInReach) => reach.simulator.model.setActive(reach.id('uwe@company.com'), false),
    ],
  ])('is named where a membership was accepted and never seen: %s', async (reason, change) => {
    const reach = await planned({ lagMs: 600_000 });
    const { client } = reach;
    const writer: typeof client.writer = {
      addMember: async (...args) => {
        await client.writer.addMember(...args);
        if (reach.writes().length === 2) change(reach);
      },
    };
    expect(await applied({ client: { ...client, writer }, built: reach.built })).toEqual({
      [PLATFORM]: `accepted, not yet confirmed: ${reason}`,
      [ADMINS]: `accepted, not yet confirmed: ${reason}`,
    });
  });
});

describe('a reading that fails', () => {
  const read = (id: string) => ({ method: 'GET', path: new RegExp(`Groups/${id}$`) });
  const broken = { kind: 'answer', status: 500, text: 'oops' } as const;

  it.each([403, 500])('right before its write: nothing is written there (%i)', async (status) => {
    const reach = await planned();
    // The first reading of the group is the one of all groups again, the second the one before the write.
    const match = { ...read(reach.id(PLATFORM)), nth: 2 };
    reach.simulator.faults.add({ match, times: 3, fault: { kind: 'answer', status, text: 'no' } });
    const outcome = await applied(reach);
    expect(outcome[PLATFORM]).toMatch(/^failed: Databricks (refused|did not answer): group \d+/);
    expect(outcome[ADMINS]).toBe('applied');
    expect(reach.writes().map(({ groupId }) => groupId)).toEqual([reach.id(ADMINS)]);
  });

  it('while confirming is made up for by the next', async () => {
    const reach = await planned();
    reach.simulator.faults.add({ match: { ...read(reach.id(PLATFORM)), nth: 3 }, times: 3, fault: broken });
    expect(await applied(reach)).toEqual({ [PLATFORM]: 'applied', [ADMINS]: 'applied' });
  });

  it('hides what a workspace opens by now: nothing is written', async () => {
    const reach = await planned();
    const match = { path: /workspaces\/6180000000000011\/permissionassignments/ };
    const json = { error_code: 'PERMISSION_DENIED', message: 'no' };
    reach.simulator.faults.add({ match, times: 9, fault: { kind: 'answer', status: 403, json } });
    const reason = 'not written: since the plan: dev-workspace cannot be read any more (refused (status 403))';
    expect(await applied(reach)).toEqual({ [PLATFORM]: reason, [ADMINS]: reason });
    expect(reach.writes()).toEqual([]);
  });

  it('was as unreadable for the plan: that is no news', async () => {
    const reach = await accountInReach();
    const match = { path: /workspaces\/6180000000000011\/permissionassignments/ };
    const json = { error_code: 'PERMISSION_DENIED', message: 'no' };
    reach.simulator.faults.add({ match, times: 9, fault: { kind: 'answer', status: 403, json } });
    const built = await buildPlan(reach.client, wish);
    expect(await applied({ ...reach, built })).toEqual({ [PLATFORM]: 'applied', [ADMINS]: 'applied' });
  });

  it('while looking at everything again ends it before the first write', async () => {
    const reach = await planned();
    reach.simulator.faults.add({ match: { ...read(reach.id(PLATFORM)), nth: 1 }, times: 3, fault: broken });
    await expect(applied(reach)).rejects.toMatchObject({ name: 'DirectoryUnavailable' });
    expect(reach.writes()).toEqual([]);
  });
});

describe('telling', () => {
  it('says what is about to be written, and every change after it', async () => {
    const reach = await planned();
    const json = { schemas: ['x'], detail: 'only accessible by admins' };
    reach.simulator.faults.add({ match: { method: 'PATCH' }, fault: { kind: 'answer', status: 403, json } });
    const told: string[] = [];
    await applyPlan(reach.client, reach.built, {
      onOutcome: ({ name }, { result }) => void told.push(`${name}: ${result}, ${reach.writes().length} sent`),
    });
    expect(told).toEqual([
      `${PLATFORM}: about to write, 0 sent`,
      `${PLATFORM}: refused, 1 sent`,
      `${ADMINS}: about to write, 1 sent`,
      `${ADMINS}: accepted, not yet confirmed, 2 sent`,
      `${ADMINS}: applied, 2 sent`,
    ]);
  });

  it('ends the writing when whoever is told cannot go on', async () => {
    const reach = await planned();
    const stop = new AbortController();
    const actions = await applyPlan(reach.client, reach.built, { signal: stop.signal, onOutcome: () => stop.abort() });
    expect(actions.map(({ outcome }) => outcome.reason)).toEqual([
      'stopped before its turn',
      'stopped before its turn',
    ]);
    const broken = () => {
      throw new Error('disk full');
    };
    await expect(applyPlan(reach.client, reach.built, { onOutcome: broken })).rejects.toThrow('disk full');
    expect(reach.writes()).toEqual([]);
  });
});

describe('stopping', () => {
  /** Every write is answered with ten minutes to wait; somebody stops it a moment after the waiting began. */
  async function stoppedWhileWaiting(status: 429 | 503) {
    const reach = await planned();
    const fault = { kind: 'answer', status, headers: { 'retry-after': '600' } } as const;
    reach.simulator.faults.add({ match: { method: 'PATCH' }, times: 9, fault });
    const stop = new AbortController();
    const { clock } = reach;
    const { sleep } = clock;
    clock.sleep = (ms) => {
      if (reach.writes().length === 1) stop.abort();
      return sleep(ms);
    };
    const start = clock.now().getTime();
    const actions = await applyPlan(reach.client, reach.built, { signal: stop.signal });
    return { errors: actions.map(({ error }) => error), waitedMs: clock.now().getTime() - start, reach };
  }

  it('does not sit out the patience Databricks asks for, and writes no more', async () => {
    const { errors, waitedMs, reach } = await stoppedWhileWaiting(429);
    expect(errors).toEqual(['not written: stopped before its turn', 'not written: stopped before its turn']);
    expect(waitedMs).toBeLessThanOrEqual(1_000);
    expect(reach.writes()).toHaveLength(1);
  });

  it('does not call a write untried that a 503 may have been the answer to', async () => {
    const { errors, reach } = await stoppedWhileWaiting(503);
    expect(errors).toEqual([
      'accepted, not yet confirmed: Databricks answered with status 503 at first',
      'not written: stopped before its turn',
    ]);
    expect(reach.writes()).toHaveLength(1);
  });

  it('starts no further write and still tells what was written', async () => {
    const reach = await planned();
    const stop = new AbortController();
    const { client } = reach;
    const writer: typeof client.writer = {
      addMember: async (...args) => {
        await client.writer.addMember(...args);
        stop.abort();
      },
    };
    const actions = await applyPlan({ ...client, writer }, reach.built, { signal: stop.signal });
    expect(actions.map(({ group, error }) => [group.name, error])).toEqual([
      [PLATFORM, 'accepted, not yet confirmed'],
      [ADMINS, 'not written: stopped before its turn'],
    ]);
  });
});
