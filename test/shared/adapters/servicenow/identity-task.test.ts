import { describe, expect, it } from 'vitest';
import { insertRow, updateRow } from '#sandbox/simulators/servicenow/changes.ts';
import { groups, items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { type Desk, openDesk, says, withItem } from './desk.ts';

const task = { marker: 'm-1', summary: 'WAIT: not approved\n add Uwe', body: says('Add Uwe to data-engineers') };
const lines = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(55)}`);
const longTask = { ...task, body: says(lines.join('\n')) };
const NOWHERE = 'f'.repeat(32);

async function created(desk: Desk) {
  const { sysId, number } = desk.order();
  const taskId = await desk.tickets.createIdentityTask(sysId, task);
  const row = desk.serviceNow.instance.task(taskId);
  return { ticketId: sysId, number, taskId, row };
}

describe('the identity task', () => {
  it('is created on hold in one write, with the alias its events will carry', async () => {
    await using desk = await openDesk();
    const { ticketId, taskId, row } = await created(desk);
    expect(row).toMatchObject({
      request_item: ticketId,
      request: desk.serviceNow.instance.item(ticketId).request,
      assignment_group: groups.identityTeam,
      short_description: 'WAIT: not approved add Uwe',
      description: 'Add Uwe to data-engineers',
      state: '-5',
      correlation_id: desk.tickets.identityTaskAlias(ticketId, 'm-1'),
      correlation_display: 'access-desk',
      sys_mod_count: '0',
    });
    expect(row.correlation_id).toMatch(new RegExp(`^ad:${ticketId}:idtask:[0-9a-f]{12}$`));
    expect(await desk.tickets.readIdentityTask(taskId)).toEqual({ id: taskId, key: row.number, state: 'on hold' });
    expect(await desk.tickets.findIdentityTask(ticketId, 'm-1')).toEqual([taskId]);
    expect(await desk.tickets.findIdentityTask(ticketId, 'm-2')).toEqual([]);
  });

  it('of an item without an order has none either', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    desk.serviceNow.instance.item(sysId).request = '';
    const taskId = await desk.tickets.createIdentityTask(sysId, task);
    expect(desk.serviceNow.instance.task(taskId).request).toBe('');
  });

  it('of somebody else does not count, whatever it is called by', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const correlation_id = desk.tickets.identityTaskAlias(sysId, 'm-1') ?? '';
    insertRow(desk.serviceNow.instance, users.agent, 'sc_task', { request_item: sysId, correlation_id });
    expect(await desk.tickets.findIdentityTask(sysId, 'm-1')).toEqual([]);
  });

  it('is found when the answer to its creation got lost', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    desk.serviceNow.faults.add({ match: { method: 'POST', path: /sc_task$/ }, fault: { kind: 'resetAfter' } });
    await expect(desk.tickets.createIdentityTask(sysId, task)).rejects.toThrow(TicketSystemUnavailable);
    expect(desk.serviceNow.instance.tasksOf(sysId)).toHaveLength(1);
    expect(await desk.tickets.findIdentityTask(sysId, 'm-1')).toHaveLength(1);
  });

  it('that came into being in another state, unseen by us, is put on hold when it is found', async () => {
    await using desk = await openDesk();
    const { ticketId, taskId, row } = await created(desk);
    row.state = '1';
    expect(await desk.tickets.findIdentityTask(ticketId, 'm-1')).toEqual([taskId]);
    expect(row.state).toBe('-5');
  });

  it('that people work on already is not put back on hold', async () => {
    await using desk = await openDesk();
    const { ticketId, taskId } = await created(desk);
    desk.serviceNow.instance.as(users.ines).takeTask(taskId);
    await desk.tickets.findIdentityTask(ticketId, 'm-1');
    expect((await desk.tickets.readIdentityTask(taskId))?.state).toBe('open');
  });

  it('of a ticket that is gone is looked for in vain, and cannot be created', async () => {
    await using desk = await openDesk();
    expect(await desk.tickets.findIdentityTask(NOWHERE, 'm-1')).toEqual([]);
    expect(await desk.tickets.findIdentityTask('99999', 'm-1')).toEqual([]);
    await expect(desk.tickets.createIdentityTask(NOWHERE, task)).rejects.toThrow(TicketSystemRefused);
  });

  it('is null when it is gone, or no task', async () => {
    await using desk = await openDesk();
    const { ticketId, taskId } = await created(desk);
    expect(await desk.tickets.readIdentityTask(ticketId)).toBeNull();
    desk.serviceNow.instance.forget('sc_task', taskId);
    expect(await desk.tickets.readIdentityTask(taskId)).toBeNull();
    await desk.tickets.moveIdentityTask(taskId, 'skipped');
  });

  it.each([
    'state',
    'assignment_group',
    'correlation_id',
  ])('that does not hold what was sent as its %s is closed as skipped, and the field is named', async (field) => {
    await using desk = await openDesk({ droppedFields: { sc_task: [field] } });
    const { sysId } = desk.order();
    desk.serviceNow.instance.onChange.push(({ table, operation }) => {
      // Creating and changing are different rights.
      if (table === 'sc_task' && operation === 'insert') desk.serviceNow.instance.options.droppedFields = {};
    });
    const creating = desk.tickets.createIdentityTask(sysId, task);
    await expect(creating).rejects.toMatchObject({
      name: 'TicketSystemRefused',
      facts: { detail: expect.stringContaining(`sc_task.${field}`) },
    });
    expect(desk.serviceNow.instance.tasksOf(sysId).map(({ state }) => state)).toEqual(['7']);
  });
});

describe('a task with more text than a description holds', () => {
  it('has it in a file', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const taskId = await desk.tickets.createIdentityTask(sysId, longTask);
    const { description = '' } = desk.serviceNow.instance.task(taskId);
    expect(description.length).toBeLessThanOrEqual(3_900);
    const note = `This is not all: the whole text is in the attached file identity-task_${number}.txt.`;
    expect(description.split('\n').slice(-2)).toEqual(['', note]);
    const [file, ...more] = desk.serviceNow.instance.attachmentsOf(taskId);
    expect(more).toEqual([]);
    expect(file?.filename).toBe(`identity-task_${number}.txt`);
    expect(file?.content.toString()).toBe(`${lines.join('\n')}\n`);
    expect(await desk.tickets.findIdentityTask(sysId, 'm-1')).toEqual([taskId]);
  });

  it('that lacks the file is not found, and creating it again completes it', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const path = /attachment\/file$/;
    desk.serviceNow.faults.add({ match: { method: 'POST', path }, fault: { kind: 'resetBefore' } });
    await expect(desk.tickets.createIdentityTask(sysId, longTask)).rejects.toThrow(TicketSystemUnavailable);
    expect(await desk.tickets.findIdentityTask(sysId, 'm-1')).toEqual([]);
    const taskId = await desk.tickets.createIdentityTask(sysId, longTask);
    expect(desk.serviceNow.instance.tasksOf(sysId)).toHaveLength(1);
    expect(desk.serviceNow.instance.attachmentsOf(taskId)).toHaveLength(1);
    expect(await desk.tickets.findIdentityTask(sysId, 'm-1')).toEqual([taskId]);
  });

  it('whose file arrived although nobody said so gets no second one', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const path = /attachment\/file$/;
    desk.serviceNow.faults.add({ match: { method: 'POST', path }, fault: { kind: 'resetAfter' } });
    await expect(desk.tickets.createIdentityTask(sysId, longTask)).rejects.toThrow(TicketSystemUnavailable);
    const [taskId = ''] = await desk.tickets.findIdentityTask(sysId, 'm-1');
    expect(desk.serviceNow.instance.attachmentsOf(taskId)).toHaveLength(1);
  });
});

describe('moving it', () => {
  it.each([
    ['released', '1', 'open'],
    ['skipped', '7', 'skipped'],
    ['done', '3', 'done'],
  ] as const)('%s', async (to, state, reads) => {
    await using desk = await openDesk();
    const { taskId, row } = await created(desk);
    await desk.tickets.moveIdentityTask(taskId, to);
    expect(row.state).toBe(state);
    expect((await desk.tickets.readIdentityTask(taskId))?.state).toBe(reads);
    const version = row.sys_mod_count;
    await desk.tickets.moveIdentityTask(taskId, to);
    expect(row.sys_mod_count).toBe(version);
  });

  it('leaves a closed task closed, and one under way where it is', async () => {
    await using desk = await openDesk();
    const { taskId, row } = await created(desk);
    desk.serviceNow.instance.as(users.ines).takeTask(taskId);
    await desk.tickets.moveIdentityTask(taskId, 'released');
    expect(row.state).toBe('2');
    desk.serviceNow.instance.as(users.ines).finishTask(taskId, '4');
    await desk.tickets.moveIdentityTask(taskId, 'done');
    expect(row.state).toBe('4');
    expect((await desk.tickets.readIdentityTask(taskId))?.state).toBe('skipped');
  });

  it('goes by the states of the stage, those of the team where the item was moved away', async () => {
    const states = { onHoldState: '-5', openState: '2', doneStates: ['3'], skippedStates: ['8'] };
    await using desk = await openDesk({}, (stage) =>
      withItem(stage, (item) => ({ ...item, identityTask: { ...item.identityTask, ...states } })),
    );
    const { number, taskId, row } = await created(desk);
    await desk.tickets.moveIdentityTask(taskId, 'released');
    expect(row.state).toBe('2');
    desk.serviceNow.instance.moveToItem(number, items.other);
    await desk.tickets.moveIdentityTask(taskId, 'skipped');
    expect(row.state).toBe('8');
  });

  it('is refused with the field when a rule keeps the task where it is', async () => {
    await using desk = await openDesk();
    const { taskId } = await created(desk);
    desk.serviceNow.instance.options.droppedFields = { sc_task: ['state'] };
    const moving = desk.tickets.moveIdentityTask(taskId, 'released');
    await expect(moving).rejects.toMatchObject({
      name: 'TicketSystemRefused',
      facts: { detail: expect.stringContaining('sc_task.state') },
    });
  });

  it('has no need of an item that is gone', async () => {
    await using desk = await openDesk();
    const { number, taskId, row } = await created(desk);
    desk.serviceNow.instance.remove(number);
    updateRow(desk.serviceNow.instance, users.agent, 'sc_task', row, { request_item: '' });
    await desk.tickets.moveIdentityTask(taskId, 'skipped');
    expect(row.state).toBe('7');
  });
});

describe('what else a task can be asked', () => {
  it('is renamed, and reopened only when it is closed', async () => {
    await using desk = await openDesk();
    const { taskId, row } = await created(desk);
    await desk.tickets.renameIdentityTask(taskId, 'Add Uwe\nBecker');
    expect(row.short_description).toBe('Add Uwe Becker');
    await desk.tickets.moveIdentityTask(taskId, 'reopened');
    expect(row.state).toBe('-5');
    await desk.tickets.moveIdentityTask(taskId, 'done');
    await desk.tickets.moveIdentityTask(taskId, 'reopened');
    expect(row.state).toBe('1');
    await desk.tickets.renameIdentityTask(NOWHERE, 'gone');
  });

  it('tells the latest entry that is not ours, and takes a file', async () => {
    await using desk = await openDesk();
    const { taskId, row } = await created(desk);
    expect(await desk.tickets.readTaskComment(taskId)).toBeNull();
    desk.serviceNow.instance.as(users.ines).comment(row.number ?? '', 'not this one [code]x[/code]');
    await desk.tickets.addComment(taskId, { marker: 'c-1', audience: 'it', body: says('ours') });
    const written = { by: 'ines.kraft', text: 'not this one [code]x[/code]' };
    expect(await desk.tickets.readTaskComment(taskId)).toEqual(written);
    const file = { fileName: 'identity-steps_RITM0010001_r1.csv', mimeType: 'text/csv', content: new Uint8Array([97]) };
    const id = await desk.tickets.addAttachment(taskId, { ...file, audience: 'it' });
    expect(await desk.tickets.findAttachment(taskId, file.fileName)).toEqual([id]);
    expect(desk.serviceNow.instance.attachmentsOf(taskId).map(({ filename }) => filename)).toEqual([file.fileName]);
  });
});
