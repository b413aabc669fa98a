import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { askToken, openServiceNow, orderAccess, resultOf, send } from './servicenow-client.ts';

const table = '/api/now/table/sc_req_item';

describe('how values are shown', () => {
  it.each([
    ['raw', '', { state: '1', opened_at: '2026-11-23 09:00:00', comments: '', assigned_to: '' }],
    [
      'labels',
      '&sysparm_display_value=true',
      {
        state: 'Open',
        opened_at: '2026-11-23 10:00:00',
        comments: '2026-11-23 09:00:00 - rita.klein (Additional comments)\nHurry\n\n',
      },
    ],
    [
      'both',
      '&sysparm_display_value=all',
      {
        state: { display_value: 'Open', value: '1' },
        opened_at: { display_value: '2026-11-23 10:00:00', value: '2026-11-23 09:00:00' },
        assigned_to: { display_value: '', value: '' },
      },
    ],
  ])('%s', async (_how, parameter, expected) => {
    const servicenow = await openServiceNow();
    const { sysId, number } = orderAccess(servicenow);
    servicenow.instance.as(users.rita).comment(number, 'Hurry');
    expect(resultOf(await servicenow.call('GET', `${table}/${sysId}?${parameter}`))).toMatchObject(expected);
  });

  it.each([
    ['', (link: string) => ({ link, value: users.rita })],
    ['&sysparm_display_value=true', (link: string) => ({ display_value: 'Rita Klein', link })],
    ['&sysparm_display_value=all', (link: string) => ({ display_value: 'Rita Klein', link, value: users.rita })],
    ['&sysparm_exclude_reference_link=true', () => users.rita],
    ['&sysparm_exclude_reference_link=true&sysparm_display_value=true', () => 'Rita Klein'],
  ])('a reference with "%s"', async (parameter, expected) => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    const { opened_by } = resultOf(
      await servicenow.call('GET', `${table}/${sysId}?sysparm_fields=opened_by${parameter}`),
    );
    expect(opened_by).toEqual(expected(`${servicenow.url}/api/now/table/sys_user/${users.rita}`));
  });

  it('walks dotted names and leaves unknown fields out without a word', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    const row = servicenow.instance.addApproverRow('sc_req_item', sysId, users.petra);
    const fields =
      'sys_id,approver.user_name,approver.email,sysapproval.number,sysapproval.sys_class_name,group.approval';
    const answer = await servicenow.call(
      'GET',
      `/api/now/table/sysapproval_approver/${row.sys_id}?sysparm_fields=${fields},approver_name,state.x,constructor`,
    );
    expect(resultOf(answer)).toEqual({
      sys_id: row.sys_id,
      'approver.user_name': 'petra.boss',
      'approver.email': 'petra@company.com',
      'sysapproval.number': 'RITM0010001',
      'sysapproval.sys_class_name': 'sc_req_item',
      'group.approval': '',
    });
  });

  it('shows reference, list and tick variables as they are stored', async () => {
    const servicenow = await openServiceNow();
    servicenow.instance
      .catalogItem(items.accessPicked)
      .variables.push(
        { name: 'watchers', questionText: 'Watchers', kind: 'list', table: 'sys_user' },
        { name: 'urgent', questionText: 'Urgent', kind: 'checkbox' },
      );
    const { sysId, number } = servicenow.instance
      .as(users.rita)
      .order(items.accessPicked, { source: users.thomas, watchers: `${users.uwe},${users.ines}`, urgent: 'true' });
    const rows = await servicenow.query('sc_item_option_mtom', `request_item=${sysId}`, {
      sysparm_fields:
        'sc_item_option.value,sc_item_option.item_option_new.type,sc_item_option.item_option_new.reference,sc_item_option.item_option_new.list_table',
    });
    expect(rows.map((row) => Object.values(row))).toEqual([
      [users.thomas, '8', 'sys_user', ''],
      ['', '8', 'sys_user', ''],
      ['', '2', '', ''],
      ['', '6', '', ''],
      ['', '2', '', ''],
      [`${users.uwe},${users.ines}`, '21', '', 'sys_user'],
      ['true', '7', '', ''],
    ]);
    expect(servicenow.instance.as(users.rita).view(number).fields).toMatchObject({
      'Copy access from': 'Thomas Müller',
      'Give access to': null,
      Watchers: 'Uwe Becker, Ines Kraft',
    });
  });
});

