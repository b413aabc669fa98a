import { describe, expect, it } from 'vitest';
import { groups, items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { openServiceNow, orderAccess, resultOf } from './servicenow-client.ts';

describe('an order', () => {
  it('keeps who ordered apart from whom it is for', async () => {
    const servicenow = await openServiceNow();
    const { sysId, requestNumber } = orderAccess(
      servicenow,
      {},
      { requestedFor: users.uwe, description: 'from: Thomas' },
    );
    const expected = { opened_by: users.rita, requested_for: users.uwe, sys_created_by: 'rita.klein' };
    expect(servicenow.instance.item(sysId)).toMatchObject({ ...expected, description: 'from: Thomas' });
    expect(servicenow.instance.task(requestNumber)).toMatchObject(expected);
  });

  it('is committed after its item', async () => {
    const servicenow = await openServiceNow({ requestDelayMs: 60_000 });
    const { sysId } = orderAccess(servicenow);
    const { request } = servicenow.instance.item(sysId);
    const path = `/api/now/table/sc_request/${request}`;
    expect((await servicenow.call('GET', path)).status).toBe(404);
    expect(await servicenow.query('sc_request', 'active=true')).toEqual([]);
    servicenow.clock.ms += 60_000;
    expect((await servicenow.call('GET', path)).status).toBe(200);
  });

  it('has no answers where no person filled in the form', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow, {}, { imported: true });
    expect(servicenow.instance.variablesOf(sysId)).toEqual([]);
    expect(() => orderAccess(servicenow, { invented: 'x' })).toThrow('no variable invented');
  });

  it('changes its answers without changing itself', async () => {
    const servicenow = await openServiceNow();
    const { number } = orderAccess(servicenow);
    servicenow.clock.ms += 60_000;
    servicenow.instance.as(users.agent).editVariable(number, 'source', 'ines@company.com');
    expect(servicenow.instance.variablesOf(number)[0]).toMatchObject({
      value: 'ines@company.com',
      sys_updated_by: 'sven.helfer',
      sys_updated_on: '2026-11-23 09:01:00',
    });
    expect(servicenow.instance.item(number).sys_updated_on).toBe('2026-11-23 09:00:00');
  });

  it('can be cancelled, moved and deleted', async () => {
    const servicenow = await openServiceNow();
    const { instance } = servicenow;
    const { number, sysId } = orderAccess(servicenow);
    instance.as(users.rita).cancel(number);
    expect(instance.as(users.rita).view(number)).toMatchObject({ status: 'Closed Incomplete', statusId: '4' });
    instance.moveToItem(number, items.other);
    expect(instance.item(number).cat_item).toBe(items.other);
    instance.remove(number);
    expect((await servicenow.call('GET', `/api/now/table/sc_req_item/${sysId}`)).status).toBe(404);
    expect(await servicenow.query('sc_item_option_mtom', `request_item=${sysId}`)).toEqual([]);
  });
});

describe('who sees what', () => {
  it('work notes and tasks are for fulfillers', async () => {
    const servicenow = await openServiceNow();
    const { instance } = servicenow;
    const { number, sysId } = orderAccess(servicenow);
    await servicenow.call('PATCH', `/api/now/table/sc_req_item/${sysId}`, { work_notes: 'whole', comments: 'short' });
    const task = { request_item: sysId, assignment_group: groups.identityTeam };
    const { number: taskNumber } = resultOf(await servicenow.call('POST', '/api/now/table/sc_task', task));
    for (const reader of [users.petra, users.ines, users.agent]) {
      const view = instance.as(reader).view(number);
      expect(view.comments.map(({ internal }) => internal).toSorted()).toEqual([false, true]);
      expect(view.subtasks).toHaveLength(1);
    }
    const view = instance.as(users.rita).view(number);
    expect(view).toMatchObject({ comments: [{ text: 'short' }], subtasks: [], portal: true });
    expect(() => instance.as(users.rita).view(String(taskNumber))).toThrow('No Record found');
    expect(() => instance.as(users.uwe).view(number)).toThrow('No Record found');
    expect(() => instance.as(users.rita).workNote(number, 'x')).toThrow('Only fulfillers');
    instance.addApproverRow('sc_req_item', sysId, users.uwe);
    expect(instance.as(users.uwe).view(number)).toMatchObject({
      approval: { mayAnswer: true, approvers: ['Uwe Becker'] },
    });
  });

  it('over REST too', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    const path = `/api/now/table/sc_req_item/${sysId}`;
    servicenow.instance.user(users.desk).roles.splice(0);
    expect((await servicenow.call('GET', path)).status).toBe(404);
    servicenow.instance.item(sysId).requested_for = users.desk;
    const answer = await servicenow.call('PATCH', path, { comments: 'c', work_notes: 'w', state: '3' });
    expect(resultOf(answer)).toMatchObject({ state: '1' });
    expect(await servicenow.query('sys_journal_field', `element_id=${sysId}`)).toMatchObject([{ value: 'c' }]);
  });

  it('shows as HTML what stands in code tags, where the instance allows it', async () => {
    const servicenow = await openServiceNow();
    const { number } = orderAccess(servicenow);
    servicenow.instance.as(users.rita).comment(number, 'a [CODE]<b>x</b>[/code] b');
    const htmlOf = () => servicenow.instance.as(users.rita).view(number).comments[0]?.html;
    expect(htmlOf()).toEqual(['<b>x</b>']);
    servicenow.instance.options.codeTags = false;
    expect(htmlOf()).toEqual([]);
  });
});
