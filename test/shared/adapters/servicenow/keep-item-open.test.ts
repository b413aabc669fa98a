import { describe, expect, it } from 'vitest';
import { updateRow } from '#sandbox/simulators/servicenow/changes.ts';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import { openDesk, says, withItem } from './desk.ts';

const task = { marker: 'm-1', summary: 'WAIT', body: says('Add Uwe to data-engineers') };

describe('an instance that closes an item with its last task', () => {
  it.each(['1', '2'])('keeps the item where it was (%s) when we skip our task', async (state) => {
    await using desk = await openDesk({ tasksCloseItem: true });
    const { sysId, number } = desk.order();
    const taskId = await desk.tickets.createIdentityTask(sysId, task);
    desk.serviceNow.instance.as(users.agent).setState(number, state);
    await desk.tickets.moveIdentityTask(taskId, 'skipped');
    expect(desk.serviceNow.instance.task(taskId).state).toBe('7');
    expect(desk.serviceNow.instance.item(number).state).toBe(state);
  });

  it('keeps it open when a task that came out wrong is skipped', async () => {
    await using desk = await openDesk({ tasksCloseItem: true, droppedFields: { sc_task: ['assignment_group'] } });
    const { sysId, number } = desk.order();
    await expect(desk.tickets.createIdentityTask(sysId, task)).rejects.toThrow(TicketSystemRefused);
    expect(desk.serviceNow.instance.tasksOf(number)).toMatchObject([{ state: '7' }]);
    expect(desk.serviceNow.instance.item(number).state).toBe('1');
  });

  it('closes it when the task is done', async () => {
    await using desk = await openDesk({ tasksCloseItem: true });
    const { sysId, number } = desk.order();
    const taskId = await desk.tickets.createIdentityTask(sysId, task);
    await desk.tickets.moveIdentityTask(taskId, 'done');
    expect(desk.serviceNow.instance.item(number).state).toBe('3');
  });

  it('has its way where our account may not set the state', async () => {
    await using desk = await openDesk({ tasksCloseItem: true, droppedFields: { sc_req_item: ['state'] } });
    const { sysId, number } = desk.order();
    const taskId = await desk.tickets.createIdentityTask(sysId, task);
    await desk.tickets.moveIdentityTask(taskId, 'skipped');
    expect(desk.serviceNow.instance.item(number).state).toBe('7');
  });
});

it('an item that people closed stays closed when its task is skipped', async () => {
  await using desk = await openDesk();
  const { sysId, number } = desk.order();
  const taskId = await desk.tickets.createIdentityTask(sysId, task);
  desk.serviceNow.instance.as(users.agent).setState(number, '4');
  await desk.tickets.moveIdentityTask(taskId, 'skipped');
  expect(desk.serviceNow.instance.item(number)).toMatchObject({ state: '4', sys_updated_by: 'sven.helfer' });
});

it('an item in a state that is not closed for the stage is left to its flow', async () => {
  await using desk = await openDesk({ tasksCloseItem: true }, (stage) =>
    withItem(stage, (item) => ({ ...item, closedStates: ['3', '4'] })),
  );
  const { sysId, number } = desk.order();
  const taskId = await desk.tickets.createIdentityTask(sysId, task);
  await desk.tickets.moveIdentityTask(taskId, 'skipped');
  expect(desk.serviceNow.instance.item(number).state).toBe('7');
});

it('a task skipped beside another one leaves the item alone', async () => {
  await using desk = await openDesk({ tasksCloseItem: true });
  const { sysId, number } = desk.order();
  const [first, second] = [
    await desk.tickets.createIdentityTask(sysId, task),
    await desk.tickets.createIdentityTask(sysId, { ...task, marker: 'm-2' }),
  ];
  await desk.tickets.moveIdentityTask(first, 'skipped');
  const { instance } = desk.serviceNow;
  expect(instance.item(number)).toMatchObject({ state: '1', sys_mod_count: '0' });
  updateRow(instance, users.ines, 'sc_task', instance.task(second), { state: '3' });
  expect(instance.item(number).state).toBe('3');
});

it('an item that was set back is not one that was opened again: a cancellation holds', async () => {
  await using desk = await openDesk({ tasksCloseItem: true });
  const { sysId, number } = desk.order();
  const taskId = await desk.tickets.createIdentityTask(sysId, task);
  desk.serviceNow.instance.as(users.rita).comment(number, 'cancel');
  desk.clock.ms += 60_000;
  await desk.tickets.moveIdentityTask(taskId, 'skipped');
  const ticket = await desk.tickets.readTicket(sysId);
  expect(ticket).toMatchObject({ closed: false, reopenedAt: null, cancelledBy: { id: users.rita } });
});
