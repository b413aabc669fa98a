import { describe, expect, it } from 'vitest';
import { serve } from '#sandbox/simulators/http-server.ts';
import { formFields, people } from '#sandbox/simulators/jira/example-site.ts';
import { exampleStage, openDesk, start, ticketsAt, withPlainType } from './desk.ts';

describe('a ticket', () => {
  it('is read with its place, its labels and its request', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX', {
      [formFields.without]: 'ml-catalog-readers\nscratch',
      [formFields.scanUc]: 'Yes',
      [formFields.reason]: 'new in the team',
    });
    const ticket = await desk.tickets.readTicket(id);
    expect(ticket).toMatchObject({
      system: 'jira',
      id,
      key: 'DBX-1',
      url: `${desk.jira.url}/browse/DBX-1`,
      place: '10100/10100',
      served: true,
      statusId: '10000',
      closed: false,
      reopenedAt: null,
      approverGroup: { id: 'group-approvers', name: 'databricks-approvers' },
      request: {
        source: { label: 'Copy access from', values: ['thomas@company.com'] },
        target: { label: 'Give access to', values: ['uwe@company.com'] },
        without: { label: 'Groups to leave out', values: ['ml-catalog-readers\nscratch'] },
        scanUc: { label: 'Scan Unity Catalog', values: ['Yes'] },
        reason: { label: 'Reason', values: ['new in the team'] },
      },
      requester: { id: people.rita, displayName: 'Rita Klein', emails: ['rita@company.com'], isApp: false },
    });
  });

  it('is found by its key too, and by a key it had before', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.site.as(people.agent).moveProject('DBX-1', 'DBS', '10200');
    expect(await desk.tickets.readTicket('DBX-1')).toMatchObject({ id, key: 'DBS-1', place: '10200/10200' });
  });

  it('is null when it is gone', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.site.as(people.rita).delete('DBX-1');
    expect(await desk.tickets.readTicket(id)).toBeNull();
    expect(await desk.tickets.readTicket('../myself')).toBeNull();
  });

  it('of another type is not served, and asks for nothing', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const child = await desk.tickets.createIdentityTask(id, { marker: 'm', summary: 's', body: [] });
    const ticket = await desk.tickets.readTicket(child);
    expect(ticket).toMatchObject({ served: false, place: '10100/10101', request: { source: { values: [] } } });
  });

  it('reads empty fields as nothing, and hidden or doubled people as they are', async () => {
    await using desk = await openDesk();
    const stage = withPlainType(desk.stage, {
      fields: { source: formFields.source, target: formFields.approvers, without: formFields.without },
    });
    const id = desk.file('DBX', { description: 'scan-uc: no\nreason: because' });
    const ticket = await ticketsAt(stage).readTicket(id);
    expect(ticket?.request.target).toEqual({
      label: 'Approvers',
      values: ['petra@company.com', 'Paul Adler (no e-mail visible in Jira)'],
      problem: expect.stringContaining('Paul Adler'),
    });
    expect(ticket?.request.without.values).toEqual([]);
    expect(ticket?.request.scanUc).toEqual({ label: 'scan-uc:', values: ['no'] });
    expect(ticket?.request.reason.values).toEqual(['because']);
  });
});

describe('its parties', () => {
  it('are creator, reporter, whoever last changed a request field, and ourselves', async () => {
    await using desk = await openDesk();
    const { site } = desk.jira;
    const id = desk.file('DBX');
    site.as(people.uwe).edit('DBX-1', { [formFields.target]: 'ines@company.com' });
    site.as(people.petra).edit('DBX-1', { summary: 'only the title' });
    site.as(people.thomas).edit('DBX-1', { [formFields.reason]: 'first' });
    site.as(people.ines).edit('DBX-1', { [formFields.reason]: 'second' });
    expect((await desk.tickets.readTicket(id))?.parties).toEqual([
      { personId: people.rita, role: 'creator' },
      { personId: people.rita, role: 'reporter' },
      { personId: people.uwe, role: 'changed a request field' },
      { personId: people.ines, role: 'changed a request field' },
      { personId: people.desk, role: 'ourselves' },
    ]);
  });

  it('include who files for somebody else', async () => {
    await using desk = await openDesk();
    const issue = desk.jira.site.as(people.agent).file({
      project: 'DBS',
      issueType: '10200',
      fields: {},
      onBehalfOf: people.customer,
    });
    const ticket = await desk.tickets.readTicket(issue.id);
    expect(ticket?.requester.id).toBe(people.customer);
    expect(ticket?.parties.slice(0, 2)).toEqual([
      { personId: people.agent, role: 'creator' },
      { personId: people.customer, role: 'reporter' },
    ]);
  });

  it('count the description where the request stands there', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX', { description: 'from: a' });
    desk.jira.site.as(people.uwe).edit('DBX-1', { description: 'from: b' });
    const parties = (await ticketsAt(withPlainType(desk.stage, { fields: {} })).readTicket(id))?.parties;
    expect(parties).toContainEqual({ personId: people.uwe, role: 'changed a request field' });
  });
});

