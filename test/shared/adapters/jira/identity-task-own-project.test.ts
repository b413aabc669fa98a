import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import type { JiraTicketType } from '#shared/stage.ts';
import { openDesk, says, ticketsAt, withPlainType } from './desk.ts';

const task = { marker: 'm-1', summary: 'WAIT: not approved', body: says('Add Uwe to data-engineers') };

const identityTask: JiraTicketType['identityTask'] = {
  issueTypeId: '10400',
  onHoldStatusId: '11001',
  openStatusId: '11000',
  doneStatusIds: ['11003'],
  skippedStatusIds: ['11004'],
  ownProject: { projectId: '10400', linkTypeId: '10001' },
};

async function openLinkedDesk(change: Partial<JiraTicketType['identityTask']> = {}) {
  const desk = await openDesk();
  const tickets = ticketsAt(withPlainType(desk.stage, { identityTask: { ...identityTask, ...change } }));
  return { ...desk, tickets, ticketId: desk.file('DBX'), [Symbol.asyncDispose]: () => desk.jira.close() };
}

describe('an identity task in a project of its own', () => {
  it('is created there, on hold and linked, in one write', async () => {
    await using desk = await openLinkedDesk();
    const taskId = await desk.tickets.createIdentityTask(desk.ticketId, task);
    const issue = desk.jira.site.findIssue(taskId);
    expect(issue).toMatchObject({ projectKey: 'IDM', issueTypeId: '10400', statusId: '11001' });
    expect(issue?.parentId).toBeUndefined();
    expect(issue?.links).toMatchObject([{ type: 'Blocks', inwardId: taskId, outwardId: desk.ticketId }]);
    const posts = desk.jira.requests.filter(({ method, path }) => method === 'POST' && !path.endsWith('/transitions'));
    expect(posts.map(({ path }) => path)).toEqual(['/rest/api/3/issue']);
    expect(await desk.tickets.readIdentityTask(taskId)).toMatchObject({ key: 'IDM-1', state: 'on hold' });
  });

  it('is found through the links of the ticket, by its marker', async () => {
    await using desk = await openLinkedDesk();
    const match = { method: 'POST', path: /\/rest\/api\/3\/issue$/ };
    desk.jira.faults.add({ match, fault: { kind: 'resetAfter' } });
    await expect(desk.tickets.createIdentityTask(desk.ticketId, task)).rejects.toThrow(TicketSystemUnavailable);
    const [taskId = '', ...others] = await desk.tickets.findIdentityTask(desk.ticketId, 'm-1');
    expect(others).toEqual([]);
    expect((await desk.tickets.readIdentityTask(taskId))?.state).toBe('on hold');
    expect(await desk.tickets.findIdentityTask(desk.ticketId, 'm-2')).toEqual([]);
    expect(desk.jira.requests.filter(({ path }) => path.includes('/search'))).toEqual([]);
  });

  it('is not created where the link type is unknown', async () => {
    await using desk = await openLinkedDesk({ ownProject: { projectId: '10400', linkTypeId: '99' } });
    await expect(desk.tickets.createIdentityTask(desk.ticketId, task)).rejects.toThrow(TicketSystemRefused);
    expect([...desk.jira.site.issues.values()].filter(({ projectKey }) => projectKey === 'IDM')).toEqual([]);
  });

  it('takes comments and files for IT as they are: who sees it is the team', async () => {
    await using desk = await openLinkedDesk();
    const taskId = await desk.tickets.createIdentityTask(desk.ticketId, task);
    await desk.tickets.addComment(taskId, { marker: 'c-1', audience: 'it', body: says('APPROVED') });
    const file = { fileName: 'identity-steps_DBX-1_r1.csv', mimeType: 'text/csv', content: new Uint8Array([97]) };
    const id = await desk.tickets.addAttachment(taskId, { ...file, audience: 'it' });
    expect(await desk.tickets.findAttachment(taskId, file.fileName)).toEqual([id]);
    expect(desk.jira.site.findIssue(taskId)?.comments).toMatchObject([{ internal: false }]);
  });
});

describe('an identity task, whichever', () => {
  it('is renamed, and reopened only when it is closed', async () => {
    await using desk = await openLinkedDesk();
    const taskId = await desk.tickets.createIdentityTask(desk.ticketId, task);
    await desk.tickets.renameIdentityTask(taskId, 'Add Uwe\nBecker');
    expect(desk.jira.site.findIssue(taskId)?.summary).toBe('Add Uwe Becker');
    await desk.tickets.moveIdentityTask(taskId, 'reopened');
    expect((await desk.tickets.readIdentityTask(taskId))?.state).toBe('on hold');
    desk.jira.site.as(people.ines).transition(taskId, '11003');
    await desk.tickets.moveIdentityTask(taskId, 'reopened');
    expect((await desk.tickets.readIdentityTask(taskId))?.state).toBe('open');
    await desk.tickets.renameIdentityTask('99999', 'gone');
  });

  it('tells the latest comment that is not ours, as it was written', async () => {
    await using desk = await openLinkedDesk();
    const taskId = await desk.tickets.createIdentityTask(desk.ticketId, task);
    expect(await desk.tickets.readTaskComment(taskId)).toBeNull();
    desk.jira.site.as(people.ines).comment(taskId, 'first');
    desk.clock.ms += 1000;
    desk.jira.site.as(people.ines).comment(taskId, 'no: [code]x');
    await desk.tickets.addComment(taskId, { marker: 'c-1', audience: 'it', body: says('ours') });
    expect(await desk.tickets.readTaskComment(taskId)).toEqual({ by: 'Ines Kraft', text: 'no: [code]x' });
    expect(await desk.tickets.readTaskComment('99999')).toBeNull();
  });
});
