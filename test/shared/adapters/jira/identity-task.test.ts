import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { type Desk, openDesk, says } from './desk.ts';

const task = { marker: 'm-1', summary: 'WAIT: not approved\n add Uwe', body: says('Add Uwe to data-engineers') };

async function created(desk: Desk, project: 'DBX' | 'DBS' = 'DBX') {
  const ticketId = desk.file(project);
  const taskId = await desk.tickets.createIdentityTask(ticketId, task);
  return { ticketId, taskId, issue: desk.jira.site.findIssue(taskId) };
}

describe('the identity task', () => {
  it('is created on hold, with its marker', async () => {
    await using desk = await openDesk();
    const { ticketId, taskId, issue } = await created(desk, 'DBS');
    expect(issue).toMatchObject({
      parentId: ticketId,
      issueTypeId: '10201',
      summary: 'WAIT: not approved add Uwe',
      assignee: people.ines,
    });
    expect(await desk.tickets.readIdentityTask(taskId)).toEqual({ id: taskId, key: issue?.key, state: 'on hold' });
    expect(await desk.tickets.findIdentityTask(ticketId, 'm-1')).toEqual([taskId]);
    expect(await desk.tickets.findIdentityTask(ticketId, 'm-2')).toEqual([]);
  });

  it('of somebody else does not count, whatever marker it carries', async () => {
    await using desk = await openDesk();
    const { ticketId } = await created(desk);
    const headers = {
      authorization: `Basic ${btoa('rita@company.com:rita-api-token')}`,
      'content-type': 'application/json',
    };
    const fields = { project: { key: 'DBX' }, parent: { id: ticketId }, issuetype: { id: '10101' }, summary: 's' };
    const properties = [{ key: 'access-desk', value: { marker: 'm-9' } }];
    const body = JSON.stringify({ fields, properties });
    const answer = await fetch(`${desk.jira.url}/rest/api/3/issue`, { method: 'POST', headers, body });
    expect(answer.status).toBe(201);
    expect(await desk.tickets.findIdentityTask(ticketId, 'm-9')).toEqual([]);
  });

  it('whose creation broke off is found and put on hold', async () => {
    await using desk = await openDesk();
    const ticketId = desk.file('DBX');
    desk.jira.faults.add({ match: { method: 'POST', path: /\/issue$/ }, fault: { kind: 'resetAfter' } });
    await expect(desk.tickets.createIdentityTask(ticketId, task)).rejects.toThrow(TicketSystemUnavailable);
    const [taskId = '', ...others] = await desk.tickets.findIdentityTask(ticketId, 'm-1');
    expect(others).toEqual([]);
    expect((await desk.tickets.readIdentityTask(taskId))?.state).toBe('on hold');
  });

  it('that people work on already is not put back on hold', async () => {
    await using desk = await openDesk();
    const { ticketId, taskId, issue } = await created(desk);
    desk.jira.site.as(people.ines).transition(issue?.key ?? '', '11002');
    await desk.tickets.findIdentityTask(ticketId, 'm-1');
    expect((await desk.tickets.readIdentityTask(taskId))?.state).toBe('open');
  });

  it('is null when it is gone, or was moved where the stage knows no identity tasks', async () => {
    await using desk = await openDesk();
    const { ticketId, taskId, issue } = await created(desk);
    expect(await desk.tickets.readIdentityTask(ticketId)).toBeNull();
    desk.jira.site.as(people.rita).delete(issue?.key ?? '');
    expect(await desk.tickets.readIdentityTask(taskId)).toBeNull();
    await desk.tickets.moveIdentityTask(taskId, 'skipped');
  });

  it('of a ticket that is gone is looked for in vain, and cannot be created', async () => {
    await using desk = await openDesk();
    expect(await desk.tickets.findIdentityTask('99999', 'm-1')).toEqual([]);
    await expect(desk.tickets.createIdentityTask('99999', task)).rejects.toThrow(TicketSystemRefused);
  });
});

describe('moving it', () => {
  it.each([
    ['released', '11000', 'open'],
    ['skipped', '11004', 'skipped'],
    ['done', '11003', 'done'],
  ] as const)('%s', async (to, statusId, state) => {
    await using desk = await openDesk();
    const { taskId, issue } = await created(desk);
    await desk.tickets.moveIdentityTask(taskId, to);
    expect(issue?.statusId).toBe(statusId);
    expect((await desk.tickets.readIdentityTask(taskId))?.state).toBe(state);
    const moves = issue?.history.length;
    await desk.tickets.moveIdentityTask(taskId, to);
    expect(issue?.history.length).toBe(moves);
  });

  it('leaves a closed task closed, and one under way where it is', async () => {
    await using desk = await openDesk();
    const { taskId, issue } = await created(desk);
    desk.jira.site.as(people.ines).transition(issue?.key ?? '', '11002');
    await desk.tickets.moveIdentityTask(taskId, 'released');
    expect(issue?.statusId).toBe('11002');
    desk.jira.site.as(people.ines).transition(issue?.key ?? '', '11003');
    await desk.tickets.moveIdentityTask(taskId, 'skipped');
    expect(issue?.statusId).toBe('11003');
  });

  it('says what to configure when the workflow does not lead there', async () => {
    await using desk = await openDesk();
    const { taskId } = await created(desk);
    const { workflows } = desk.jira.site;
    const transitions = workflows.find(({ id }) => id === 'task')?.transitions;
    transitions?.splice(0, Infinity, ...transitions.filter(({ to }) => to !== '11000'));
    const moving = desk.tickets.moveIdentityTask(taskId, 'released');
    await expect(moving).rejects.toThrow(TicketSystemRefused);
    await expect(moving).rejects.toMatchObject({
      facts: { detail: expect.stringContaining('leads to status 11000') },
    });
  });

  it('tries once more when somebody changed it at the same moment', async () => {
    await using desk = await openDesk();
    const { taskId } = await created(desk);
    const match = { method: 'POST', path: /\/transitions$/ };
    desk.jira.faults.add({ match, fault: { kind: 'answer', status: 409, json: { errorMessages: ['conflict'] } } });
    await desk.tickets.moveIdentityTask(taskId, 'released');
    expect((await desk.tickets.readIdentityTask(taskId))?.state).toBe('open');
  });
});
