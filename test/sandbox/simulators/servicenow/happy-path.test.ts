import { describe, expect, it } from 'vitest';
import { groups, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { openServiceNow, orderAccess, resultOf } from './servicenow-client.ts';

const variableFields = [
  'sc_item_option.value',
  'sc_item_option.sys_updated_on',
  'sc_item_option.item_option_new.name',
  'sc_item_option.item_option_new.question_text',
  'sc_item_option.item_option_new.type',
  'sc_item_option.item_option_new.reference',
].join(',');

describe('an order, from the shop to its end', () => {
  it('has variables, approver rows, comments, files and a task', async () => {
    const servicenow = await openServiceNow();
    const { instance, call, query } = servicenow;
    const { sysId, number, requestNumber } = orderAccess(servicenow, { reason: 'New team' });
    expect([number, requestNumber]).toEqual(['RITM0010001', 'REQ0010001']);

    const variables = await query('sc_item_option_mtom', `request_item=${sysId}`, { sysparm_fields: variableFields });
    expect(variables[0]).toEqual({
      'sc_item_option.value': 'thomas@company.com',
      'sc_item_option.sys_updated_on': '2026-11-23 09:00:00',
      'sc_item_option.item_option_new.name': 'source',
      'sc_item_option.item_option_new.question_text': 'Copy access from',
      'sc_item_option.item_option_new.type': '6',
      'sc_item_option.item_option_new.reference': '',
    });
    expect(variables).toHaveLength(5);

    for (const approver of [users.petra, users.paul]) {
      const row = { state: 'requested', approver, sysapproval: sysId, source_table: 'sc_req_item' };
      const inserted = await call('POST', '/api/now/table/sysapproval_approver', row);
      expect(inserted.status).toBe(201);
      expect(resultOf(inserted)).toMatchObject({ state: 'requested', approver: { value: approver } });
    }
    expect(instance.mails.map(({ to }) => to)).toEqual([users.petra, users.paul]);

    const commented = await call('PATCH', `/api/now/table/sc_req_item/${sysId}`, { comments: 'Plan attached.' });
    expect(resultOf(commented)).toMatchObject({ comments: '', sys_mod_count: '1', sys_updated_by: 'svc.accessdesk' });
    expect(await query('sys_journal_field', `element_id=${sysId}^element=comments`)).toMatchObject([
      { value: 'Plan attached.', sys_created_by: 'svc.accessdesk', name: 'sc_req_item' },
    ]);

    const where = `table_name=sc_req_item&table_sys_id=${sysId}&file_name=plan.csv`;
    const headers = { 'content-type': 'text/csv; charset=utf-8' };
    const uploaded = await call('POST', `/api/now/attachment/file?${where}`, Buffer.from('a,ü'), headers);
    expect(uploaded.status).toBe(201);
    expect(resultOf(uploaded)).toMatchObject({
      file_name: 'plan.csv',
      size_bytes: '4',
      content_type: 'text/csv; charset=utf-8',
    });
    expect(instance.attachmentsOf(sysId)).toMatchObject([{ filename: 'plan.csv', content: Buffer.from('a,ü') }]);

    const task = await call('POST', '/api/now/table/sc_task', {
      request_item: sysId,
      assignment_group: groups.identityTeam,
      short_description: 'Add Uwe',
      state: '-5',
      correlation_id: `ad:${sysId}:idtask:0123456789ab`,
    });
    expect(resultOf(task)).toMatchObject({ number: 'SCTASK0010001', state: '-5', active: 'true' });

    instance.as(users.petra).decide(number, 'approved');
    expect(instance.rowsOf(sysId).map(({ state }) => state)).toEqual(['approved', 'not_required']);
    expect(instance.item(number)).toMatchObject({ approval: 'approved', sys_updated_by: 'petra.boss' });
    instance.as(users.ines).takeTask('SCTASK0010001');
    instance.as(users.ines).finishTask('SCTASK0010001');
    expect(instance.tasksOf(number)).toMatchObject([{ state: '3', active: 'false', closed_by: users.ines }]);

    expect(instance.as(users.rita).view(number)).toMatchObject({
      portal: true,
      status: 'Open',
      fields: { 'Copy access from': 'thomas@company.com', 'Groups to leave out': null },
      comments: [{ author: 'Access Desk', text: 'Plan attached.', internal: false }],
      attachments: [{ filename: 'plan.csv' }],
      subtasks: [],
    });
    expect(instance.as(users.petra).view(number)).toMatchObject({
      portal: false,
      subtasks: [{ key: 'SCTASK0010001', summary: 'Add Uwe', status: 'Closed Complete' }],
    });
  });
});
