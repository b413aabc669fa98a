import { describe, expect, it } from 'vitest';
import { serve } from '#sandbox/simulators/http-server.ts';
import type { AdfDocument, AdfNode } from '#sandbox/simulators/jira/adf.ts';
import { formFields, people } from '#sandbox/simulators/jira/example-site.ts';
import { type Desk, exampleStage, openDesk, says, start, ticketsAt, withPlainType } from './desk.ts';

const MINUTE = 60_000;

/** What a read of the ticket costs, and what it brings. */
async function reading(desk: Desk, id: string, tickets = desk.tickets) {
  const before = desk.jira.requests.length;
  const ticket = await tickets.readTicket(id);
  const asked = desk.jira.requests.slice(before).map(({ path }) => path);
  return { ticket, target: ticket?.request.target.values, asked };
}

/** The stage in which the identity team may correct, read through its own adapter. */
const withGroup = (desk: Desk) => ticketsAt(withPlainType(desk.stage, { correctorGroupId: 'group-identity' }));

const changed = (personId: string) => ({ personId, role: 'changed a request field' });

describe('a reply of the requester', () => {
  it('corrects the request and makes its author a party, at no further call', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX', { [formFields.target]: 'uve@company.com' });
    desk.clock.ms += MINUTE;
    desk.jira.site.as(people.rita).comment('DBX-1', 'Sorry!\nto: uwe@company.com');
    const { ticket, asked } = await reading(desk, id);
    expect(ticket?.request.target).toEqual({ label: 'Give access to', values: ['uwe@company.com'] });
    expect(ticket).toMatchObject({ correctedAt: '2026-02-02T08:01:00.000Z', cancelledBy: null });
    expect(ticket?.parties).toContainEqual(changed(people.rita));
    expect(asked).toEqual([`/rest/api/3/issue/${id}`, `/rest/api/3/issue/${id}/changelog`]);
  });

  it('gives way to a later edit of the field', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const rita = desk.jira.site.as(people.rita);
    rita.comment('DBX-1', 'to: ines@company.com\nscan-uc: no');
    desk.clock.ms += MINUTE;
    rita.edit('DBX-1', { [formFields.target]: 'paul@company.com' });
    const { ticket, target } = await reading(desk, id);
    expect(target).toEqual(['paul@company.com']);
    expect(ticket?.request.scanUc.values).toEqual(['no']);
  });

  it('cancels the request, and takes that back', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    const rita = desk.jira.site.as(people.rita);
    rita.comment('DBS-1', 'Cancel');
    expect((await reading(desk, id)).ticket?.cancelledBy).toMatchObject({ id: people.rita, displayName: 'Rita Klein' });
    rita.comment('DBS-1', 'without: scratch');
    expect((await reading(desk, id)).ticket).toMatchObject({
      cancelledBy: null,
      request: { without: { values: ['scratch'] } },
    });
  });

  it('is undone with the comment', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.site.as(people.rita).comment('DBX-1', 'to: ines@company.com');
    desk.jira.site.findIssue('DBX-1')?.comments.pop();
    expect((await reading(desk, id)).target).toEqual(['uwe@company.com']);
  });
});