describe('a closed ticket', () => {
  it('tells when it was opened again', async () => {
    await using desk = await openDesk();
    const { site } = desk.jira;
    const id = desk.file('DBX');
    for (const status of ['10001', '10002', '10004']) site.as(people.petra).transition('DBX-1', status);
    expect(await desk.tickets.readTicket(id)).toMatchObject({ closed: true, reopenedAt: null });
    desk.clock.ms += 90_000;
    site.as(people.rita).transition('DBX-1', '10000');
    expect(await desk.tickets.readTicket(id)).toMatchObject({
      closed: false,
      reopenedAt: '2026-02-02T08:01:30.000Z',
    });
  });
});

it('reads every page of a long changelog, and odd entries in it', async () => {
  const status = (from: string, to: string) => ({ field: 'Status', fieldtype: 'jira', from, to });
  const entry = (id: number, item: object, author: unknown) => ({
    id: id % 2 === 0 ? id : String(id),
    author,
    created: '2026-02-02T09:00:00.000+0100',
    items: [item],
  });
  const entries = [
    ...Array.from({ length: 249 }, (_, index) => entry(index + 1, { field: 'labels', toString: 'x' }, null)),
    entry(250, { field: 'reporter', fieldId: 'reporter', from: 'old', to: null, tmpToAccountId: 'new' }, undefined),
    entry(251, status('10004', '10000'), { accountId: 'somebody' }),
  ];
  const fields = {
    project: { id: '10100' },
    issuetype: { id: '10100' },
    status: { id: '10000' },
    creator: null,
    reporter: null,
    description: null,
    comment: { comments: [], total: 0 },
    [formFields.source]: { unheard: 'of' },
    [formFields.target]: [{ value: 'uwe@company.com' }, 'rita@company.com'],
    [formFields.without]: [{ value: 'scratch' }, { value: 'ml-readers' }],
  };
  const self = 'https://acme.atlassian.net/rest/api/3/issue/7';
  await using server = await serving([
    { path: '/ex/jira/cloud/rest/api/3/issue/7', json: () => ({ id: 7, key: 'DBX-7', self, fields }) },
    {
      path: '/ex/jira/cloud/rest/api/3/issue/7/changelog',
      json: (query) => {
        const startAt = Number(query.get('startAt'));
        return { startAt, total: entries.length, values: entries.slice(startAt, startAt + 100) };
      },
    },
  ]);
  const ticket = await ticketsAt(exampleStage(`${server.url}/ex/jira/cloud`)).readTicket('7');
  expect(server.requests).toHaveLength(4);
  expect(ticket).toMatchObject({
    id: '7',
    url: 'https://acme.atlassian.net/browse/DBX-7',
    reopenedAt: '2026-02-02T08:00:00.000Z',
    requester: { id: 'unknown', active: false },
    request: {
      source: { label: 'source', values: [], problem: expect.stringContaining('cannot be read') },
      target: { values: ['uwe@company.com', 'rita@company.com'] },
      without: { values: ['scratch\nml-readers'] },
    },
  });
  expect(ticket?.parties).toEqual([
    { personId: 'old', role: 'reporter' },
    { personId: 'new', role: 'reporter' },
    { personId: people.desk, role: 'ourselves' },
  ]);
});

/** A server of fixed answers. */
async function serving(answers: readonly { path: string; json: (query: URLSearchParams) => unknown }[]) {
  const server = await serve({
    name: 'fixed',
    now: () => start,
    routes: answers.map(({ path, json }) => ({
      method: 'GET',
      path,
      handle: ({ query }) => ({ status: 200, json: json(query) }),
    })),
  });
  return { url: server.url, requests: server.requests, [Symbol.asyncDispose]: () => server.close() };
}
