import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { readerClient } from '#sandbox/simulators/databricks/clients.ts';
import { grantStatement } from '#shared/adapters/databricks/sql-statement.ts';
import { running } from './running-account.ts';

const STATEMENTS = '/ws/1/api/2.0/sql/statements';

function account() {
  return accountModel()
    .workspace('one', { id: '1' })
    .workspace('two', { id: '2' })
    .metastore('m')
    .securable('catalog', 'c')
    .securable('schema', 'c.s')
    .securable('model', 'c.s.m')
    .securable('catalog', 'far', { isolatedTo: ['two'], grants: { g: ['SELECT'] } })
    .securable('connection', 'crm', { grants: { "O'Neil": ['USE_CONNECTION'] } })
    .build();
}

const body = (names: readonly string[], changes: Record<string, unknown> = {}) => ({
  warehouse_id: 'w',
  statement: grantStatement([]),
  parameters: [{ name: 'names', value: JSON.stringify(names), type: 'STRING' }],
  wait_timeout: '10s',
  on_wait_timeout: 'CONTINUE',
  disposition: 'INLINE',
  format: 'JSON_ARRAY',
  row_limit: 100,
  ...changes,
});

async function send(request: unknown) {
  const simulated = await running(account(), { warehouses: [{ id: 'w', workspaceId: '1' }] });
  return simulated.send('POST', STATEMENTS, request, readerClient);
}

describe('a simulated SQL warehouse', () => {
  it('answers what its workspace shows', async () => {
    const { json } = await send(body(["O'Neil", 'g']));
    const row = ["O'Neil", 'connection', 'crm', '1', 'USE_CONNECTION', 'NONE'];
    expect(json).toMatchObject({ status: { state: 'SUCCEEDED' }, result: { data_array: [row] } });
  });

  it('refuses a name that is part of the text', async () => {
    const statement = grantStatement([]).replaceAll(':names', `'["g"]'`);
    expect((await send(body(['g'], { statement }))).json).toMatchObject({ status: { state: 'FAILED' } });
    const both = `${grantStatement([])} -- 'g'`;
    expect((await send(body(['g'], { statement: both }))).json).toMatchObject({ status: { state: 'FAILED' } });
  });

  it('refuses what it does not understand', async () => {
    const statement = 'DROP TABLE c.s.t -- :names';
    expect((await send(body([], { statement }))).json).toMatchObject({
      status: { state: 'FAILED', error: { message: expect.stringContaining('PARSE_SYNTAX_ERROR') } },
    });
  });

  it.each([
    { wait_timeout: '3s' },
    { parameters: [] },
    { disposition: 'ELSEWHERE' },
  ])('refuses a request with %j', async (changes) => {
    expect((await send(body([], changes))).status).toBe(400);
  });

  it('knows a statement in its own workspace only', async () => {
    const simulated = await running(account(), { warehouses: [{ id: 'w', workspaceId: '1' }] });
    await simulated.send('POST', STATEMENTS, body([]), readerClient);
    expect((await simulated.get(`${STATEMENTS}/01f0-00000001`)).status).toBe(200);
    expect((await simulated.get('/ws/2/api/2.0/sql/statements/01f0-00000001')).status).toBe(404);
  });

  it('stands beside lists of registered models of the whole metastore', async () => {
    const simulated = await running(account());
    const { json } = await simulated.get('/ws/1/api/2.1/unity-catalog/models?max_results=0');
    expect(json).toMatchObject({ registered_models: [{ full_name: 'c.s.m' }] });
    expect((await simulated.get('/ws/1/api/2.1/unity-catalog/models?catalog_name=c')).status).toBe(400);
  });
});
