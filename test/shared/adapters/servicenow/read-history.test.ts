import { describe, expect, it } from 'vitest';
import { items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import { openDesk } from './desk.ts';

const MINUTE = 60_000;

describe('the history of a ticket', () => {
  it('tells when it was opened again', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const agent = desk.serviceNow.instance.as(users.agent);
    agent.setState(number, '2');
    agent.setState(number, '3');
    expect(await desk.tickets.readTicket(sysId)).toMatchObject({ closed: true, statusId: '3', reopenedAt: null });
    desk.clock.ms += MINUTE + 500;
    agent.setState(number, '1');
    desk.clock.ms += MINUTE;
    agent.setState(number, '2');
    expect(await desk.tickets.readTicket(sysId)).toMatchObject({
      closed: false,
      reopenedAt: '2026-02-02T08:01:00.000Z',
    });
  });

  it('tells when it became one that is served', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.moveToItem(number, items.other);
    expect(await desk.tickets.readTicket(sysId)).toMatchObject({ served: false, reopenedAt: null });
    desk.clock.ms += MINUTE;
    desk.serviceNow.instance.moveToItem(number, items.access);
    expect(await desk.tickets.readTicket(sysId)).toMatchObject({
      served: true,
      reopenedAt: '2026-02-02T08:01:00.000Z',
    });
  });

  it.each(['forbidden', 'hidden'] as const)('that is %s says what to do', async (access) => {
    await using desk = await openDesk({ readAccess: { sys_audit: access } });
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.as(users.agent).setState(number, '2');
    const reading = desk.tickets.readTicket(sysId);
    await expect(reading).rejects.toThrow(TicketSystemRefused);
    await expect(reading).rejects.toMatchObject({
      facts: { detail: expect.stringContaining('servicenow.history: none') },
    });
    const without = desk.with({ ...desk.stage, history: 'none' });
    expect(await without.readTicket(sysId)).toMatchObject({ id: sysId, reopenedAt: null });
  });
});
