import { describe, expect, it } from 'vitest';
import { groups, items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { openServiceNow, orderAccess, resultOf } from './servicenow-client.ts';

const table = (name: string, sysId?: string) => `/api/now/table/${name}${sysId === undefined ? '' : `/${sysId}`}`;

describe('a new record', () => {
  it('is answered as it was stored: cut, without what nobody may set, with what the system adds', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    const answer = await servicenow.call('POST', table('sc_task'), {
      request_item: sysId,
      short_description: 'ü'.repeat(200),
      description: 'd'.repeat(5_000),
      correlation_id: 'c'.repeat(120),
      state: 3,
      sys_id: 'mine',
      sys_created_by: 'somebody',
      invented: 'x',
      constructor: 'x',
    });
    expect(answer.status).toBe(201);
    expect(resultOf(answer)).toMatchObject({
      number: 'SCTASK0010001',
      short_description: 'ü'.repeat(160),
      description: 'd'.repeat(4_000),
      correlation_id: 'c'.repeat(100),
      state: '3',
      active: 'false',
      sys_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      sys_created_by: 'svc.accessdesk',
      sys_mod_count: '0',
    });
    expect(resultOf(answer)).not.toHaveProperty('invented');
  });

  it('twice is two records: nothing tells a repeated call', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    for (let index = 0; index < 2; index += 1) {
      await servicenow.call('POST', table('sc_task'), { request_item: sysId, correlation_id: 'ad:1' });
    }
    expect(await servicenow.query('sc_task', 'correlation_id=ad:1')).toHaveLength(2);
  });

  it('comes back without a body where the caller wants none', async () => {
    const { call } = await openServiceNow();
    const answer = await call('POST', table('sc_task'), { state: '1' }, { 'x-no-response-body': 'true' });
    expect(answer).toMatchObject({ status: 201, text: '' });
  });
});

describe('a change', () => {
  it('counts versions, and one that changes nothing is none', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    servicenow.clock.ms += 60_000;
    const path = table('sc_req_item', sysId);
    expect(resultOf(await servicenow.call('PATCH', path, { state: '1' }))).toMatchObject({
      sys_mod_count: '0',
      sys_updated_by: 'rita.klein',
      sys_updated_on: '2026-11-23 09:00:00',
    });
    const changed = await servicenow.call('PUT', `${path}?sysparm_fields=state,active,sys_updated_on,closed_at`, {
      state: '3',
    });
    expect(changed).toMatchObject({ status: 200 });
    expect(resultOf(changed)).toEqual({
      state: '3',
      active: 'false',
      sys_updated_on: '2026-11-23 09:01:00',
      closed_at: '2026-11-23 09:01:00',
    });
    expect(resultOf(await servicenow.call('PATCH', path, { state: '1' }))).toMatchObject({
      active: 'true',
      closed_at: '',
      sys_mod_count: '2',
      sys_updated_by: 'svc.accessdesk',
    });
  });

  it('loses fields without a right, and succeeds', async () => {
    const servicenow = await openServiceNow({ droppedFields: { sc_req_item: ['approval'] } });
    const { sysId } = orderAccess(servicenow);
    const answer = await servicenow.call('PATCH', table('sc_req_item', sysId), { approval: 'requested', stage: 'x' });
    expect(answer.status).toBe(200);
    expect(resultOf(answer)).toMatchObject({ approval: 'not requested', stage: 'x' });
  });

  it('appends to a journal, whose raw value stays empty', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    for (const work_notes of ['one', 'two', '']) {
      const answer = await servicenow.call('PATCH', table('sc_req_item', sysId), { work_notes });
      expect(resultOf(answer).work_notes).toBe('');
    }
    const entries = await servicenow.query('sys_journal_field', `element_id=${sysId}^element=work_notes`);
    expect(entries.map(({ value }) => value)).toEqual(['one', 'two']);
  });

  it('is kept in sys_audit, where the table is audited', async () => {
    const servicenow = await openServiceNow();
    const { number, sysId } = orderAccess(servicenow);
    servicenow.instance.as(users.agent).editItem(number, { requested_for: users.uwe, state: '3' });
    servicenow.instance.moveToItem(number, items.other);
    const where = `tablename=sc_req_item^documentkey=${sysId}`;
    const changes = await servicenow.query('sys_audit', where, {
      sysparm_fields: 'fieldname,oldvalue,newvalue,user,sys_created_on',
    });
    expect(changes.map((change) => Object.values(change))).toEqual([
      ['requested_for', users.rita, users.uwe, 'sven.helfer', '2026-11-23 09:00:00'],
      ['state', '1', '3', 'sven.helfer', '2026-11-23 09:00:00'],
      ['active', 'true', 'false', 'sven.helfer', '2026-11-23 09:00:00'],
      ['cat_item', items.access, items.other, 'system', '2026-11-23 09:00:00'],
    ]);
    servicenow.instance.options.auditedTables = [];
    servicenow.instance.as(users.agent).setState(number, '1');
    expect(await servicenow.query('sys_audit', where)).toHaveLength(4);
  });
});

