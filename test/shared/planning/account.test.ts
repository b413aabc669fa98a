import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import type { AccountModel } from '#sandbox/simulators/databricks/account-model.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { buildPlan } from '#shared/domain/build-plan.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import { readOn } from '#shared/planning/read-on.ts';
import { startReading } from '#shared/planning/reading.ts';
import { BINDABLE_KINDS } from '#shared/ports/directory.ts';
import { type AccountUnderTest, accountUnderTest } from '../adapters/databricks/account-under-test.ts';

const THOMAS = 'thomas@company.com';
const UWE = 'uwe@company.com';

const two = () => accountModel().user('Thomas', THOMAS).user('Uwe', UWE).metastore('main');
const one = () => two().group('readers', { members: [THOMAS] });

/** The whole way: names, reading through the adapter, judgement. */
async function planned({ reader }: AccountUnderTest): Promise<Plan> {
  const [[source], [target]] = await Promise.all([reader.findPrincipals(THOMAS), reader.findPrincipals(UWE)]);
  if (source === undefined || target === undefined) throw new Error('nobody is there');
  const reading = startReading({ source, target, scanUc: true, maxCalls: 2_000 });
  const result = await readOn(reader, reading, { concurrency: 24, timeIsUp: () => false });
  expect(result).toEqual({ more: false });
  return buildPlan(findingsOf(reading), { scanUc: true, without: [], neverCopy: { ids: [], names: [] } });
}

async function planOf(account: AccountModel, simulator: Partial<DatabricksOptions> = {}): Promise<Plan> {
  await using inReach = await accountUnderTest({ account, simulator });
  const plan = await planned(inReach);
  expect(inReach.simulator.errors).toEqual([]);
  return plan;
}

const rows = ({ actions }: Plan) => actions.map(({ group, type }) => `${group.name}: ${type}`);

describe('a plan of a whole account', () => {
  it.each(BINDABLE_KINDS)('sees what a %s that is isolated in another workspace opens', async (kind) => {
    const model = one().workspace('w1').workspace('w2');
    model.securable(kind, 'apart', { isolatedTo: ['w2'], grants: { readers: ['READ_FILES'] } });
    expect(rows(await planOf(model.build()))).toEqual(['readers: Databricks']);
  });

  it.each(BINDABLE_KINDS)('proves nothing about a %s that is isolated where nothing runs', async (kind) => {
    const model = one().workspace('w1').workspace('w2', { status: 'BANNED' });
    model.securable(kind, 'apart', { isolatedTo: ['w2'], grants: { readers: ['READ_FILES'] } });
    const plan = await planOf(model.build());
    expect(rows(plan)).toEqual(['readers: Unverified']);
    expect(plan.coverage.gaps.map(({ reason }) => reason)).toContain('bound to no workspace that is running');
  });

  it.each([
    ['a single 500', { kind: 'answer', status: 500, text: 'oops' }],
    ['a cut-off answer', { kind: 'truncate' }],
    ['a web page', { kind: 'html' }],
  ] as const)('survives %s to the read of a group', async (_case, fault) => {
    await using inReach = await accountUnderTest({ account: one().workspace('w1').build() });
    const id = inReach.simulator.model.idOf('readers');
    inReach.simulator.faults.add({ match: { path: new RegExp(`Groups/${id}$`) }, fault });
    expect(rows(await planned(inReach))).toEqual(['readers: Skipped']);
  });

  it('survives a group of everybody that is too large to be read', async () => {
    await using inReach = await accountUnderTest({ account: one().workspace('w1').build() });
    const id = inReach.simulator.model.idOf('account users');
    const fault = { kind: 'answer', status: 504, text: 'timeout' } as const;
    inReach.simulator.faults.add({ match: { path: new RegExp(`Groups/${id}$`) }, times: 99, fault });
    const plan = await planned(inReach);
    expect(rows(plan)).toEqual(['readers: Skipped']);
    expect(plan.sharedCount).toBe(1);
  });

  it('makes as many calls for many groups as for few, and not more than 280', async () => {
    const calls: number[] = [];
    for (const groups of [60, 600]) {
      await using inReach = await accountUnderTest({ account: large(groups) });
      const plan = await planned(inReach);
      expect(plan.actions.filter(({ type }) => type === 'Databricks')).toHaveLength(17);
      expect(plan.coverage.gaps).toEqual([]);
      calls.push(inReach.calls().length);
    }
    expect(calls[1]).toBe(calls[0]);
    expect(calls[1]).toBeLessThanOrEqual(280);
  });
});

/**
 * The account the limits are stated for: the source in 40 direct groups (15 of the identity provider, 8 shared), 50
 * workspaces, two metastores of 60 catalogs each; every group of the gap has evidence at catalog level.
 */
function large(groups: number): AccountModel {
  const model = two();
  const catalogs = (from: number) => {
    for (let n = from; n < from + 60; n += 1)
      model.securable('catalog', `c${n}`, { grants: { [`direct ${n % 40}`]: ['USE_CATALOG'] } });
  };
  catalogs(0);
  model.metastore('second');
  catalogs(60);
  for (let n = 0; n < 40; n += 1) {
    const members = n < 32 ? [THOMAS] : [THOMAS, UWE];
    model.group(`direct ${n}`, { members, ...(n < 15 && { externalId: `entra-${n}` }) });
  }
  for (let n = 0; n < 12; n += 1) model.group(`parent ${n}`, { members: [`direct ${n}`, `direct ${n + 12}`] });
  for (let n = 52; n < groups; n += 1) model.group(`other ${n}`);
  for (let n = 0; n < 50; n += 1) {
    const metastore = n % 2 === 0 ? 'main' : 'second';
    model.workspace(`w${n}`, { metastore, assignments: { [`direct ${n % 40}`]: 'USER' } });
  }
  return model.build();
}
