import { describe, expect, it } from 'vitest';
import { items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { openDesk, withItem } from './desk.ts';

const MINUTE = 60_000;
const wish = { source: 'thomas@company.com', target: 'uwe@company.com' };

/** The item is ordered by lines in one of its texts. */
const byLines = (linesFrom: CatalogItem['linesFrom']) => (item: CatalogItem) => ({ ...item, variables: {}, linesFrom });

describe('a ticket', () => {
  it('is read with its place, its labels and its request', async () => {
    await using desk = await openDesk();
    const more = { without: 'ml-readers\nscratch', scan_uc: 'Yes', reason: 'new in the team' };
    const rita = desk.serviceNow.instance.as(users.rita);
    const { sysId, number } = rita.order(items.access, { ...wish, ...more }, { requestedFor: users.uwe });
    const ticket = await desk.tickets.readTicket(sysId);
    expect(ticket).toEqual({
      system: 'servicenow',
      id: sysId,
      key: number,
      url: `${desk.serviceNow.url}/nav_to.do?uri=sc_req_item.do%3Fsys_id%3D${sysId}`,
      place: `sc_req_item/${items.access}`,
      served: true,
      statusId: '1',
      closed: false,
      reopenedAt: null,
      request: {
        source: { label: 'Copy access from', values: ['thomas@company.com'] },
        target: { label: 'Give access to', values: ['uwe@company.com'] },
        without: { label: 'Groups to leave out', values: ['ml-readers\nscratch'] },
        scanUc: { label: 'Scan Unity Catalog', values: ['Yes'] },
        reason: { label: 'Reason', values: ['new in the team'] },
      },
      correctedAt: null,
      cancelledBy: null,
      questions: [],
      approverGroup: { id: desk.stage.catalogItems[0]?.approval.approverGroupId, name: 'databricks-approvers' },
      requester: {
        id: users.rita,
        displayName: 'Rita Klein',
        emails: ['rita@company.com'],
        isApp: false,
        active: true,
      },
      parties: [
        { personId: users.rita, role: 'creator' },
        { personId: users.rita, role: 'opened by' },
        { personId: users.uwe, role: 'requested for' },
        { personId: users.rita, role: 'changed a request field' },
        { personId: users.desk, role: 'ourselves' },
      ],
    });
  });

  it('is found by its number too', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    expect(await desk.tickets.readTicket(number)).toMatchObject({ id: sysId, key: number });
    expect(await desk.tickets.readTicket('RITM9999999')).toBeNull();
  });

  it('is null when it is gone, and for what is no id', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.remove(number);
    for (const id of [sysId, '../sys_user', '', `${sysId}^NQsys_idISNOTEMPTY`]) {
      expect(await desk.tickets.readTicket(id)).toBeNull();
    }
  });

  it('of a catalog item the stage does not serve asks for nothing', async () => {
    await using desk = await openDesk();
    const rita = desk.serviceNow.instance.as(users.rita);
    const { sysId, number } = rita.order(items.other, { model: 'small' });
    expect(await desk.tickets.readTicket(sysId)).toMatchObject({
      served: false,
      closed: false,
      place: `sc_req_item/${items.other}`,
      request: { source: { values: [] } },
      approverGroup: { id: '', name: '' },
    });
    rita.setState(number, '3');
    expect(await desk.tickets.readTicket(sysId)).toMatchObject({ served: false, closed: true });
  });

  it('tells picked people by e-mail, and which of them it cannot tell', async () => {
    await using desk = await openDesk();
    const { instance } = desk.serviceNow;
    const uwe = instance.user(users.uwe);
    uwe.email = '';
    const picked = { source: users.thomas, target: users.uwe };
    const { sysId } = instance.as(users.rita).order(items.accessPicked, picked);
    expect((await desk.tickets.readTicket(sysId))?.request).toMatchObject({
      source: { label: 'Copy access from', values: ['thomas@company.com'] },
      target: {
        values: ['Uwe Becker (no e-mail in ServiceNow)'],
        problem: 'ServiceNow has no e-mail address for Uwe Becker.',
      },
    });
  });

  it('reads the lines of a text, or of a variable, where the form asks nothing', async () => {
    await using desk = await openDesk();
    const rita = desk.serviceNow.instance.as(users.rita);
    const reason = 'Please:\r\nfrom: thomas@company.com\r\nto: uwe@company.com';
    const texts = { description: 'from: a\nto: b\nto: c', shortDescription: 'to: d' };
    const { sysId } = rita.order(items.access, { ...wish, reason }, texts);
    const read = async (linesFrom: CatalogItem['linesFrom']) =>
      (await desk.with(withItem(desk.stage, byLines(linesFrom))).readTicket(sysId))?.request;
    expect(await read('description')).toMatchObject({ source: { values: ['a'] }, target: { values: ['b', 'c'] } });
    expect(await read('short_description')).toMatchObject({ source: { values: [] }, target: { values: ['d'] } });
    expect(await read({ variable: 'reason' })).toMatchObject({
      source: { label: 'from:', values: ['thomas@company.com'] },
      target: { values: ['uwe@company.com'] },
    });
  });
});

describe('a new ticket', () => {
  it('is asked for again while its order is not there', async () => {
    await using desk = await openDesk({ requestDelayMs: 90_000 });
    const { sysId } = desk.order();
    await expect(desk.tickets.readTicket(sysId)).rejects.toThrow(TicketSystemUnavailable);
    desk.clock.ms += 90_000;
    expect(await desk.tickets.readTicket(sysId)).toMatchObject({ id: sysId });
  });

  it('whose order cannot be read is refused after two minutes: its people may not approve', async () => {
    await using desk = await openDesk({ requestDelayMs: 3_600_000 });
    const { sysId, number } = desk.order();
    desk.clock.ms += 2 * MINUTE - 1_000;
    await expect(desk.tickets.readTicket(sysId)).rejects.toThrow(TicketSystemUnavailable);
    desk.clock.ms += 1_000;
    await expect(desk.tickets.readTicket(sysId)).rejects.toThrow(TicketSystemRefused);
    await expect(desk.tickets.readTicket(sysId)).rejects.toMatchObject({
      facts: { detail: expect.stringContaining('a role that may read sc_request') },
    });
    desk.serviceNow.instance.as(users.agent).editItem(number, { request: '' });
    expect((await desk.tickets.readTicket(sysId))?.parties).toContainEqual({
      personId: users.rita,
      role: 'requested for',
    });
  });

  it('without any variable is asked for again for two minutes', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.serviceNow.instance.as(users.rita).order(items.access, {}, { imported: true });
    await expect(desk.tickets.readTicket(sysId)).rejects.toThrow(TicketSystemUnavailable);
    expect(await desk.with(withItem(desk.stage, byLines('description'))).readTicket(sysId)).toMatchObject({
      id: sysId,
    });
    desk.clock.ms += 2 * MINUTE;
    expect((await desk.tickets.readTicket(sysId))?.request.source).toEqual({ label: 'source', values: [] });
  });
});
