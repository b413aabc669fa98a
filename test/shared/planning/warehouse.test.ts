import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import type { AccountModel, SecurableKind } from '#sandbox/simulators/databricks/account-model.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { buildPlan } from '#shared/domain/build-plan.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { DirectoryRateLimited, DirectoryUnavailable } from '#shared/errors.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import { type ReadOnLimits, readOn } from '#shared/planning/read-on.ts';
import { type Reading, startReading } from '#shared/planning/reading.ts';
import { cancelStatements } from '#shared/planning/warehouse.ts';
import type { DirectoryReader } from '#shared/ports/directory.ts';
import { SQL_PARTS } from '#shared/ports/grant-statements.ts';
import { type AccountUnderTest, accountUnderTest } from '../adapters/databricks/account-under-test.ts';
import { storedAndRead } from './helpers.ts';

const WAREHOUSE = { id: 'a1b2', workspaceId: '1' };
const OPTIONS = { scanUc: true, without: [], neverCopy: { ids: [], names: [] } };

/** Thomas is in one group, and nothing is granted to it unless a test does. */
function readers() {
  return accountModel()
    .user('Thomas', 'thomas@company.com')
    .user('Uwe', 'uwe@company.com')
    .group('readers', { members: ['thomas@company.com'] })
    .workspace('one', { id: '1' })
    .workspace('two', { id: '2' })
    .metastore('m')
    .securable('catalog', 'c')
    .securable('schema', 'c.s');
}

type Wish = Partial<DatabricksOptions> & { readonly noWarehouse?: boolean; readonly maxCalls?: number };

async function under(
  account: AccountModel,
  { noWarehouse: _, maxCalls: __, ...simulator }: Wish = {},
): Promise<AccountUnderTest> {
  return accountUnderTest({ account, simulator: { warehouses: [WAREHOUSE], ...simulator } });
}

async function begin(
  { reader }: AccountUnderTest,
  warehouses: Record<string, string> = { '1': 'a1b2' },
  maxCalls = 2_000,
): Promise<Reading> {
  const [source] = await reader.findPrincipals('thomas@company.com');
  const [target] = await reader.findPrincipals('uwe@company.com');
  if (!source || !target) throw new Error('the story needs both');
  return startReading({ source, target, scanUc: true, maxCalls, warehouses });
}

/** Waiting moves the clock. */
function limits({ clock }: AccountUnderTest, more: Partial<ReadOnLimits> = {}): ReadOnLimits {
  return {
    concurrency: 4,
    timeIsUp: () => false,
    sleep: async (ms) => {
      clock.now += ms;
    },
    ...more,
  };
}

interface Scanned {
  readonly plan: Plan;
  readonly reading: Reading;
  readonly gaps: readonly string[];
  /** Calls of Unity Catalog and SQL, without what stands before it. */
  readonly calls: readonly string[];
}

