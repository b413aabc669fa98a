import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { etlProdApplicationId } from '#sandbox/simulators/databricks/example-account.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import { grantStatement, missingPart } from '#shared/adapters/databricks/sql-statement.ts';
import { type GrantAnswer, type GrantRow, SQL_PARTS, type SqlPart } from '#shared/ports/grant-statements.ts';
import { scriptedServer } from '../http/scripted-server.ts';
import { accountUnderTest, errorOf, optionsFor, token } from './account-under-test.ts';

const WAREHOUSE = { id: 'a1b2', workspaceId: '1' };
const QUERY = { workspaceId: '1', warehouseId: 'a1b2', leaveOut: [] as SqlPart[] };

/** One object of every kind, each granted to the group named after the kind, and owned by another. */
function everyKind() {
  const grants = (kind: string) => ({ owner: `owner of ${kind}`, grants: { [kind]: ['USE_IT', 'READ'] } });
  return accountModel()
    .workspace('one', { id: '1' })
    .workspace('two', { id: '2' })
    .metastore('m', { grants: { metastore: ['CREATE_CATALOG'] } })
    .securable('catalog', 'c', grants('catalog'))
    .securable('schema', 'c.s', grants('schema'))
    .securable('table', 'c.s.t', grants('table'))
    .securable('volume', 'c.s.v', grants('volume'))
    .securable('function', 'c.s.f', grants('function'))
    .securable('external_location', 'lake', grants('external_location'))
    .securable('storage_credential', 'identity', grants('storage_credential'))
    .securable('credential', 'service', grants('credential'))
    .securable('connection', 'crm', grants('connection'));
}

async function ask(
  names: readonly string[],
  { account = everyKind(), ...simulator }: Partial<DatabricksOptions> & { account?: ReturnType<typeof everyKind> } = {},
  leaveOut: readonly SqlPart[] = [],
): Promise<GrantAnswer> {
  const options = { warehouses: [WAREHOUSE], ...simulator };
  await using under = await accountUnderTest({ account: account.build(), simulator: options });
  const answer = await under.reader.grantStatements.start({ ...QUERY, names, leaveOut });
  expect(under.simulator.errors).toEqual([]);
  return answer;
}

function rowsOf(answer: GrantAnswer): readonly GrantRow[] {
  if (answer.state !== 'done') throw new Error(`expected an answer, it is ${JSON.stringify(answer)}`);
  return answer.rows;
}