describe('a reply of somebody else', () => {
  it.each([
    ['a colleague', people.ines],
    ['an approver', people.petra],
    ['an app', people.automation],
    ['who filed it for her', people.uwe],
  ])('%s changes nothing, and costs nothing where no group is configured', async (_, personId) => {
    await using desk = await openDesk();
    const { site } = desk.jira;
    const fields = { [formFields.source]: 'thomas@company.com', [formFields.target]: 'uwe@company.com' };
    const wish = { project: 'DBX', issueType: '10100', fields, onBehalfOf: people.rita };
    const { id } = site.as(people.uwe).file(wish);
    site.as(personId).comment('DBX-1', 'to: ines@company.com');
    site.as(personId).comment('DBX-1', 'cancel');
    const { ticket, target, asked } = await reading(desk, id);
    expect(target).toEqual(['uwe@company.com']);
    expect(ticket).toMatchObject({ correctedAt: null, cancelledBy: null });
    expect(asked).toHaveLength(2);
  });

  it('counts for members of the configured group, who are asked for only when they correct, once each', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const { site } = desk.jira;
    site.as(people.ines).comment('DBX-1', 'I had a look.');
    site.as(people.uwe).comment('DBX-1', 'Thanks');
    expect((await reading(desk, id, withGroup(desk))).asked).toHaveLength(2);

    site.as(people.ines).comment('DBX-1', 'to: ines@company.com');
    site.as(people.uwe).comment('DBX-1', 'to: petra@company.com');
    site.as(people.uwe).comment('DBX-1', 'cancel');
    site.as(people.rita).comment('DBX-1', 'scan-uc: no');
    const { ticket, target, asked } = await reading(desk, id, withGroup(desk));
    expect(target).toEqual(['ines@company.com']);
    expect(ticket?.cancelledBy).toBeNull();
    expect(ticket?.parties.filter(({ role }) => role === 'changed a request field')).toEqual([
      changed(people.ines),
      changed(people.rita),
    ]);
    expect(asked.slice(2)).toEqual(['/rest/api/3/user/groups', '/rest/api/3/user/groups']);
  });

  it.each([
    ['a service desk', 'DBS', { internal: true }],
    ['a plain project', 'DBX', { onlyFor: { type: 'role', identifier: 'IT Staff', value: 'IT Staff' } }],
  ] as const)('counts on %s only where everybody can read it', async (_, project, restricted) => {
    await using desk = await openDesk();
    const id = desk.file(project);
    const ticketTypes = desk.stage.ticketTypes.map((type) => ({ ...type, correctorGroupId: 'group-identity' }));
    const tickets = ticketsAt({ ...desk.stage, ticketTypes });
    const ines = desk.jira.site.as(people.ines);
    for (const text of ['to: ines@company.com', 'cancel', 'status?']) ines.comment(`${project}-1`, text, restricted);
    const { ticket, target } = await reading(desk, id, tickets);
    expect(target).toEqual(['uwe@company.com']);
    expect(ticket).toMatchObject({ correctedAt: null, cancelledBy: null, questions: [] });
    ines.comment(`${project}-1`, 'to: ines@company.com');
    expect((await reading(desk, id, tickets)).target).toEqual(['ines@company.com']);
  });

  it('counts no longer once its author has left the group', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.site.as(people.ines).comment('DBX-1', 'to: ines@company.com');
    expect((await reading(desk, id, withGroup(desk))).target).toEqual(['ines@company.com']);
    desk.jira.site.groups.find((group) => group.id === 'group-identity')?.members.splice(0);
    expect((await reading(desk, id, withGroup(desk))).target).toEqual(['uwe@company.com']);
  });

  it('counts for the person picked as target', async () => {
    await using desk = await openDesk();
    const fields = { source: formFields.source, target: formFields.approvers };
    const id = desk.file('DBX', { [formFields.approvers]: [people.petra] });
    desk.jira.site.as(people.petra).comment('DBX-1', 'from: paul@company.com');
    const tickets = ticketsAt(withPlainType(desk.stage, { fields }));
    const { ticket } = await reading(desk, id, tickets);
    expect(ticket?.request).toMatchObject({
      source: { values: ['paul@company.com'] },
      target: { values: ['petra@company.com'] },
    });
  });
});

describe('comments of accounts that are nobody, even in the group', () => {
  it('our own never count, whatever examples they show', async () => {
    await using desk = await openDesk();
    desk.jira.site.groups.find(({ id }) => id === 'group-identity')?.members.push(people.desk);
    const id = desk.file('DBX');
    for (const text of ['to: name@company.com', 'cancel']) {
      await desk.tickets.addComment(id, { marker: text, audience: 'requester', body: says(text) });
    }
    const { ticket, target } = await reading(desk, id, withGroup(desk));
    expect(target).toEqual(['uwe@company.com']);
    expect(ticket).toMatchObject({ correctedAt: null, cancelledBy: null });
  });

  it('those of apps never count', async () => {
    await using desk = await openDesk();
    desk.jira.site.groups.find(({ id }) => id === 'group-identity')?.members.push(people.automation);
    const id = desk.file('DBX');
    desk.jira.site.as(people.automation).comment('DBX-1', 'to: ines@company.com');
    expect((await reading(desk, id, withGroup(desk))).target).toEqual(['uwe@company.com']);
  });
});

