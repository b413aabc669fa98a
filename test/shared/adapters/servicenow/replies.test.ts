import { describe, expect, it } from 'vitest';
import { items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { type Desk, openDesk, says, withItem } from './desk.ts';

const MINUTE = 60_000;

/** What a read of the ticket brings. */
async function reading(desk: Desk, id: string, tickets = desk.tickets) {
  const ticket = await tickets.readTicket(id);
  return { ticket, target: ticket?.request.target.values };
}

const changed = (personId: string) => ({ personId, role: 'changed a request field' });

describe('a comment of whoever opened the item', () => {
  it('corrects the request', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    desk.clock.ms += MINUTE;
    desk.serviceNow.instance.as(users.rita).comment(number, 'Sorry!\r\nto: ines@company.com');
    const { ticket } = await reading(desk, sysId);
    expect(ticket?.request.target).toEqual({ label: 'Give access to', values: ['ines@company.com'] });
    expect(ticket).toMatchObject({ correctedAt: '2026-02-02T08:01:00.000Z', cancelledBy: null });
    expect(ticket?.parties).toContainEqual(changed(users.rita));
  });

  it('gives way to a later edit of the answer', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const rita = desk.serviceNow.instance.as(users.rita);
    rita.comment(number, 'to: ines@company.com\nscan-uc: no');
    desk.clock.ms += MINUTE;
    rita.editVariable(number, 'target', 'paul@company.com');
    const { ticket, target } = await reading(desk, sysId);
    expect(target).toEqual(['paul@company.com']);
    expect(ticket?.request.scanUc.values).toEqual(['no']);
  });

  it('gives way to a later edit of the text the lines stand in', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const tickets = desk.with(withItem(desk.stage, (item) => ({ ...item, variables: {}, linesFrom: 'description' })));
    const rita = desk.serviceNow.instance.as(users.rita);
    rita.comment(number, 'to: ines@company.com');
    expect((await reading(desk, sysId, tickets)).target).toEqual(['ines@company.com']);
    desk.clock.ms += MINUTE;
    desk.serviceNow.instance.as(users.agent).editItem(number, { description: 'to: paul@company.com' });
    expect((await reading(desk, sysId, tickets)).target).toEqual(['paul@company.com']);
  });

  it('cancels the request, takes that back, and gives way to opening the item again', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const rita = desk.serviceNow.instance.as(users.rita);
    rita.comment(number, 'Cancel');
    expect((await reading(desk, sysId)).ticket?.cancelledBy).toMatchObject({
      id: users.rita,
      displayName: 'Rita Klein',
    });
    desk.clock.ms += MINUTE;
    rita.comment(number, 'without: scratch');
    expect((await reading(desk, sysId)).ticket).toMatchObject({
      cancelledBy: null,
      request: { without: { values: ['scratch'] } },
    });
    desk.clock.ms += MINUTE;
    rita.comment(number, 'cancel');
    desk.clock.ms += MINUTE;
    rita.setState(number, '4');
    rita.setState(number, '1');
    expect((await reading(desk, sysId)).ticket?.cancelledBy).toBeNull();
  });

  it('counts whatever the person is called', async () => {
    await using desk = await openDesk();
    desk.serviceNow.instance.user(users.rita).userName = 'rita_partner.com#EXT#@company.onmicrosoft.com';
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.as(users.rita).comment(number, 'cancel');
    expect((await reading(desk, sysId)).ticket?.cancelledBy?.id).toBe(users.rita);
  });

  it('may come by mail', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const mail = 'reply from: rita@company.com\r\n\r\ncancel\r\n\r\n> What you can do: write to: name@company.com';
    desk.serviceNow.instance.as(users.rita).comment(number, mail);
    expect((await reading(desk, sysId)).ticket?.cancelledBy?.id).toBe(users.rita);
  });

  it('may come from a portal with an editor', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const html = '[code]<p>Sorry!</p><p>to:&nbsp;<b>ines&#64;company.com</b></p>[/code]';
    desk.serviceNow.instance.as(users.rita).comment(number, html);
    expect((await reading(desk, sysId)).target).toEqual(['ines@company.com']);
  });
});

