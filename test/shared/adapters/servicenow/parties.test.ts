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

  it.each([
    'x_partner.com#EXT#@company.onmicrosoft.com',
    'Boss, Petra (extern)',
    'CN=Petra,OU=x',
  ])('are known whatever they are called: %s', async (userName) => {
    await using desk = await openDesk();
    const { instance } = desk.serviceNow;
    for (const person of [users.petra, users.rita]) {
      instance.user(person).userName = `${person === users.rita ? 'r' : ''}${userName}`;
    }
    const { sysId, number } = desk.order();
    instance.as(users.petra).editVariable(number, 'target', 'ines@company.com');
    const parties = (await desk.tickets.readTicket(sysId))?.parties;
    expect(parties).toContainEqual({ personId: users.rita, role: 'creator' });
    expect(parties).toContainEqual({ personId: users.petra, role: 'changed a request field' });
  });

  it('are read without a hand that is no account', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    for (const answer of desk.serviceNow.instance.variablesOf(number)) answer.sys_updated_by = 'system';
    expect((await desk.tickets.readTicket(sysId))?.parties).toEqual([
      { personId: users.rita, role: 'creator' },
      { personId: users.rita, role: 'opened by' },
      { personId: users.rita, role: 'requested for' },
      { personId: users.desk, role: 'ourselves' },
    ]);
  });
});