/** A ticket of Rita's with these comments, of which Jira gives the first few along with it. */
async function ticketWith(comments: readonly object[], given = comments.length) {
  const fields = {
    project: { id: '10100' },
    issuetype: { id: '10100' },
    status: { id: '10000' },
    creator: { accountId: people.rita },
    reporter: { accountId: people.rita },
    [formFields.target]: 'uwe@company.com',
    comment: { comments: comments.slice(0, given), total: comments.length },
  };
  const page = (startAt: number) => ({
    startAt,
    total: comments.length,
    comments: comments.slice(startAt, startAt + 100),
  });
  const answers: Record<string, (query: URLSearchParams) => unknown> = {
    '/rest/api/3/issue/7': () => ({
      id: 7,
      key: 'DBX-7',
      self: 'https://acme.atlassian.net/rest/api/3/issue/7',
      fields,
    }),
    '/rest/api/3/issue/7/changelog': () => ({ total: 0, values: [] }),
    '/rest/api/3/issue/7/comment': (query) => page(Number(query.get('startAt'))),
  };
  await using server = await serving(answers);
  const ticket = await ticketsAt(exampleStage(server.url)).readTicket('7');
  return { ticket, calls: server.requests.length };
}

const comment = (id: number, accountId: string | null, body: unknown, more: object = {}) => ({
  id: String(id),
  author: accountId === null ? null : { accountId },
  created: '2026-02-02T09:00:00.000+0100',
  body,
  ...more,
});

it('comments that Jira kept back are read page by page, in order of time', async () => {
  const talk = Array.from({ length: 240 }, (_, index) => comment(100 + index, people.uwe, 'Thanks'));
  const early = comment(99, people.rita, 'to: early');
  const late = comment(1_000, people.rita, 'to: late');
  const { ticket, calls } = await ticketWith([late, ...talk, early], 20);
  expect(ticket?.request.target.values).toEqual(['late']);
  expect(calls).toBe(5);
});

describe('what an editor makes of a text', () => {
  const paragraph = (...content: AdfNode[]): AdfDocument => ({
    type: 'doc',
    version: 1,
    content: [{ type: 'paragraph', content }],
  });
  const text = (value: string, href?: string): AdfNode => ({
    ...{ type: 'text', text: value },
    ...(href !== undefined && { marks: [{ type: 'link', attrs: { href } }] }),
  });

  it.each<[string, AdfNode[], string]>([
    ['a link', [text('to: '), text('ines@company.com', 'mailto:ines@company.com')], 'ines@company.com'],
    ['a card', [text('to: '), { type: 'inlineCard', attrs: { url: 'mailto:ines@company.com' } }], 'ines@company.com'],
    [
      'a mention',
      [text('to: '), { type: 'mention', attrs: { id: people.ines, text: '@Ines' } }, text(' ')],
      'ines@company.com',
    ],
    [
      'a mention of somebody gone',
      [text('to: '), { type: 'mention', attrs: { id: 'gone' } }],
      'a person Jira no longer knows (no e-mail visible in Jira)',
    ],
  ])('is read: %s', async (_, content, target) => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.site.as(people.rita).comment('DBX-1', paragraph(...content));
    expect((await reading(desk, id)).target).toEqual([target]);
  });

  it('asks after nobody who is mentioned in other talk, or by those who may not correct', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const mention: AdfNode = { type: 'mention', attrs: { id: people.ines, text: '@Ines' } };
    desk.jira.site.as(people.rita).comment('DBX-1', paragraph(text('Thanks '), mention));
    desk.jira.site.as(people.uwe).comment('DBX-1', paragraph(text('to: '), mention));
    expect((await reading(desk, id)).asked).toHaveLength(2);
  });

  it('is read in a description of lines, too', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const issue = desk.jira.site.findIssue('DBX-1');
    if (issue) issue.description = paragraph(text('to: '), { type: 'mention', attrs: { id: people.ines } });
    const { target: _, ...fields } = formFields;
    expect((await reading(desk, id, ticketsAt(withPlainType(desk.stage, { fields })))).target).toEqual([
      'ines@company.com',
    ]);
  });
});