describe('the question status?', () => {
  it('is told with the id of its entry, and changes nothing', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const { request, parties } = (await reading(desk, sysId)).ticket ?? {};
    desk.serviceNow.instance.as(users.rita).comment(number, '[code]<p>Status ?</p>[/code]');
    const { ticket } = await reading(desk, sysId);
    expect(ticket?.questions).toEqual([
      { id: expect.stringMatching(/^[0-9a-f]{32}$/), at: '2026-02-02T08:00:00.000Z' },
    ]);
    expect(ticket).toMatchObject({ request, parties, correctedAt: null, cancelledBy: null });
  });

  it.each([
    ['an approver', users.petra, 1],
    ['the service desk', users.agent, 1],
    ['whom it is for', users.uwe, 1],
    ['a colleague', users.anna, 0],
    ['the source', users.thomas, 0],
    ['an app', users.automation, 0],
  ])('of %s', async (_name, personId, times) => {
    await using desk = await openDesk();
    const { instance } = desk.serviceNow;
    for (const { members } of instance.groups) members.push(users.automation);
    const answers = { source: 'thomas@company.com', target: 'uwe@company.com' };
    const { sysId, number } = instance.as(users.rita).order(items.access, answers, { requestedFor: users.uwe });
    addComment(desk, personId, number, 'status?');
    expect((await reading(desk, sysId)).ticket?.questions).toHaveLength(times);
  });

  it('is none as a work note, or where we wrote it ourselves', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.as(users.agent).workNote(number, 'status?');
    await desk.tickets.addComment(sysId, { marker: 'x', audience: 'requester', body: says('status?') });
    expect((await reading(desk, sysId)).ticket?.questions).toEqual([]);
  });
});

describe('a comment of somebody else', () => {
  it.each([
    ['a colleague', users.anna, 'uwe@company.com'],
    ['an approver', users.petra, 'uwe@company.com'],
    ['the source', users.thomas, 'uwe@company.com'],
    ['an app', users.automation, 'uwe@company.com'],
    ['whom it is for', users.uwe, 'ines@company.com'],
    ['the service desk', users.agent, 'ines@company.com'],
  ])('%s', async (_name, personId, target) => {
    await using desk = await openDesk();
    const { instance } = desk.serviceNow;
    instance.groups.find(({ name }) => name === 'service-desk')?.members.push(users.automation);
    const answers = { source: 'thomas@company.com', target: 'uwe@company.com' };
    const { sysId, number } = instance.as(users.rita).order(items.access, answers, { requestedFor: users.uwe });
    addComment(desk, personId, number, 'to: ines@company.com');
    expect((await reading(desk, sysId)).target).toEqual([target]);
    addComment(desk, personId, number, 'cancel');
    expect((await reading(desk, sysId)).ticket?.cancelledBy?.id ?? null).toBe(
      target === 'ines@company.com' ? personId : null,
    );
  });

  it('counts for nobody of the service desk where the stage names no group', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.as(users.agent).comment(number, 'to: ines@company.com');
    const stage = withItem(desk.stage, ({ correctorGroupId: _, ...item }) => item);
    expect((await reading(desk, sysId, desk.with(stage))).target).toEqual(['uwe@company.com']);
  });

  it('never counts where it is ours, whatever examples it shows', async () => {
    await using desk = await openDesk();
    desk.serviceNow.instance.groups.find(({ name }) => name === 'service-desk')?.members.push(users.desk);
    const { sysId } = desk.order();
    for (const text of ['to: name@company.com', 'cancel']) {
      await desk.tickets.addComment(sysId, { marker: text, audience: 'requester', body: says(text) });
    }
    expect((await reading(desk, sysId)).ticket).toMatchObject({ correctedAt: null, cancelledBy: null });
  });

  it('is no reply as a work note', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.as(users.agent).workNote(number, 'to: ines@company.com');
    expect((await reading(desk, sysId)).target).toEqual(['uwe@company.com']);
  });
});

/** Also by those who do not see the item in the browser: mail and imports write comments too. */
function addComment(desk: Desk, personId: string, number: string, text: string): void {
  const { instance } = desk.serviceNow;
  const { roles } = instance.user(personId);
  const before = [...roles];
  roles.push('itil');
  instance.as(personId).comment(number, text);
  roles.splice(0, roles.length, ...before);
}