describe('the statement', () => {
  const kinds = [...new Set(Object.values(SQL_PARTS))].filter((kind) => kind !== 'metastore');

  it.each(kinds)('finds a grant on a %s', async (kind) => {
    const rows = rowsOf(await ask([kind]));
    expect(rows.filter(({ inherited }) => !inherited)).toMatchObject([
      { principal: kind, kind, objects: 1, privileges: ['READ', 'USE IT'] },
    ]);
  });

  it('finds a grant on the metastore', async () => {
    expect(rowsOf(await ask(['metastore']))).toMatchObject([{ kind: 'metastore', privileges: ['CREATE CATALOG'] }]);
  });

  it.each(['schema', 'table', 'volume', 'function', 'connection'])('finds the owner of a %s', async (kind) => {
    expect(rowsOf(await ask([`owner of ${kind}`]))).toMatchObject([{ kind, objects: 1, privileges: ['OWNER'] }]);
  });

  it('tells what a grant above opens below, and that it is inherited', async () => {
    const rows = rowsOf(await ask(['catalog']));
    expect(rows.filter(({ inherited }) => inherited).map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining(['schema c.s', 'table c.s.t', 'volume c.s.v', 'function c.s.f']),
    );
  });

  it('makes objects that are held alike one row, and never mixes privileges of two', async () => {
    const account = everyKind();
    for (const name of ['a', 'b', 'd']) account.securable('table', `c.s.${name}`, { grants: { many: ['SELECT'] } });
    account.securable('table', 'c.s.e', { grants: { many: ['SELECT', 'MODIFY'] } });
    for (const name of ['x', 'y']) account.securable('catalog', name, { grants: { many: ['USE_CATALOG'] } });
    expect(
      rowsOf(await ask(['many'], { account })).map(({ name, objects, privileges }) => [name, objects, ...privileges]),
    ).toEqual(
      expect.arrayContaining([
        ['c.s.a', 3, 'SELECT'],
        ['c.s.e', 1, 'MODIFY', 'SELECT'],
        ['x', 1, 'USE CATALOG'],
        ['y', 1, 'USE CATALOG'],
      ]),
    );
  });

  it('leaves out what everybody has', async () => {
    const account = everyKind()
      .securable('catalog', 'samples', { grants: { g: ['USE_CATALOG'] } })
      .securable('schema', 'c.information_schema', { grants: { g: ['SELECT'] } });
    expect(rowsOf(await ask(['g'], { account }))).toEqual([]);
  });

  it('takes any name as a parameter, exactly as it is', async () => {
    const account = everyKind();
    const hostile = ["O'Neil", `") OR 1=1 --`, 'twin', 'Twin', '\\', ':names', '" \' \n é 😀'];
    for (const [index, name] of hostile.entries()) {
      account.securable('connection', `c${index}`, { grants: { [name]: ['USE_CONNECTION'] } });
    }
    for (const [index, name] of hostile.entries()) {
      expect(rowsOf(await ask([name], { account }))).toMatchObject([{ principal: name, name: `c${index}` }]);
    }
  });

  it('is the same text whatever the names are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }), async (names) => {
        const answer = { statement_id: 's', status: { state: 'SUCCEEDED' }, manifest: {} };
        await using server = await scriptedServer(token, { status: 200, json: answer });
        const reader = databricksReader({ ...optionsFor(server.url, 'a'), workspaceUrls: { '1': server.url } });
        await reader.grantStatements.start({ ...QUERY, names });
        const { statement, parameters } = JSON.parse(server.seen[1]?.body ?? '{}');
        expect(statement).toBe(grantStatement([]));
        expect(parameters).toEqual([{ name: 'names', type: 'STRING', value: JSON.stringify(names) }]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a part that is missing', () => {
  it.each(Object.keys(SQL_PARTS))('is known by its view %s, and left out the next time', async (view) => {
    const answer = await ask(['table'], { missingViews: [view] });
    expect(answer).toEqual({ state: 'unreadable', part: view, detail: 'BAD_REQUEST' });
    const [part] = Object.keys(SQL_PARTS).filter((each): each is SqlPart => each === view);
    expect(await ask(['nobody'], { missingViews: [view] }, part ? [part] : [])).toMatchObject({
      state: 'done',
      rows: [],
    });
  });

  it('is known by a column too', async () => {
    expect(await ask([], { missingViews: ['routines.routine_owner'] })).toMatchObject({ part: 'routines' });
    expect(await ask([], { missingViews: ['tables.table_schema'] })).toMatchObject({ part: 'tables' });
  });

  it('is the one that is named as a view, whatever words stand before it', () => {
    const message = '[TABLE_OR_VIEW_NOT_FOUND] Of all tables, `system`.`information_schema`.`volumes` cannot be found.';
    expect(missingPart(message)).toBe('volumes');
  });

  it('is none where the failure is another one', () => {
    expect(missingPart('[DIVIDE_BY_ZERO] in `system`.`information_schema`.`tables`')).toBeNull();
    expect(
      missingPart('[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`sales`.`orders` cannot be found.'),
    ).toBeNull();
    expect(missingPart('[TABLE_OR_VIEW_NOT_FOUND] … system.information_schema.tables cannot be found')).toBe('tables');
  });
});

describe('an answer', () => {
  it('is followed over all chunks, by their numbers', async () => {
    const simulator = { warehouses: [WAREHOUSE], sqlRowsPerChunk: 2 };
    await using under = await accountUnderTest({ account: everyKind().build(), simulator });
    const names = Object.values(SQL_PARTS);
    const answer = await under.reader.grantStatements.start({ ...QUERY, names });
    expect(answer).toMatchObject({ state: 'done', complete: true });
    expect(rowsOf(answer).length).toBeGreaterThan(10);
    expect(under.calls().filter((call) => call.includes('/result/chunks/')).length).toBe(
      Math.ceil(rowsOf(answer).length / 2) - 1,
    );
    expect(under.calls().join()).not.toContain('/elsewhere/');
  });

  it('is incomplete when Databricks says so', async () => {
    expect(await ask(['table'], { sqlTruncated: true })).toMatchObject({ complete: false });
  });

  it('is incomplete when a chunk is not given', async () => {
    const simulator = { warehouses: [WAREHOUSE], sqlRowsPerChunk: 2 };
    await using under = await accountUnderTest({ account: everyKind().build(), simulator });
    const gone = { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'gone' };
    under.simulator.faults.add({ match: { path: /chunks\/2$/ }, fault: { kind: 'answer', status: 404, json: gone } });
    const answer = await under.reader.grantStatements.start({ ...QUERY, names: Object.values(SQL_PARTS) });
    expect(answer).toMatchObject({ state: 'done', complete: false });
    expect(rowsOf(answer)).toHaveLength(4);
  });

  const row = ['g', 'table', 'c.s.t', '1', 'SELECT', 'NONE'];
  it.each([
    ['rows are missing', { manifest: { total_row_count: 2 }, result: { data_array: [row] } }, false],
    ['a row is another kind of row', { manifest: { total_row_count: 1 }, result: { data_array: [['g']] } }, false],
    [
      'chunks go in a circle',
      { manifest: { total_row_count: 1 }, result: { data_array: [row], next_chunk_index: 0 } },
      false,
    ],
    ['nothing is told but that it succeeded', {}, false],
    ['there is no manifest', { result: { data_array: [row] } }, false],
    ['numbers are texts', { manifest: { total_row_count: '1' }, result: { data_array: [row] } }, true],
    ['nothing was found', { manifest: { truncated: false } }, true],
  ])('where %s', async (_case, body, complete) => {
    const json = { statement_id: 's', status: { state: 'SUCCEEDED' }, ...body };
    await using server = await scriptedServer(token, { status: 200, json });
    const reader = databricksReader({ ...optionsFor(server.url, 'a'), workspaceUrls: { '1': server.url } });
    expect(await reader.grantStatements.start({ ...QUERY, names: [] })).toMatchObject({ state: 'done', complete });
  });

  it.each(['FAILED', 'CANCELED', 'CLOSED'] as const)('never comes from a statement that is %s', async (sqlEndState) => {
    expect(await ask(['table'], { sqlEndState })).toMatchObject({ state: 'unreadable', part: null });
  });
});

describe('a statement', () => {
  it('of a stopped warehouse is polled, and can be cancelled', async () => {
    const simulator = { warehouses: [{ ...WAREHOUSE, coldMs: 90_000 }] };
    await using under = await accountUnderTest({ account: everyKind().build(), simulator });
    const { start, poll, cancel } = under.reader.grantStatements;
    const started = await start({ ...QUERY, names: ['table'] });
    if (started.state !== 'running') throw new Error('it is cold');
    expect(await poll('1', started.statementId)).toEqual(started);
    under.clock.now += 90_000;
    expect(rowsOf(await poll('1', started.statementId))).toMatchObject([{ name: 'c.s.t' }]);
    await cancel('1', started.statementId);
    expect(await poll('1', started.statementId)).toMatchObject({ state: 'unreadable', detail: 'CANCELED' });
  });

  it('that may not be started is refused', async () => {
    const warehouses = [{ ...WAREHOUSE, canUse: false }];
    expect(await errorOf(ask([], { warehouses }))).toMatchObject({ name: 'DirectoryRefused', facts: { status: 403 } });
    expect(await errorOf(ask([], { warehouses: [] }))).toMatchObject({
      name: 'DirectoryRefused',
      facts: { status: 404 },
    });
  });

  it('is cancelled without a word where that is not possible', async () => {
    await using under = await accountUnderTest({ account: everyKind().build() });
    await under.reader.grantStatements.cancel('1', 'nobody-knows');
    await under.reader.grantStatements.cancel('404', 'nobody-knows');
    under.simulator.faults.add({ match: { path: /cancel$/ }, times: 9, fault: { kind: 'resetBefore' } });
    await under.reader.grantStatements.cancel('1', 'nobody-knows');
  });

  it('is not sent twice when the answer gets lost', async () => {
    await using under = await accountUnderTest({
      account: everyKind().build(),
      simulator: { warehouses: [WAREHOUSE] },
    });
    under.simulator.faults.add({ match: { path: /statements$/ }, fault: { kind: 'resetAfter' } });
    const failed = under.reader.grantStatements.start({ ...QUERY, names: [] });
    expect(await errorOf(failed)).toMatchObject({ name: 'DirectoryUnavailable' });
    expect(under.calls().filter((call) => call.startsWith('POST'))).toHaveLength(1);
  });

  it('names a service principal by its application id', async () => {
    const account = everyKind().securable('connection', 'sp', {
      grants: { [etlProdApplicationId]: ['USE_CONNECTION'] },
    });
    expect(rowsOf(await ask([etlProdApplicationId], { account }))).toMatchObject([{ name: 'sp' }]);
  });
});