async function scan(
  account: AccountModel,
  wish: Wish = {},
  change = (reader: DirectoryReader) => reader,
): Promise<Scanned> {
  await using one = await under(account, wish);
  const reading = await begin(one, wish.noWarehouse ? {} : undefined, wish.maxCalls);
  const result = await readOn(change(one.reader), reading, limits(one));
  expect(result.more).toBe(false);
  expect(one.simulator.errors).toEqual([]);
  return {
    plan: buildPlan(findingsOf(reading), OPTIONS),
    reading,
    gaps: reading.gaps.map(({ what, reason, hides }) => `${what}: ${reason} (${hides})`),
    calls: one.calls().flatMap((call) => call.split(/\/ws\/\d+\/api\/2\.\d\//)[1] ?? []),
  };
}

const typeOf = ({ plan }: Pick<Scanned, 'plan'>, name = 'readers') =>
  plan.actions.find(({ group }) => group.name === name)?.type;
const grantsOf = ({ plan }: Scanned, name = 'readers') =>
  plan.actions
    .find(({ group }) => group.name === name)
    ?.grants.map(({ kind, name: object, more = 0, privileges }) => `${kind} ${object} +${more} ${privileges}`);

describe('evidence by a SQL warehouse', () => {
  it('proves that there is nothing, without a look below catalogs', async () => {
    const scanned = await scan(readers().build());
    expect(typeOf(scanned)).toBe('Skipped');
    expect(scanned.gaps).toEqual([]);
    expect(scanned.calls).toContain('sql/statements');
    expect(
      scanned.calls.filter((call) => /permissions|schemas|tables|volumes|functions|connections/.test(call)),
    ).toEqual([]);
  });

  it('takes one statement where there are a hundred catalogs', async () => {
    const account = readers();
    for (let n = 0; n < 100; n += 1) account.securable('catalog', `c${n}`).securable('schema', `c${n}.s`);
    account.securable('table', 'c99.s.t', { grants: { readers: ['SELECT'] } });
    const scanned = await scan(account.build());
    expect(grantsOf(scanned)).toEqual(['table c99.s.t +0 SELECT']);
    expect(scanned.calls.length).toBeLessThan(10);
    expect(scanned.calls.filter((call) => call === 'sql/statements')).toHaveLength(1);
  });

  const kinds: readonly [SecurableKind, string, string[]?][] = [
    ['catalog', 'x'],
    ['schema', 'c.x'],
    ['table', 'c.s.x'],
    ['volume', 'c.s.x'],
    ['function', 'c.s.x'],
    ['model', 'c.s.x'],
    ['external_location', 'x'],
    ['storage_credential', 'x'],
    ['credential', 'x'],
    ['connection', 'x'],
    ['share', 'x'],
    ['catalog', 'isolated elsewhere', ['two']],
    ['external_location', 'isolated elsewhere', ['two']],
    ['storage_credential', 'isolated elsewhere', ['two']],
    ['credential', 'isolated elsewhere', ['two']],
    ['catalog', 'isolated here', ['one']],
  ];

  it.each(kinds)('finds a grant on %s %s', async (kind, name, isolatedTo) => {
    const account = readers().securable(kind, name, {
      grants: { readers: ['READ_IT'] },
      ...(isolatedTo && { isolatedTo }),
    });
    const scanned = await scan(account.build());
    expect(grantsOf(scanned)).toEqual([`${kind} ${name} +0 READ IT`]);
    expect(scanned.gaps.filter((text) => text.endsWith('(true)'))).toEqual([]);
  });

  it.each(kinds)('finds the owner of %s %s', async (kind, name, isolatedTo) => {
    const account = readers().securable(kind, name, { owner: 'readers', ...(isolatedTo && { isolatedTo }) });
    expect(grantsOf(await scan(account.build()))).toEqual([`${kind} ${name} +0 OWNER`]);
  });

  it('finds what lies in a catalog that is isolated elsewhere', async () => {
    const account = readers()
      .securable('catalog', 'far', { isolatedTo: ['two'] })
      .securable('schema', 'far.s')
      .securable('table', 'far.s.t', { grants: { readers: ['SELECT'] } });
    expect(grantsOf(await scan(account.build()))).toEqual(['table far.s.t +0 SELECT']);
  });

  it('says how many objects a name stands for, and tells a grant above once', async () => {
    const account = readers()
      .securable('catalog', 'big', { grants: { readers: ['USE_CATALOG'] } })
      .securable('schema', 'big.s');
    for (const name of ['a', 'b', 'd'])
      account.securable('table', `big.s.${name}`, { grants: { readers: ['MANAGE'] } });
    const scanned = await scan(account.build());
    expect(grantsOf(scanned)).toEqual(['catalog big +0 USE CATALOG', 'table big.s.a +2 MANAGE']);
    expect(scanned.plan.actions[0]?.elevated).toEqual(['MANAGE on table big.s.a and 2 more']);
  });

  it('is not cut short by the limit of calls below catalogs, but for registered models', async () => {
    const account = readers().securable('table', 'c.s.t', { grants: { readers: ['SELECT'] } });
    expect(typeOf(await scan(account.build(), { maxCalls: 0 }))).toBe('Databricks');
    const nothing = await scan(readers().build(), { maxCalls: 0 });
    expect(typeOf(nothing)).toBe('Unverified');
    expect(nothing.gaps).toEqual(['registered models: not read past 0 calls (true)']);
  });

  it('matches names by exact case', async () => {
    const account = readers().securable('table', 'c.s.t', { grants: { Readers: ['SELECT'] } });
    expect(typeOf(await scan(account.build()))).toBe('Skipped');
  });

  it('proves nothing for a reader that does not own the metastore', async () => {
    const scanned = await scan(readers().build(), { readerSeesAll: false });
    expect(typeOf(scanned)).toBe('Unverified');
  });

  it('is the same as by REST', async () => {
    const grant = fc.constantFrom('readers', 'others', 'Readers');
    const privilege = fc.constantFrom('SELECT', 'MANAGE', 'USE_CATALOG');
    const place = fc.constantFrom<readonly [SecurableKind, string]>(
      ['catalog', 'k'],
      ['schema', 'c.k'],
      ['table', 'c.s.k'],
      ['volume', 'c.s.k'],
      ['function', 'c.s.k'],
      ['model', 'c.s.k'],
      ['external_location', 'k'],
      ['credential', 'k'],
      ['connection', 'k'],
      ['share', 'k'],
    );
    const isolatedTo = fc.option(fc.subarray(['one', 'two'], { minLength: 1 }), { nil: undefined });
    const objects = fc.array(fc.record({ place, grant, privilege, isolatedTo }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(objects, async (given) => {
        const account = readers().group('others', { members: ['thomas@company.com'] });
        given.forEach(({ place: [kind, name], grant: to, privilege: what, isolatedTo: bound }, index) => {
          const mayBind = ['catalog', 'external_location', 'credential'].includes(kind);
          const options = { grants: { [to]: [what] }, ...(bound && mayBind && { isolatedTo: bound }) };
          account.securable(kind, `${name}${index}`, options);
        });
        const model = account.build();
        const bySql = await scan(model);
        const byRest = await scan(model, { noWarehouse: true });
        const types = ({ plan }: Scanned) =>
          plan.actions.map(({ group, type, evidence }) => [group.name, type, evidence]);
        expect(types(bySql)).toEqual(types(byRest));
      }),
      { numRuns: 40 },
    );
  });
});

describe('what a SQL warehouse does not tell', () => {
  it('is unknown where the answer is cut off', async () => {
    const scanned = await scan(readers().build(), { sqlTruncated: true });
    expect(typeOf(scanned)).toBe('Unverified');
    expect(scanned.gaps).toEqual(['what the SQL warehouse left out: its answer was cut off (true)']);
  });

  const deep = ['schema', 'table', 'volume', 'function'];
  const parts = Object.entries(SQL_PARTS);

  it.each(parts.filter(([, kind]) => deep.includes(kind)))('is unknown where %s is missing', async (view, kind) => {
    const scanned = await scan(readers().build(), { missingViews: [view] });
    expect(typeOf(scanned)).toBe('Unverified');
    const what = `${view.endsWith('_privileges') ? 'grants on' : 'owners of'} ${kind}s`;
    expect(scanned.gaps).toEqual([`${what}: this metastore has no readable information_schema.${view} (true)`]);
  });

  it.each(
    parts.filter(([, kind]) => !deep.includes(kind)),
  )('is read by REST where %s is missing', async (view, kind) => {
    const account = kind === 'metastore' ? readers() : readers().securable(kind, 'x', { grants: { readers: ['USE'] } });
    const scanned = await scan(account.build(), { missingViews: [view] });
    expect(scanned.gaps).toEqual([]);
    expect(typeOf(scanned)).toBe(kind === 'metastore' ? 'Skipped' : 'Databricks');
    expect(scanned.calls.filter((call) => call.startsWith(`unity-catalog/permissions/${kind}/`))).not.toEqual([]);
  });

  it('is looked for without every view that is missing', async () => {
    const account = readers().securable('table', 'c.s.t', { grants: { readers: ['SELECT'] } });
    const missingViews = [
      'volumes',
      'credential_privileges',
      'routines.routine_owner',
      'storage_credential_privileges',
    ];
    const scanned = await scan(account.build(), { missingViews });
    expect(grantsOf(scanned)).toEqual(['table c.s.t +0 SELECT']);
    expect(scanned.gaps.map((text) => text.split(':')[0])).toEqual(['owners of volumes', 'owners of functions']);
    expect(scanned.calls.filter((call) => call === 'sql/statements')).toHaveLength(5);
  });

  it('is still seen by what it opens below', async () => {
    const account = readers()
      .securable('schema', 'c.open', { grants: { readers: ['SELECT'] } })
      .securable('table', 'c.open.t');
    const scanned = await scan(account.build(), { missingViews: ['schema_privileges'] });
    expect(grantsOf(scanned)).toEqual(['table c.open.t +0 SELECT']);
  });
});

describe('a warehouse that cannot be used', () => {
  const found = readers().securable('table', 'c.s.t', { grants: { readers: ['SELECT'] } });
  const byRest = (scanned: Scanned) =>
    scanned.calls.filter((call) => call.startsWith('unity-catalog/permissions/table'));

  it.each([
    ['may not be used', { warehouses: [{ ...WAREHOUSE, canUse: false }] }, 'refused (status 403)'],
    ['is not there', { warehouses: [] }, 'refused (status 404)'],
    ['fails', { sqlEndState: 'FAILED' }, 'failed (INTERNAL_ERROR)'],
    ['is stopped under way', { sqlEndState: 'CANCELED' }, 'failed (CANCELED)'],
    ['has thrown the answer away', { sqlEndState: 'CLOSED' }, 'failed (CLOSED)'],
    ['does not start', { warehouses: [{ ...WAREHOUSE, coldMs: 3_600_000 }] }, 'did not answer within ten minutes'],
  ] as const)('because it %s costs calls, but no evidence', async (_case, wish, reason) => {
    const scanned = await scan(found.build(), wish);
    expect(grantsOf(scanned)).toEqual(['table c.s.t +0 SELECT']);
    expect(scanned.gaps).toEqual([`SQL warehouse a1b2: ${reason}; read by REST instead (false)`]);
    expect(byRest(scanned)).toHaveLength(1);
    expect(typeOf(await scan(readers().build(), wish))).toBe('Skipped');
  });

  it('is asked three times when nobody answers', async () => {
    let asked = 0;
    const broken = (reader: DirectoryReader): DirectoryReader => ({
      ...reader,
      grantStatements: {
        ...reader.grantStatements,
        start: async () => {
          asked += 1;
          throw new DirectoryUnavailable({ what: 'a SQL statement' });
        },
      },
    });
    const scanned = await scan(found.build(), {}, broken);
    expect(asked).toBe(3);
    expect(scanned.gaps).toEqual(['SQL warehouse a1b2: did not answer; read by REST instead (false)']);
    expect(byRest(scanned)).toHaveLength(1);
  });

  it('is not asked where none of its workspaces is part of a metastore', async () => {
    await using one = await under(readers().build());
    const reading = await begin(one, { '99': 'a1b2' });
    await readOn(one.reader, reading, limits(one));
    expect(one.calls().some((call) => call.startsWith('POST'))).toBe(false);
  });
});

describe('waiting for a warehouse', () => {
  const cold = { warehouses: [{ ...WAREHOUSE, coldMs: 180_000 }] };

  it('takes minutes where it has to start, polling ever less often', async () => {
    await using one = await under(readers().build(), cold);
    const reading = await begin(one);
    const from = one.clock.now;
    await readOn(one.reader, reading, limits(one));
    const polls = one.simulator.requests.filter(({ method, path }) => method === 'GET' && path.includes('/sql/'));
    const pauses = polls.map(({ at }, index) => (at - (polls[index - 1]?.at ?? from)) / 1_000);
    expect(pauses.slice(0, 6)).toEqual([2, 4, 8, 15, 15, 15]);
    expect(one.clock.now - from).toBeLessThan(200_000);
    expect(typeOf({ plan: buildPlan(findingsOf(reading), OPTIONS) })).toBe('Skipped');
  });

  it('ends after ten minutes, and the statement is cancelled', async () => {
    await using one = await under(readers().build(), { warehouses: [{ ...WAREHOUSE, coldMs: 3_600_000 }] });
    const from = one.clock.now;
    await readOn(one.reader, await begin(one), limits(one));
    expect((one.clock.now - from) / 60_000).toBeCloseTo(10, 0);
    expect(one.calls().filter((call) => call.endsWith('/cancel'))).toHaveLength(1);
  });

  it('goes on in the next round with the same statement', async () => {
    await using one = await under(readers().build(), cold);
    const reading = await begin(one);
    const end = one.clock.now + 60_000;
    const first = await readOn(one.reader, reading, limits(one, { timeIsUp: () => one.clock.now >= end }));
    expect(first.more).toBe(true);
    expect(one.clock.now - end).toBeLessThan(2_000);
    const stored = storedAndRead(reading);
    expect((await readOn(one.reader, stored, limits(one))).more).toBe(false);
    expect(one.calls().filter((call) => call.startsWith('POST'))).toHaveLength(1);
    expect(buildPlan(findingsOf(stored), OPTIONS).actions).toMatchObject([{ type: 'Skipped' }]);
  });

  it('survives polls that fail or are asked to wait', async () => {
    await using one = await under(readers().build(), cold);
    let polls = 0;
    const { grantStatements } = one.reader;
    const shaky: DirectoryReader = {
      ...one.reader,
      grantStatements: {
        ...grantStatements,
        poll: async (workspaceId, statementId) => {
          polls += 1;
          if (polls < 5) throw new DirectoryUnavailable({ what: 'a SQL statement' });
          if (polls === 5) throw new DirectoryRateLimited({ what: 'a SQL statement', retryAfterSeconds: 20 });
          return grantStatements.poll(workspaceId, statementId);
        },
      },
    };
    const reading = await begin(one);
    const first = await readOn(shaky, reading, limits(one));
    expect(first).toMatchObject({ more: true, waitSeconds: 20 });
    expect((await readOn(shaky, storedAndRead(reading), limits(one))).more).toBe(false);
    expect(one.calls().filter((call) => call.startsWith('POST'))).toHaveLength(1);
  });

  it('falls back to REST when the statement is gone', async () => {
    await using one = await under(readers().build(), cold);
    const gone = { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'gone' };
    one.simulator.faults.add({
      match: { method: 'GET', path: /sql/ },
      fault: { kind: 'answer', status: 404, json: gone },
    });
    const reading = await begin(one);
    await readOn(one.reader, reading, limits(one));
    expect(reading.gaps).toMatchObject([{ what: 'SQL warehouse a1b2', hides: false }]);
    expect(one.calls().some((call) => call.includes('/schemas'))).toBe(true);
  });

  it('is over for good when nobody goes on with the reading', async () => {
    await using one = await under(readers().build(), cold);
    const reading = await begin(one);
    await readOn(
      one.reader,
      reading,
      limits(one, { timeIsUp: () => one.calls().some((call) => call.includes('POST')) }),
    );
    await cancelStatements(one.reader, reading);
    expect(one.calls().filter((call) => call.endsWith('/cancel'))).toHaveLength(1);
  });
});