describe('lists', () => {
  it('come in pages that are counted before anybody’s rights are looked at', async () => {
    const servicenow = await openServiceNow();
    const { instance, call } = servicenow;
    for (let index = 0; index < 5; index += 1) orderAccess(servicenow);
    const page = await call('GET', `${table}?sysparm_limit=2&sysparm_offset=2&sysparm_fields=number`);
    expect(page.json).toEqual({ result: [{ number: 'RITM0010003' }, { number: 'RITM0010004' }] });
    expect(page.headers.get('x-total-count')).toBe('5');
    const link = (rel: string, offset: number) =>
      `<${servicenow.url}${table}?sysparm_limit=2&sysparm_offset=${offset}&sysparm_fields=number>;rel="${rel}"`;
    const links = [link('first', 0), link('prev', 0), link('next', 4), link('last', 4)];
    expect(page.headers.get('link')).toBe(links.join(','));
    const bare = await call('GET', `${table}?sysparm_no_count=true&sysparm_suppress_pagination_header=true`);
    expect([bare.headers.get('x-total-count'), bare.headers.get('link')]).toEqual([null, null]);

    instance.user(users.desk).roles.splice(0);
    instance.item('RITM0010004').requested_for = users.desk;
    const cut = await call('GET', `${table}?sysparm_limit=2&sysparm_offset=2&sysparm_fields=number`);
    expect(cut.json).toEqual({ result: [{ number: 'RITM0010004' }] });
    expect((await call('GET', `${table}?sysparm_limit=2`)).json).toEqual({ result: [] });
  });

  it('that are empty are a 404 in the first version only', async () => {
    const { call } = await openServiceNow();
    expect((await call('GET', '/api/now/v1/table/sc_task')).status).toBe(404);
    expect(await call('GET', '/api/now/v2/table/sc_task')).toMatchObject({ status: 200, json: { result: [] } });
    expect(await call('GET', '/api/now/table/sc_task')).toMatchObject({ status: 200, json: { result: [] } });
  });
});

describe('refusals of reads', () => {
  const hidden = {
    error: { message: 'No Record found', detail: "Record doesn't exist or ACL restricts the record retrieval" },
    status: 'failure',
  };

  it('do not tell a missing record from one that may not be seen', async () => {
    const servicenow = await openServiceNow({ readAccess: { sc_req_item: 'hidden' } });
    const { sysId } = orderAccess(servicenow);
    expect(await servicenow.call('GET', `${table}/${sysId}`)).toMatchObject({ status: 404, json: hidden });
    expect(await servicenow.call('GET', `${table}/${users.rita}`)).toMatchObject({ status: 404, json: hidden });
    expect(await servicenow.query('sc_req_item', 'active=true')).toEqual([]);
  });

  it('of a whole table are a 403', async () => {
    const { call } = await openServiceNow({ readAccess: { sys_audit: 'forbidden' } });
    expect(await call('GET', '/api/now/table/sys_audit')).toMatchObject({
      status: 403,
      json: { error: { message: 'User Not Authorized', detail: 'Failed API level ACL Validation' } },
    });
  });

  it.each([
    ['an invented table', '/api/now/table/sc_req_itm', 400, 'Invalid table sc_req_itm'],
    ['an invented address', '/api/now/tables', 400, 'Requested URI does not represent any resource'],
  ])('%s', async (_what, path, status, message) => {
    expect(await (await openServiceNow()).call('GET', path)).toMatchObject({ status, json: { error: { message } } });
  });

  it.each(['GET', 'DELETE'])('%s without Accept is a 400', async (method) => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    const { access_token } = Object((await askToken(servicenow)).json);
    const headers = { authorization: `Bearer ${access_token}` };
    // Not `fetch`, which always sends the header.
    const sent = request(`${servicenow.url}${table}/${sysId}`, { method, headers }).end();
    const [response] = await once(sent, 'response');
    response.resume();
    expect(response.statusCode).toBe(400);
  });

  it.each([
    ['text/xml', 406],
    ['*/*', 200],
  ])('Accept %s is a %i', async (accept, status) => {
    const servicenow = await openServiceNow();
    const { access_token } = Object((await askToken(servicenow)).json);
    const answer = await send(servicenow, 'GET', table, { accept, authorization: `Bearer ${access_token}` });
    expect(answer.status).toBe(status);
  });
});
