import { describe, expect, it } from 'vitest';
import { items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { openDesk, withItem } from './desk.ts';

const MINUTE = 60_000;
const wish = { source: 'thomas@company.com', target: 'uwe@company.com' };

/** The item is ordered by lines in one of its texts. */
const byLines = (linesFrom: CatalogItem['linesFrom']) => (item: CatalogItem) => ({ ...item, variables: {}, linesFrom });

describe('its parties', () => {
  it('are those it is by and for, now and earlier, also of its order', async () => {
    await using desk = await openDesk();
    const { instance } = desk.serviceNow;
    const { sysId, number, requestNumber } = instance.as(users.rita).order(items.access, wish);
    const agent = instance.as(users.agent);
    agent.editItem(number, { requested_for: users.uwe });
    agent.editItem(number, { requested_for: users.thomas });
    agent.editItem(number, { opened_by: users.anna });
    agent.editItem(requestNumber, { requested_for: users.petra });
    const ticket = await desk.tickets.readTicket(sysId);
    expect(ticket?.requester.id).toBe(users.anna);
    const playing = (role: string) => ticket?.parties.filter((party) => party.role === role).map((p) => p.personId);
    expect(playing('creator')).toEqual([users.rita]);
    expect(playing('opened by')).toEqual([users.anna, users.rita]);
    expect(playing('requested for')).toHaveLength(4);
    expect(playing('requested for')).toEqual(
      expect.arrayContaining([users.thomas, users.petra, users.rita, users.uwe]),
    );
  });

  it('are those who last changed an answer the request stands in', async () => {
    await using desk = await openDesk();
    const { instance } = desk.serviceNow;
    const { sysId, number } = desk.order();
    desk.clock.ms += MINUTE;
    instance.as(users.petra).editVariable(number, 'target', 'ines@company.com');
    instance.as(users.ines).editVariable(number, 'target', 'uwe@company.com');
    instance.as(users.paul).editItem(number, { short_description: 'only the title' });
    const editors = async (tickets = desk.tickets) =>
      (await tickets.readTicket(sysId))?.parties
        .filter(({ role }) => role === 'changed a request field')
        .map((p) => p.personId);
    expect(await editors()).toEqual([users.rita, users.ines]);
    const onlyTarget = withItem(desk.stage, (item) => ({ ...item, variables: { target: 'target' } }));
    expect(await editors(desk.with(onlyTarget))).toEqual([users.ines]);
  });

  it('are those who last changed the text the request stands in', async () => {
    await using desk = await openDesk();
    const { instance } = desk.serviceNow;
    const { sysId, number } = desk.order();
    instance.as(users.ines).editItem(number, { description: 'to: x' });
    desk.clock.ms += MINUTE;
    instance.as(users.petra).editItem(number, { description: 'to: y' });
    instance.as(users.agent).editItem(number, { description: 'to: z' });
    instance.as(users.paul).editItem(number, { short_description: 'to: z' });
    const changed = (personId: string) => ({ personId, role: 'changed a request field' });
    const parties = async (linesFrom: CatalogItem['linesFrom']) =>
      (await desk.with(withItem(desk.stage, byLines(linesFrom))).readTicket(sysId))?.parties;
    // In one second: nobody tells who was last.
    expect(await parties('description')).toContainEqual(changed(users.petra));
    expect(await parties('description')).toContainEqual(changed(users.agent));
    expect(await parties('description')).not.toContainEqual(changed(users.ines));
    expect(await parties('description')).not.toContainEqual(changed(users.paul));
    expect(await parties('short_description')).toContainEqual(changed(users.paul));
  });

  it('are, where nobody tells who changed a text, whoever changed the item last', async () => {
    await using desk = await openDesk({ readAccess: { sys_audit: 'forbidden' } });
    const { sysId, number } = desk.order();
    const stage = { ...withItem(desk.stage, byLines('description')), history: 'none' as const };
    const tickets = desk.with(stage);
    desk.serviceNow.instance.as(users.petra).editItem(number, { quantity: '2' });
    const changed = (personId: string) => ({ personId, role: 'changed a request field' });
    expect((await tickets.readTicket(sysId))?.parties).toContainEqual(changed(users.petra));
    await tickets.addComment(sysId, { marker: 'm', audience: 'requester', body: [] });
    expect((await tickets.readTicket(sysId))?.parties).not.toContainEqual(changed(users.desk));
  });
});
