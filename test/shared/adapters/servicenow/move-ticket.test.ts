import { expect, it } from 'vitest';
import { items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { TicketSystemUnavailable } from '#shared/errors.ts';
import { openDesk } from './desk.ts';

it.each([
  ['done', '3'],
  ['rejected', '4'],
  ['expired', '1'],
  ['superseded', '1'],
] as const)('at the end "%s" the item is in state %s', async (end, state) => {
  await using desk = await openDesk();
  const { sysId } = desk.order();
  await desk.tickets.moveTicket(sysId, end);
  const item = desk.serviceNow.instance.item(sysId);
  expect(item.state).toBe(state);
  const version = item.sys_mod_count;
  await desk.tickets.moveTicket(sysId, end);
  expect(item.sys_mod_count).toBe(version);
});

it('leaves an item that people closed as they closed it', async () => {
  await using desk = await openDesk();
  const { sysId, number } = desk.order();
  desk.serviceNow.instance.as(users.agent).setState(number, '7');
  await desk.tickets.moveTicket(sysId, 'done');
  expect(desk.serviceNow.instance.item(sysId).state).toBe('7');
});

it('leaves an item that the stage does not serve any more, and minds no missing one', async () => {
  await using desk = await openDesk();
  const { sysId, number } = desk.order();
  desk.serviceNow.instance.moveToItem(number, items.other);
  await desk.tickets.moveTicket(sysId, 'done');
  expect(desk.serviceNow.instance.item(sysId).state).toBe('1');
  await desk.tickets.moveTicket('f'.repeat(32), 'done');
});

it('puts up with a rule that keeps the state, not with an instance that does not answer', async () => {
  await using desk = await openDesk({ droppedFields: { sc_req_item: ['state'] } });
  const { sysId } = desk.order();
  await desk.tickets.moveTicket(sysId, 'done');
  expect(desk.serviceNow.instance.item(sysId).state).toBe('1');
  desk.serviceNow.faults.add({ match: { method: 'PATCH' }, fault: { kind: 'resetBefore' } });
  await expect(desk.tickets.moveTicket(sysId, 'done')).rejects.toThrow(TicketSystemUnavailable);
});
