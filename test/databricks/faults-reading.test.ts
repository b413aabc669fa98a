import { describe, expect, it } from 'vitest';
import { explain } from '#cli/command/explain.ts';
import { type AccessPlan, buildPlan } from '#cli/library.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { DeskError, DirectoryRateLimited, DirectoryUnavailable } from '#shared/errors.ts';
import { type AccountInReach, accountInReach } from '#test/cli/account-in-reach.ts';
import { FAULTS, faults, lasting, met, misbehave } from './faults.ts';

const wish = { source: 'thomas@company.com', target: 'uwe@company.com', scanUc: true };
const FOR_EVER = Number.POSITIVE_INFINITY;
const MOST_PATIENCE_MS = 15 * 60 * 1_000;

/** Calls a plan cannot do without, and calls that tell what groups open. */
const MEMBERSHIPS = {
  'groups of a principal': /\/transitive-parent-groups$/,
  'one group': /\/scim\/v2\/Groups\/\d+$/,
  'who owns a membership': /\/direct-members\/\d+$/,
};
const EVIDENCE = {
  workspaces: /\/workspaces$/,
  assignments: /\/permissionassignments$/,
  metastores: /\/metastores$/,
  catalogs: /\/unity-catalog\/catalogs$/,
  'catalog grants': /\/permissions\/catalog\//,
  'table grants': /\/permissions\/table\//,
};
/** Where it is not "try again later". */
const WHAT_TO_DO: Readonly<Record<string, RegExp>> = {
  '429 with Retry-After': /Try again in 20 seconds or later\.$/,
  '429 without Retry-After': /Try again in 10 seconds or later\.$/,
  '500 InternalError: None': /right/,
};
const LOOK_UPS = { 'a search': /\/scim\/v2\/Users$/, 'one user': /\/scim\/v2\/Users\/\d+$/ };

const limits = lasting.filter(([name]) => name.startsWith('429'));
const failures = lasting.filter(([name]) => !name.startsWith('429'));

async function quietPlan(options: Partial<DatabricksOptions> = {}): Promise<AccessPlan> {
  return buildPlan((await accountInReach(options)).client, wish);
}

const rows = ({ plan }: AccessPlan) => [...plan.actions, ...plan.follows].map(({ group }) => group.name);

/** The error a plan ends with, and the sentence a person reads. */
async function failing({ client }: AccountInReach) {
  const error = await buildPlan(client, wish).then(
    () => new Error('a plan was made'),
    (cause: unknown) => cause,
  );
  return { error, said: explain(error, { command: 'clone', settings: null }) };
}

describe('a fault that passes changes nothing in the plan', () => {
  describe.each(['on', 'off404'] as const)('with IAM v2 %s', (iamV2) => {
    it.each(faults)('%s', async (_, fault) => {
      const quiet = await quietPlan({ iamV2 });
      const reach = await accountInReach({ iamV2 });
      const list = { 'list of groups': /\/scim\/v2\/Groups$/, 'one group': MEMBERSHIPS['one group'] };
      const places = Object.values({ ...(iamV2 === 'on' ? MEMBERSHIPS : list), ...EVIDENCE });
      for (const path of places) misbehave(reach.simulator, fault, { method: 'GET', path });
      const { digest } = await buildPlan(reach.client, wish);
      expect(digest).toBe(quiet.digest);
      expect(met(reach.simulator, fault)).toBe(places.length);
      expect(reach.writes()).toEqual([]);
    });
  });

  it.each(faults)('%s while both are looked for', async (_, fault) => {
    const quiet = await quietPlan();
    const reach = await accountInReach();
    for (const path of Object.values(LOOK_UPS)) misbehave(reach.simulator, fault, { method: 'GET', path });
    const { digest } = await buildPlan(reach.client, wish);
    expect(digest).toBe(quiet.digest);
    expect(met(reach.simulator, fault)).toBe(2);
  });
});

