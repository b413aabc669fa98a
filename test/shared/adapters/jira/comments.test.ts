import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { openDesk, says, ticketsAt, withPlainType } from './desk.ts';

describe('a comment for IT', () => {
  it('is internal on a service desk', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    const commentId = await desk.tickets.addComment(id, { marker: 'm-1', audience: 'it', body: says('for IT') });
    const { site } = desk.jira;
    expect(site.as(people.agent).view('DBS-1').comments).toMatchObject([{ id: commentId, text: 'for IT' }]);
    expect(site.as(people.rita).view('DBS-1').comments).toEqual([]);
  });

  it('is withdrawn when Jira does not confirm that it stayed internal', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    // A site that shows comments to customers whatever the property says, as the platform API may.
    const shown = { id: '20011', jsdPublic: true };
    const path = /\/comment$/;
    desk.jira.faults.add({ match: { method: 'POST', path }, fault: { kind: 'answer', status: 201, json: shown } });
    const adding = desk.tickets.addComment(id, { marker: 'm-1', audience: 'it', body: says('for IT') });
    await expect(adding).rejects.toThrow(TicketSystemRefused);
    const removal = desk.jira.requests.find(({ method }) => method === 'DELETE');
    expect(removal?.path).toBe(`/rest/api/3/issue/${id}/comment/20011`);
  });

  it('is withdrawn when Jira says nothing about it', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    const fault = { kind: 'answer', status: 201, json: { id: '20011' } } as const;
    desk.jira.faults.add({ match: { method: 'POST', path: /\/comment$/ }, fault });
    const adding = desk.tickets.addComment(id, { marker: 'm-1', audience: 'it', body: [] });
    await expect(adding).rejects.toThrow(TicketSystemRefused);
    expect(desk.jira.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it.each([
    ['a role', { type: 'role', id: 'IT Staff' }],
    ['a group', { type: 'group', id: 'group-approvers' }],
  ] as const)('is kept to %s in plain Jira', async (_name, itRole) => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.site.groups.find((group) => group.id === itRole.id)?.members.push(people.desk);
    const tickets = ticketsAt(withPlainType(desk.stage, { itRole }));
    await tickets.addComment(id, { marker: 'm-1', audience: 'it', body: says('for IT') });
    expect(desk.jira.site.as(people.petra).view('DBX-1').comments).toMatchObject([{ text: 'for IT' }]);
    expect(desk.jira.site.as(people.rita).view('DBX-1').comments).toEqual([]);
  });

  it('is kept to them where the identity team has its tasks in the project of the requests', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const [plain] = desk.stage.ticketTypes;
    if (plain === undefined) throw new Error('no ticket type');
    const ownProject = { projectId: plain.projectId, linkTypeId: '10001' };
    const tickets = ticketsAt(withPlainType(desk.stage, { identityTask: { ...plain.identityTask, ownProject } }));
    await tickets.addComment(id, { marker: 'm-1', audience: 'it', body: says('for IT') });
    expect(desk.jira.site.as(people.rita).view('DBX-1').comments).toEqual([]);
  });

  it('is withdrawn when plain Jira drops the restriction', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const fault = { kind: 'answer', status: 201, json: { id: '20011', jsdPublic: true } } as const;
    desk.jira.faults.add({ match: { method: 'POST', path: /\/comment$/ }, fault });
    const adding = desk.tickets.addComment(id, { marker: 'm-1', audience: 'it', body: [] });
    await expect(adding).rejects.toThrow(TicketSystemRefused);
    expect(desk.jira.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });
});