describe('the question status?', () => {
  const asked = async (desk: Desk, id: string, tickets = desk.tickets) =>
    (await reading(desk, id, tickets)).ticket?.questions;

  it('is told with the id of its comment, and changes nothing', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const before = (await desk.tickets.readTicket(id))?.request;
    desk.clock.ms += MINUTE;
    const { id: commentId } = desk.jira.site.as(people.rita).comment('DBX-1', 'Status?');
    const { ticket } = await reading(desk, id);
    expect(ticket?.questions).toEqual([{ id: commentId, at: '2026-02-02T08:01:00.000Z' }]);
    expect(ticket?.request).toEqual(before);
    expect(ticket).toMatchObject({ correctedAt: null, cancelledBy: null });
    expect(ticket?.parties).not.toContainEqual(changed(people.rita));
  });

  it.each([
    ['an approver', people.petra, 1],
    ['the service desk', people.ines, 1],
    ['a colleague', people.uwe, 0],
    ['the source', people.thomas, 0],
    ['an app', people.automation, 0],
  ])('of %s', async (_, personId, times) => {
    await using desk = await openDesk();
    for (const group of desk.jira.site.groups) group.members.push(people.automation);
    const id = desk.file('DBX');
    addComment(desk, personId, 'status?');
    expect(await asked(desk, id, withGroup(desk))).toHaveLength(times);
  });

  it('is none where we wrote it ourselves', async () => {
    await using desk = await openDesk();
    for (const group of desk.jira.site.groups) group.members.push(people.desk);
    const id = desk.file('DBX');
    await desk.tickets.addComment(id, { marker: 'x', audience: 'requester', body: says('status?') });
    expect(await asked(desk, id, withGroup(desk))).toEqual([]);
  });

  /** Also by those who do not see the ticket in the browser: mail writes comments too. */
  function addComment({ jira }: Desk, author: string, text: string): void {
    const comment = jira.site.as(people.rita).comment('DBX-1', text);
    Object.assign(comment, { author });
  }
});

describe('a comment that was edited', () => {
  it('counts from when it was edited, with both its authors', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const { site } = desk.jira;
    const first = site.as(people.rita).comment('DBX-1', 'to: ines@company.com');
    desk.clock.ms += MINUTE;
    site.as(people.rita).comment('DBX-1', 'to: petra@company.com');
    desk.clock.ms += MINUTE;
    site.as(people.ines).editComment('DBX-1', first.id, 'to: paul@company.com');
    const { ticket, target } = await reading(desk, id, withGroup(desk));
    expect(target).toEqual(['paul@company.com']);
    expect(ticket?.correctedAt).toBe('2026-02-02T08:02:00.000Z');
    expect(ticket?.parties).toEqual(expect.arrayContaining([changed(people.rita), changed(people.ines)]));
    // To whom that may not correct it is not the requester's any more.
    expect((await reading(desk, id)).target).toEqual(['petra@company.com']);
  });

  it.each<[string, string | null, object, boolean]>([
    ['by its author', people.rita, { updateAuthor: { accountId: people.rita } }, true],
    ['by somebody who may not correct', people.rita, { updateAuthor: { accountId: people.petra } }, false],
    ['by the requester, but begun by another', people.petra, { updateAuthor: { accountId: people.rita } }, false],
    ['by the requester, but begun by us', people.desk, { updateAuthor: { accountId: people.rita } }, false],
    ['by nobody Jira tells', people.rita, { updateAuthor: null, updated: '2026-02-02T09:30:00.000+0100' }, false],
    ['by an app', people.rita, { updateAuthor: { accountId: people.rita, accountType: 'app' } }, false],
    ['by nobody known', null, {}, false],
  ])('%s', async (_, author, more, counts) => {
    const { ticket } = await ticketWith([comment(1, author, 'to: ines@company.com', more)]);
    expect(ticket?.request.target.values).toEqual([counts ? 'ines@company.com' : 'uwe@company.com']);
  });
});

it('a comment in a form nobody knows is passed over', async () => {
  const { ticket } = await ticketWith([comment(1, people.rita, { unheard: 'of' }), comment(2, people.rita, null)]);
  expect(ticket).toMatchObject({ correctedAt: null, cancelledBy: null });
});

/** A server of fixed answers. */
async function serving(answers: Readonly<Record<string, (query: URLSearchParams) => unknown>>) {
  const server = await serve({
    name: 'fixed',
    now: () => start,
    routes: Object.entries(answers).map(([path, json]) => ({
      method: 'GET',
      path,
      handle: ({ query }) => ({ status: 200, json: json(query) }),
    })),
  });
  return { requests: server.requests, url: server.url, [Symbol.asyncDispose]: () => server.close() };
}
