import { expect, it } from 'vitest';
import { TicketSystemRefused } from '#shared/errors.ts';
import { openDesk, withItem } from './desk.ts';

it('writes the verdict into the field of the stage, and empties it', async () => {
  await using desk = await openDesk();
  const { sysId } = desk.order();
  const item = desk.serviceNow.instance.item(sysId);
  for (const verdict of ['CLEAN', 'LOOK CLOSER'] as const) {
    await desk.tickets.markVerdict(sysId, verdict);
    expect(item.u_verdict).toBe(verdict);
  }
  await desk.tickets.markVerdict(sysId, null);
  expect(item.u_verdict).toBe('');
});

it('does nothing where the stage names no field, or the item is gone', async () => {
  await using desk = await openDesk();
  const { sysId } = desk.order();
  const silent = desk.with(withItem(desk.stage, ({ verdictField: _, ...item }) => item));
  const { sys_mod_count } = desk.serviceNow.instance.item(sysId);
  await silent.markVerdict(sysId, 'CLEAN');
  expect(desk.serviceNow.instance.item(sysId).sys_mod_count).toBe(sys_mod_count);
  await desk.tickets.markVerdict('f'.repeat(32), 'CLEAN');
});

it('says when the field does not hold it', async () => {
  await using desk = await openDesk({ droppedFields: { sc_req_item: ['u_verdict'] } });
  const { sysId } = desk.order();
  await expect(desk.tickets.markVerdict(sysId, 'CLEAN')).rejects.toThrow(TicketSystemRefused);
});
