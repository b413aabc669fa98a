import { describe, expect, it } from 'vitest';
import { exampleInstance, groups, items, oauthClient, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { startServiceNow } from '#sandbox/simulators/servicenow/start-servicenow.ts';
import { serviceNowSelfTest } from '#shared/adapters/servicenow/self-test.ts';
import { CredentialsRejected, TicketSystemUnavailable } from '#shared/errors.ts';
import type { ServiceNowStage } from '#shared/stage.ts';
import { exampleStage, openDesk, start } from './desk.ts';
import { id, ids, openKit } from './kit.ts';
import type { Row } from './kit-rows.ts';

function selfTestOf(stage: ServiceNowStage, access = { ...oauthClient }) {
  return serviceNowSelfTest({
    stage,
    access: async () => access,
    secretName: stage.apiSecret,
    now: () => new Date(start),
    version: 'test',
    sleep: async () => undefined,
  });
}

describe('the self-test', () => {
  it('says who we are, and that nothing is missing', async () => {
    await using desk = await openDesk();
    desk.order();
    expect(await selfTestOf(desk.stage)()).toEqual({ system: 'ServiceNow', as: 'svc.accessdesk', missing: [] });
    expect(desk.serviceNow.requests.every(({ method, path }) => method === 'GET' || path === '/oauth_token.do')).toBe(
      true,
    );
  });

  it.each([
    'sc_req_item',
    'sc_request',
    'sc_item_option_mtom',
    'item_option_new',
    'sysapproval_approver',
    'sys_journal_field',
    'sys_user',
    'sys_user_grmember',
    'sys_user_group',
    'sc_cat_item',
    'sc_task',
    'sys_attachment',
    'sys_audit',
  ])('names %s when it cannot be read', async (table) => {
    await using desk = await openDesk({ readAccess: { [table]: 'forbidden' } });
    const { missing } = await selfTestOf(desk.stage)();
    expect(missing).toEqual([expect.stringContaining(`${table} cannot be read: give our account a role`)]);
  });

  it('says what else can be done about the history, and does not ask where it is not read', async () => {
    await using desk = await openDesk({ readAccess: { sys_audit: 'forbidden' } });
    expect((await selfTestOf(desk.stage)()).missing[0]).toContain('servicenow.history: none');
    expect((await selfTestOf({ ...desk.stage, history: 'none' })()).missing).toEqual([]);
  });

  it('notices that nothing is written down', async () => {
    await using desk = await openDesk({ auditedTables: [] });
    const { number } = desk.order();
    const missing = async (more: Partial<ServiceNowStage> = {}) =>
      (await selfTestOf({ ...desk.stage, ...more })()).missing;
    expect(await missing()).toEqual([]);
    desk.serviceNow.instance.as(users.agent).setState(number, '2');
    expect(await missing()).toEqual([expect.stringContaining('switch auditing on for sc_req_item')]);
    expect(await missing({ history: 'none' })).toEqual([]);
    desk.serviceNow.instance.options.auditedTables.push('sc_req_item');
    desk.serviceNow.instance.as(users.agent).setState(number, '1');
    expect(await missing()).toEqual([]);
  });

  it('names variables that the form does not have', async () => {
    await using desk = await openDesk();
    const [first, second] = desk.stage.catalogItems;
    if (!first || !second) throw new Error('the stage serves two catalog items');
    const wrong = {
      ...second,
      variables: { ...second.variables, without: 'leave_out', reason: undefined },
      linesFrom: { variable: 'what' },
    };
    const { missing } = await selfTestOf({ ...desk.stage, catalogItems: [first, wrong] })();
    expect(missing).toEqual([
      'servicenow.catalogItems.1 names variables that are no questions of the catalog item: leave_out, what. If a ' +
        'variable set of it holds them, all is well; io_set_item, which would tell, cannot be read.',
    ]);
  });

  it('knows the questions of variable sets', async () => {
    const question = (pair: string, name: string, from: Row) => ({ sys_id: id(pair), name, ...from });
    const of = (cat_item: string) => ({ cat_item, variable_set: '' });
    const ofSet = { cat_item: '', variable_set: id('e1') };
    await using kit = await openKit({
      sc_cat_item: [{ sys_id: ids.access }, { sys_id: ids.lines }],
      io_set_item: [{ sys_id: id('e0'), sc_cat_item: ids.access, variable_set: id('e1') }],
      item_option_new: [
        ...['source', 'target'].map((name, index) => question(`1${index}`, name, of(ids.access))),
        ...['without', 'scan_uc'].map((name, index) => question(`2${index}`, name, ofSet)),
        question('30', 'reason', of(ids.lines)),
      ],
    });
    const { missing } = await selfTestOf(kit.stage)();
    expect(missing.filter((said) => said.includes('variables'))).toEqual([
      'servicenow.catalogItems.0 names variables that are no questions of the catalog item: reason. Write their names ' +
        'as item_option_new has them.',
    ]);
    kit.tables.io_set_item = [];
    expect((await selfTestOf(kit.stage)()).missing).toContainEqual(
      expect.stringContaining(': without, scan_uc, reason.'),
    );
  });

  it('notices rows that are all kept from us', async () => {
    await using kit = await openKit({ sc_task: [] });
    const counted = { status: 200, headers: { 'x-total-count': '7' }, json: { result: [] } };
    kit.faults.add({ match: { path: /sc_task/ }, fault: { kind: 'answer', ...counted } });
    const { missing } = await selfTestOf(kit.stage)();
    expect(missing).toContainEqual(expect.stringContaining('sc_task has rows, but we see none of them'));
  });

  it('names the account of the stage file that is another one, or none', async () => {
    await using desk = await openDesk();
    const said = async (more: Partial<ServiceNowStage>) => (await selfTestOf({ ...desk.stage, ...more })()).missing;
    expect(await said({ ownUserName: 'access.desk' })).toEqual([
      expect.stringContaining('that account is called svc.accessdesk'),
    ]);
    expect(await said({ ownUserId: id('ff') })).toEqual([
      expect.stringContaining('servicenow.ownUserId names no user'),
    ]);
    expect(await said({ ownUserId: users.automation, ownUserName: 'svc.automation' })).toEqual([
      `The credentials are those of the user ${users.desk}, not of servicenow.ownUserId: use one account for both.`,
    ]);
  });

  it('names catalog items and groups that are not there', async () => {
    await using desk = await openDesk();
    const [first, second] = desk.stage.catalogItems;
    if (!first || !second) throw new Error('the stage serves two catalog items');
    const wrong = {
      ...first,
      catItemId: id('f0'),
      approval: { ...first.approval, approverGroupId: id('f1') },
      correctorGroupId: items.access,
      identityTask: { ...first.identityTask, assignmentGroupId: groups.approvers },
    };
    const { missing } = await selfTestOf({ ...desk.stage, catalogItems: [second, wrong] })();
    expect(missing).toEqual([
      'servicenow.catalogItems.1.catItemId names no catalog item we may read: put its sys_id there.',
      'servicenow.catalogItems.1.approval.approverGroupId names no group we may read: put its sys_id there.',
      'servicenow.catalogItems.1.correctorGroupId names no group we may read: put its sys_id there.',
    ]);
  });

  it('throws where nothing can be asked', async () => {
    await using serviceNow = await hibernating();
    const stage = exampleStage(serviceNow.url);
    await expect(selfTestOf(stage)()).rejects.toThrow(TicketSystemUnavailable);
    await using desk = await openDesk();
    const wrong = { clientId: oauthClient.clientId, clientSecret: 'wrong' };
    const refused = serviceNowSelfTest({
      stage: desk.stage,
      access: async () => wrong,
      secretName: 'desk/servicenow-api',
      now: () => new Date(start),
      version: 'test',
    });
    await expect(refused()).rejects.toThrow(CredentialsRejected);
  });
});

async function hibernating() {
  const serviceNow = await startServiceNow({ instance: exampleInstance({ hibernating: true }), now: () => start });
  return { url: serviceNow.url, [Symbol.asyncDispose]: () => serviceNow.close() };
}
