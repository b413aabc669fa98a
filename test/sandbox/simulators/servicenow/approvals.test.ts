import { describe, expect, it } from 'vitest';
import { groups, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { openServiceNow, orderAccess, type TestServiceNow } from './servicenow-client.ts';

/** Access Desk asks Petra and Paul. */
async function ask({ call, instance }: TestServiceNow, sysapproval: string): Promise<void> {
  const source_table = instance.task(sysapproval).sys_class_name;
  for (const approver of [users.petra, users.paul]) {
    await call('POST', '/api/now/table/sysapproval_approver', {
      state: 'requested',
      approver,
      sysapproval,
      source_table,
    });
  }
}

describe('approver rows', () => {
  it('the first answer decides, for item and for order', async () => {
    const servicenow = await openServiceNow();
    const { instance } = servicenow;
    const { number, sysId, requestNumber } = orderAccess(servicenow);
    await ask(servicenow, sysId);
    await ask(servicenow, instance.task(requestNumber).sys_id);
    instance.as(users.paul).decideOrder(number, 'rejected');
    expect(instance.rowsOf(requestNumber).map(({ state }) => state)).toEqual(['not_required', 'rejected']);
    expect(instance.task(requestNumber).approval).toBe('rejected');
    expect(instance.item(number).approval).toBe('not requested');
    instance.as(users.petra).decide(number, 'approved');
    expect(instance.rowsOf(number).map(({ state }) => state)).toEqual(['approved', 'not_required']);
    expect(instance.item(number).approval).toBe('approved');
    expect(() => instance.as(users.paul).decide(number, 'approved')).toThrow('no approver row');
  });

  it('can be answered by another hand, taken back and answered again', async () => {
    const servicenow = await openServiceNow({ rollsUp: false });
    const { instance } = servicenow;
    const { number, sysId } = orderAccess(servicenow);
    await ask(servicenow, sysId);
    instance.as(users.rita).decide(number, 'approved', { approverId: users.petra });
    const paul = instance.as(users.paul);
    paul.decide(number, 'approved');
    paul.takeBack(number);
    paul.decide(number, 'approved');
    expect(instance.rowsOf(number)).toMatchObject([
      { state: 'approved', sys_updated_by: 'rita.klein', sys_mod_count: '1' },
      { state: 'approved', sys_updated_by: 'paul.adler', sys_mod_count: '3' },
    ]);
    expect(instance.item(number).approval).toBe('not requested');
  });

  it('the newest open one is answered', async () => {
    const servicenow = await openServiceNow({ rollsUp: false });
    const { number, sysId } = orderAccess(servicenow);
    await ask(servicenow, sysId);
    await ask(servicenow, sysId);
    servicenow.instance.as(users.petra).decide(number, 'rejected');
    expect(servicenow.instance.rowsOf(number).map(({ state }) => state)).toEqual([
      'requested',
      'requested',
      'rejected',
      'requested',
    ]);
  });

  it('are not needed to set the field by hand', async () => {
    const servicenow = await openServiceNow();
    const { number } = orderAccess(servicenow);
    servicenow.instance.as(users.agent).setApproval(number, 'approved');
    expect(servicenow.instance.item(number)).toMatchObject({ approval: 'approved', sys_updated_by: 'sven.helfer' });
    expect(servicenow.instance.rowsOf(number)).toEqual([]);
  });
});

it('answers of approver rows are kept in sys_audit', async () => {
  const servicenow = await openServiceNow({ rollsUp: false });
  const { instance } = servicenow;
  const { number, sysId } = orderAccess(servicenow);
  await ask(servicenow, sysId);
  instance.as(users.rita).decide(number, 'approved', { approverId: users.petra });
  const [row] = instance.rowsOf(number);
  const where = `tablename=sysapproval_approver^documentkey=${row?.sys_id}`;
  expect(await servicenow.query('sys_audit', where)).toMatchObject([
    { fieldname: 'state', oldvalue: 'requested', newvalue: 'approved', user: 'rita.klein', record_checkpoint: '1' },
  ]);
});

describe('an item with an execution plan', () => {
  const closing = async (states: readonly string[], options = { tasksCloseItem: true }) => {
    const servicenow = await openServiceNow(options);
    const { call, instance } = servicenow;
    const { number, sysId } = orderAccess(servicenow);
    for (const _state of states) await call('POST', '/api/now/table/sc_task', { request_item: sysId });
    const seen = instance.tasksOf(number).map((task, index) => {
      instance.as(users.ines).finishTask(task.number ?? '', states[index]);
      return instance.item(number).state;
    });
    return { seen, item: instance.item(number) };
  };

  it.each([
    ['complete', ['3', '3'], '3'],
    ['complete, others skipped', ['3', '7'], '3'],
    ['incomplete with one that is', ['3', '4', '7'], '4'],
    ['skipped when all are', ['7', '7'], '7'],
  ])('is closed with the last of its tasks: %s', async (_how, states, closed) => {
    const { seen, item } = await closing(states);
    expect(seen).toEqual([...states.slice(1).map(() => '1'), closed]);
    expect(item).toMatchObject({ active: 'false', sys_updated_by: 'ines.kraft' });
  });

  it('is an option: without it the item stays open', async () => {
    expect((await closing(['3'], { tasksCloseItem: false })).seen).toEqual(['1']);
  });
});

describe('mails', () => {
  it('repeat the last three entries of their audience, and nothing of another', async () => {
    const servicenow = await openServiceNow();
    const { instance } = servicenow;
    const { number, sysId } = orderAccess(servicenow, {}, { requestedFor: users.uwe });
    await ask(servicenow, sysId);
    for (const text of ['one', 'two', 'three', 'four']) {
      await servicenow.call('PATCH', `/api/now/table/sc_req_item/${sysId}`, {
        comments: `c-${text}`,
        work_notes: `n-${text}`,
      });
    }
    const last = (to: string) => instance.mails.findLast((mail) => mail.to === to)?.text ?? '';
    for (const reader of [users.rita, users.uwe]) {
      expect(last(reader).match(/c-\w+/g)).toEqual(['c-four', 'c-three', 'c-two']);
      expect(instance.mails.filter(({ to }) => to === reader).some(({ text }) => text.includes('n-'))).toBe(false);
    }
    expect(last(users.petra).match(/[cn]-\w+/g)).toEqual(['n-four', 'n-three', 'n-two']);
    await ask(servicenow, sysId);
    expect(last(users.petra)).toContain('c-four');
    expect(last(users.petra)).toContain('n-four');
    instance.addApproverRow('sc_req_item', sysId, users.anna);
    expect(last(users.anna)).not.toContain('n-four');
    const before = instance.mails.filter(({ to }) => to === users.rita).length;
    instance.as(users.rita).comment(number, 'Thanks');
    expect(instance.mails.filter(({ to }) => to === users.rita)).toHaveLength(before);
    expect(last(users.uwe)).toContain('Thanks');
  });

  it('tell a group of its new task', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    const task = { request_item: sysId, assignment_group: groups.identityTeam, short_description: 'Add Uwe' };
    await servicenow.call('POST', '/api/now/table/sc_task', task);
    expect(servicenow.instance.mails).toMatchObject([{ to: users.ines, number: 'SCTASK0010001' }]);
  });
});