describe('a fault that stays', () => {
  describe.each(lasting)('%s', (name, fault) => {
    it.each(Object.entries(MEMBERSHIPS))('ends the plan where memberships are read: %s', async (_, path) => {
      const reach = await accountInReach();
      misbehave(reach.simulator, fault, { method: 'GET', path, times: FOR_EVER });
      const { error, said } = await failing(reach);
      expect(error).toBeInstanceOf(DeskError);
      expect(said).toMatch(WHAT_TO_DO[name] ?? /Databricks did not answer: .+\. Try again later\.$/);
      expect(reach.writes()).toEqual([]);
    });
  });

  describe.each(failures)('%s', (_, fault) => {
    it.each(Object.entries(EVIDENCE))('makes nothing a "no" where evidence is read: %s', async (_, path) => {
      const quiet = await quietPlan();
      const reach = await accountInReach();
      misbehave(reach.simulator, fault, { method: 'GET', path, times: FOR_EVER });
      const plan = await buildPlan(reach.client, wish);
      expect(quiet.skipped.map(({ group }) => group.name)).toEqual(['ml-catalog-readers']);
      expect(plan.unverified.map(({ group }) => group.name)).toContain('ml-catalog-readers');
      expect(plan.plan.actions.filter(({ type, evidence }) => type === 'Skipped' || evidence === 'no')).toEqual([]);
      expect(plan.plan.coverage.gaps).not.toEqual([]);
      expect(rows(plan)).toEqual(rows(quiet));
      const planned = new Set(quiet.databricksActions.map(({ group }) => group.id));
      expect(plan.databricksActions.filter(({ group }) => !planned.has(group.id))).toEqual([]);
    });
  });

  describe.each(limits)('%s', (_, fault) => {
    it.each(Object.entries(EVIDENCE))('ends the plan after a quarter of an hour: %s', async (_, path) => {
      const reach = await accountInReach();
      misbehave(reach.simulator, fault, { method: 'GET', path, times: FOR_EVER });
      const start = reach.clock.now().getTime();
      const { error, said } = await failing(reach);
      expect(error).toBeInstanceOf(DirectoryRateLimited);
      expect(said).toMatch(/Try again in [12]0 seconds or later\.$/);
      expect(reach.clock.now().getTime() - start).toBeGreaterThan(MOST_PATIENCE_MS - 60_000);
    });
  });

  it('slow answers are only slow', async () => {
    const reach = await accountInReach();
    misbehave(reach.simulator, FAULTS['slow answer'], { times: FOR_EVER });
    expect((await buildPlan(reach.client, wish)).digest).toBe((await quietPlan()).digest);
  });
});

describe('an empty page with a next token', () => {
  it('is followed by the rest of the list, in Unity Catalog and in memberships', async () => {
    const reach = await accountInReach({ ucEmptyPages: true });
    const empty = {
      kind: 'answer',
      status: 200,
      json: { next_page_token: Buffer.from('offset:0').toString('base64url') },
    } as const;
    misbehave(reach.simulator, empty, { path: MEMBERSHIPS['groups of a principal'], times: 2 });
    expect((await buildPlan(reach.client, wish)).digest).toBe((await quietPlan()).digest);
    expect(met(reach.simulator, empty)).toBe(2);
  });

  const circle = { kind: 'answer', status: 200, json: { next_page_token: 'again' } } as const;

  it('that leads to itself ends the plan, not in an endless loop', async () => {
    const reach = await accountInReach();
    misbehave(reach.simulator, circle, { path: MEMBERSHIPS['groups of a principal'], times: FOR_EVER });
    const { error, said } = await failing(reach);
    expect(error).toBeInstanceOf(DirectoryUnavailable);
    expect(said).toContain('its pages go in a circle');
  });

  it('that leads to itself makes grants unknown, not absent', async () => {
    const reach = await accountInReach();
    misbehave(reach.simulator, circle, { path: EVIDENCE['catalog grants'], times: FOR_EVER });
    const { skipped, unverified } = await buildPlan(reach.client, wish);
    expect([skipped.length, unverified.map(({ group }) => group.name)]).toEqual([0, ['ml-catalog-readers']]);
  });
});

describe('a token endpoint throttled with 400', () => {
  it('is waited for', async () => {
    const reach = await accountInReach({ throttledTokenCalls: 3 });
    expect((await buildPlan(reach.client, wish)).digest).toBe((await quietPlan()).digest);
    // Pauses are taken second by second, so that somebody can give them up.
    expect(reach.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(10_000);
  });

  it('for ever ends the plan and says when to try again', async () => {
    const reach = await accountInReach({ throttledTokenCalls: FOR_EVER });
    const { error, said } = await failing(reach);
    expect(error).toBeInstanceOf(DirectoryRateLimited);
    expect(said).toBe('Databricks limits the rate for too long. Try again in 10 seconds or later.');
    expect(reach.simulator.requests.filter(({ path }) => !path.startsWith('/oidc/'))).toEqual([]);
  });
});