describe('refusals of writes', () => {
  const insertRefused = {
    message: 'Operation Failed',
    detail: 'ACL Exception Insert Failed due to security constraints',
  };
  const updateRefused = {
    message: 'Operation Failed',
    detail: 'ACL Exception Update Failed due to security constraints',
  };

  it.each([
    ['POST', table('sc_req_item'), { state: '1' }, 403, insertRefused],
    ['POST', table('sys_user_grmember'), { user: users.desk, group: groups.approvers }, 403, insertRefused],
    ['PATCH', table('sys_user', users.rita), { email: 'x' }, 403, updateRefused],
    ['PATCH', table('sc_req_item', users.rita), { state: '1' }, 404, { message: 'No Record found' }],
    ['POST', table('sc_tusk'), {}, 400, { message: 'Invalid table sc_tusk' }],
    ['POST', table('sc_task'), '{"state":', 400, { message: 'Exception while reading request' }],
    ['POST', table('sc_task'), '[]', 400, { message: 'Exception while reading request' }],
  ])('%s %s', async (method, path, body, status, error) => {
    const headers = { 'content-type': 'application/json' };
    expect(await (await openServiceNow()).call(method, path, body, headers)).toMatchObject({
      status,
      json: { error, status: 'failure' },
    });
  });

  it.each([
    ['text/xml', 415],
    ['', 400],
  ])('Content-Type "%s" is a %i', async (type, status) => {
    const { call } = await openServiceNow();
    // Bytes get no content type of their own.
    const headers = type === '' ? {} : { 'content-type': type };
    expect((await call('POST', table('sc_task'), Buffer.from('{}'), headers)).status).toBe(status);
  });

  it('come from rules too', async () => {
    const servicenow = await openServiceNow({ refusedWrites: ['sc_task'] });
    expect((await servicenow.call('POST', table('sc_task'), { state: '1' })).status).toBe(403);
  });
});

describe('deleting', () => {
  it('takes what one made oneself, and never a journal entry', async () => {
    const servicenow = await openServiceNow();
    const { instance, call } = servicenow;
    const { sysId } = orderAccess(servicenow);
    const mine = resultOf(await call('POST', table('sc_task'), { request_item: sysId })).sys_id;
    const theirs = instance.addApproverRow('sc_req_item', sysId, users.petra);
    await call('PATCH', table('sc_req_item', sysId), { comments: 'one' });
    const [entry] = await servicenow.query('sys_journal_field', `element_id=${sysId}`);
    expect((await call('DELETE', table('sc_task', String(mine)))).status).toBe(204);
    expect((await call('DELETE', table('sc_task', String(mine)))).status).toBe(404);
    expect((await call('DELETE', table('sysapproval_approver', theirs.sys_id))).status).toBe(403);
    expect((await call('DELETE', table('sys_journal_field', String(entry?.sys_id)))).status).toBe(403);
    expect(instance.tasksOf(sysId)).toEqual([]);
  });
});