describe('a comment for the requester', () => {
  it('is seen by everybody, and found by its marker', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    const body = says('[click|http://evil.example] {code} <b>');
    const commentId = await desk.tickets.addComment(id, { marker: 'm-1', audience: 'requester', body });
    expect(desk.jira.site.as(people.rita).view('DBS-1').comments).toMatchObject([
      { text: '[click|http://evil.example] {code} <b>', internal: false },
    ]);
    expect(await desk.tickets.findComment(id, 'm-1', 'requester')).toEqual([commentId]);
    expect(await desk.tickets.findComment(id, 'm-2', 'requester')).toEqual([]);
  });

  it('is sent once when the answer gets lost, and found afterwards', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    desk.jira.faults.add({ match: { method: 'POST', path: /\/comment$/ }, fault: { kind: 'resetAfter' } });
    const adding = desk.tickets.addComment(id, { marker: 'm-1', audience: 'requester', body: [] });
    await expect(adding).rejects.toThrow(TicketSystemUnavailable);
    expect(desk.jira.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(await desk.tickets.findComment(id, 'm-1', 'requester')).toHaveLength(1);
  });
});

describe('looking for a marker', () => {
  it.each(['DBS', 'DBX'] as const)('of a comment for IT, withdraws one that everybody sees: %s', async (project) => {
    await using desk = await openDesk();
    const id = desk.file(project);
    // Written by an attempt that died before it could see what Jira made of it.
    const seen = desk.jira.site.as(people.desk).comment(`${project}-1`, 'for IT');
    seen.properties.set('access-desk', { marker: 'm-1' });
    expect(await desk.tickets.findComment(id, 'm-1', 'it')).toEqual([]);
    expect(desk.jira.site.as(people.rita).view(`${project}-1`).comments).toEqual([]);
    const kept = await desk.tickets.addComment(id, { marker: 'm-1', audience: 'it', body: says('for IT') });
    expect(await desk.tickets.findComment(id, 'm-1', 'it')).toEqual([kept]);
  });

  it('passes over the marker of anybody else', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const comment = desk.jira.site.as(people.rita).comment('DBX-1', 'hello');
    comment.properties.set('access-desk', { marker: 'm-1' });
    expect(await desk.tickets.findComment(id, 'm-1', 'requester')).toEqual([]);
  });

  it('reads every page and finds twins, newest first', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const add = () => desk.tickets.addComment(id, { marker: 'm-1', audience: 'requester', body: [] });
    const first = await add();
    for (let count = 0; count < 150; count += 1) desk.jira.site.as(people.rita).comment('DBX-1', `${count}`);
    const second = await add();
    desk.jira.requests.length = 0;
    expect(await desk.tickets.findComment(id, 'm-1', 'requester')).toEqual([second, first]);
    expect(desk.jira.requests).toHaveLength(2);
  });

  it('asks each comment of ours where the list leaves properties out', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const found = await desk.tickets.addComment(id, { marker: 'm-1', audience: 'requester', body: [] });
    const author = { accountId: people.desk };
    const json = {
      comments: [
        { id: '1', author: { accountId: people.rita } },
        { id: found, author },
      ],
      total: 2,
    };
    desk.jira.faults.add({
      match: { method: 'GET', path: /\/comment$/ },
      fault: { kind: 'answer', status: 200, json },
    });
    expect(await desk.tickets.findComment(id, 'm-1', 'requester')).toEqual([found]);
  });
});

it('removes a comment, and does not mind when it is gone', async () => {
  await using desk = await openDesk();
  const id = desk.file('DBX');
  const commentId = await desk.tickets.addComment(id, { marker: 'm', audience: 'requester', body: [] });
  await desk.tickets.removeComment(id, commentId);
  await desk.tickets.removeComment(id, commentId);
  expect(await desk.tickets.findComment(id, 'm', 'requester')).toEqual([]);
});

it('still speaks on a ticket that was moved away', async () => {
  await using desk = await openDesk();
  const id = desk.file('DBX');
  desk.jira.site.as(people.agent).changeType('DBX-1', '10101');
  await desk.tickets.addComment(id, { marker: 'm-1', audience: 'it', body: says('for IT') });
  expect(desk.jira.site.as(people.rita).view('DBX-1').comments).toEqual([]);
  expect(desk.jira.site.as(people.petra).view('DBX-1').comments).toHaveLength(1);
});
