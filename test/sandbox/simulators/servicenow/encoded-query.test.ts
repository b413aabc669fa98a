import { describe, expect, it } from 'vitest';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { openServiceNow, orderAccess } from './servicenow-client.ts';

describe('encoded queries', () => {
  it.each([
    ['user_name=rita.klein', ['rita']],
    ['user_name=RITA.KLEIN', ['rita']],
    ['active=true^web_service_access_only=true', ['desk', 'automation']],
    ['user_name=rita.klein^ORuser_name=uwe.becker^active=true', ['rita', 'uwe']],
    ['user_name=nobody^NQuser_name=uwe.becker', ['uwe']],
    [`sys_idIN${users.rita},${users.uwe}`, ['rita', 'uwe']],
    ['user_nameSTARTSWITHsvc.^emailISNOTEMPTY^ORDERBYuser_name', ['desk', 'automation']],
    ['user_nameSTARTSWITHsvc.^ORDERBYDESCuser_name', ['automation', 'desk']],
    ['user_nameENDSWITHklein^EQ', ['rita']],
    ['nameLIKEller', ['thomas']],
    ['user_nameNOTLIKE.^ORuser_nameBETWEENt@tz', ['thomas']],
    ['user_name>thomas.mueller^user_name<v', ['uwe']],
    ['user_name>=thomas.mueller^user_name<u', ['thomas']],
    ['emailISEMPTY', []],
    [`sys_idNOT IN${Object.values(users).slice(1).join(',')}`, ['rita']],
    ['user_name!=rita.klein^user_nameENDSWITHklein', []],
  ])('%s', async (query, expected) => {
    const rows = await (await openServiceNow()).query('sys_user', query);
    const names = new Map<string, string>(Object.entries(users).map(([name, sysId]) => [sysId, name]));
    expect(rows.map(({ sys_id }) => names.get(String(sys_id)))).toEqual(expected);
  });

  it.each([
    'correlation_idd=x',
    'number~x',
    'variables.source=x',
    'ORDERBYnumbr',
  ])('an invalid part is dropped and the rest runs: %s', async (invalid) => {
    const servicenow = await openServiceNow();
    orderAccess(servicenow);
    orderAccess(servicenow);
    expect(await servicenow.query('sc_req_item', `${invalid}^active=true`)).toHaveLength(2);
    servicenow.instance.options.invalidQueryReturnsNoRows = true;
    expect(await servicenow.query('sc_req_item', `${invalid}^active=true`)).toHaveLength(0);
  });

  it('can be attacked through a value: another condition, a new query, a script', async () => {
    const servicenow = await openServiceNow();
    const mine = (value: string) => servicenow.query('sys_user', `active=true^user_name=${value}`);
    expect(await mine('x^NQsys_idISNOTEMPTY')).toHaveLength(Object.keys(users).length);
    expect(await mine('x^ORuser_name!=x')).toHaveLength(Object.keys(users).length);
    expect(await mine('javascript:gs.getUserName()')).toMatchObject([{ sys_id: users.desk }]);
    expect(await mine("javascript:new GlideRecord('sys_user').deleteMultiple()")).toEqual([]);
    expect(servicenow.instance.scriptsRun).toEqual([
      'gs.getUserName()',
      "new GlideRecord('sys_user').deleteMultiple()",
    ]);
  });

  it('also come as plain parameters', async () => {
    const { json } = await (await openServiceNow()).call('GET', '/api/now/table/sys_user?user_name=rita.klein');
    expect(json).toMatchObject({ result: [{ sys_id: users.rita }] });
  });
});
