import { describe, expect, it } from 'vitest';
import { serve } from '#sandbox/simulators/http-server.ts';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { type Desk, exampleStage, openDesk, start, ticketsAt } from './desk.ts';

const [support, waiting, inProgress] = ['10030', '10031', '10032'];

/** Lets agents lead a ticket out of the approval status while an approval is pending. */
function openWayOut(desk: Desk): void {
  const workflow = desk.jira.site.workflows.find(({ id }) => id === 'ask-at-once');
  workflow?.transitions.push({ id: '899', name: 'Back', from: [waiting], to: support });
  workflow?.approval?.mayLeave.push('899', '861');
}

describe('asking on a service desk', () => {
  it('enters the approval status; the approval this makes is the handle', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    const asked = await desk.tickets.openDecision(id);
    const approval = desk.jira.site.findIssue(id)?.approvals.at(-1);
    expect(asked).toEqual({ opened: true, handle: approval?.id, at: '2026-02-02T08:00:00.000Z' });
    expect(await desk.tickets.readDecision(id, asked.handle)).toEqual({ state: 'pending' });
  });

  it('leaves and enters again where a request waits from the start', async () => {
    await using desk = await openDesk();
    openWayOut(desk);
    const id = desk.file('DBM');
    const early = desk.jira.site.findIssue(id)?.approvals.at(-1)?.id ?? '';
    const asked = await desk.tickets.openDecision(id);
    expect(asked).toMatchObject({ opened: true });
    expect(asked.handle).not.toBe(early);
    expect(() => desk.jira.site.as(people.petra).decide('DBM-1', 'approve', early)).toThrow();
    desk.jira.site.as(people.petra).decide('DBM-1', 'approve');
    expect(await desk.tickets.readDecision(id, asked.handle)).toMatchObject({ state: 'approved' });
    expect(await desk.tickets.readDecision(id, early)).toMatchObject({ state: 'lapsed' });
  });

  it('does not count the answer to an approval that is older than the plan', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBM');
    const asked = await desk.tickets.openDecision(id);
    expect(asked).toMatchObject({ opened: false, instruction: expect.stringContaining('DBM-1') });
    expect(await desk.tickets.readDecision(id, asked.handle)).toEqual({ state: 'pending' });

    desk.jira.site.as(people.petra).decide('DBM-1', 'approve');
    expect(await desk.tickets.readDecision(id, asked.handle)).toMatchObject({ state: 'lapsed' });
    expect(await desk.tickets.isApprovedAlready(id)).toBe(true);

    const again = await desk.tickets.openDecision(id);
    expect(again.opened).toBe(true);
    desk.jira.site.as(people.paul).decide('DBM-1', 'approve');
    expect(await desk.tickets.readDecision(id, again.handle)).toMatchObject({ decidedBy: [{ id: people.paul }] });
  });

  it('waits for a person where no way leads into the approval status', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    const { workflows } = desk.jira.site;
    const ask = workflows.find((one) => one.id === 'ask-later')?.transitions.find((one) => one.id === '811');
    if (ask) ask.onlyGroup = 'group-approvers';
    const asked = await desk.tickets.openDecision(id);
    expect(asked).toMatchObject({ opened: false, handle: 'after:0' });
    expect(await desk.tickets.readDecision(id, asked.handle)).toEqual({ state: 'pending' });

    desk.jira.site.as(people.petra).transition('DBS-1', waiting);
    expect(await desk.tickets.readDecision(id, asked.handle)).toEqual({ state: 'pending' });
    desk.jira.site.as(people.petra).decide('DBS-1', 'decline');
    expect(await desk.tickets.readDecision(id, asked.handle)).toMatchObject({
      state: 'rejected',
      decidedBy: [{ id: people.petra }],
    });
  });

  it('says so where no approval begins, or no way leads back', async () => {
    await using desk = await openDesk();
    openWayOut(desk);
    const { workflows } = desk.jira.site;
    const later = workflows.find((one) => one.id === 'ask-later');
    delete later?.approval;
    const id = desk.file('DBS');
    expect(await desk.tickets.openDecision(id)).toMatchObject({
      opened: false,
      handle: 'after:0',
      instruction: expect.stringContaining('approvers'),
    });

    const atOnce = workflows.find((one) => one.id === 'ask-at-once');
    atOnce?.transitions.splice(0, Infinity, ...atOnce.transitions.filter((one) => one.to !== waiting));
    const stuck = desk.file('DBM');
    const early = desk.jira.site.findIssue(stuck)?.approvals.at(-1)?.id;
    expect(await desk.tickets.openDecision(stuck)).toMatchObject({ opened: false, handle: `after:${early}` });
    expect(desk.jira.site.findIssue(stuck)?.statusId).toBe(support);
  });

  it('does not take an answer for a way out', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBM');
    // Nobody to ask: no approval is pending, and Jira offers the answering transitions like any others.
    const issue = desk.jira.site.findIssue(id);
    issue?.approvals.splice(0);
    expect(await desk.tickets.openDecision(id)).toMatchObject({ opened: false, handle: 'after:0' });
    expect(issue?.statusId).toBe(waiting);
  });
});

describe('the decision', () => {
  it.each([
    ['approve', 'approved'],
    ['decline', 'rejected'],
  ] as const)('to %s is %s by those who said so', async (decision, state) => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    const { handle } = await desk.tickets.openDecision(id);
    desk.clock.ms += 60_000;
    desk.jira.site.as(people.paul).decide('DBS-1', decision);
    expect(await desk.tickets.readDecision(id, handle)).toEqual({
      state,
      decidedBy: [expect.objectContaining({ id: people.paul })],
      at: '2026-02-02T08:01:00.000Z',
      proof: `approval ${handle} of DBS-1`,
    });
  });

  it('needs as many as Jira wants', async () => {
    await using desk = await openDesk();
    const step = desk.jira.site.workflows.find(({ id }) => id === 'ask-later')?.approval;
    if (step) step.required = 'all';
    const id = desk.file('DBS');
    const { handle } = await desk.tickets.openDecision(id);
    desk.jira.site.as(people.paul).decide('DBS-1', 'approve');
    expect(await desk.tickets.readDecision(id, handle)).toEqual({ state: 'pending' });
    desk.jira.site.as(people.petra).decide('DBS-1', 'approve');
    const read = await desk.tickets.readDecision(id, handle);
    expect(read).toMatchObject({ state: 'approved', decidedBy: [{ id: people.petra }, { id: people.paul }] });
  });

  it('lapses when approval is asked for once more, or the ticket leaves without an answer', async () => {
    await using desk = await openDesk();
    openWayOut(desk);
    const id = desk.file('DBM');
    const first = await desk.tickets.openDecision(id);
    const second = await desk.tickets.openDecision(id);
    expect(await desk.tickets.readDecision(id, first.handle)).toMatchObject({ state: 'lapsed' });
    expect(await desk.tickets.readDecision(id, second.handle)).toEqual({ state: 'pending' });
    desk.jira.site.as(people.agent).transition('DBM-1', support);
    expect(await desk.tickets.readDecision(id, second.handle)).toMatchObject({ state: 'lapsed' });
    expect(await desk.tickets.readDecision(id, 'what?')).toMatchObject({ state: 'lapsed' });
    expect(await desk.tickets.readDecision(id, '999')).toMatchObject({ state: 'lapsed' });
  });

  it('is taken back when the ticket is put up for approval again', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    const { handle } = await desk.tickets.openDecision(id);
    desk.jira.site.as(people.petra).decide('DBS-1', 'approve');
    expect(await desk.tickets.readDecision(id, handle)).toMatchObject({ state: 'approved' });
    desk.jira.site.as(people.agent).transition('DBS-1', waiting);
    expect(await desk.tickets.readDecision(id, handle)).toMatchObject({ state: 'lapsed' });
  });

  it('follows the final decision, not the list of approvers', async () => {
    // The odd case of the vendor's own example: declined although a listed approver approved; one person is gone.
    const approval = {
      id: '7',
      name: 'Waiting for approval',
      finalDecision: 'declined',
      canAnswerApproval: false,
      approvers: [
        { approver: { accountId: people.petra, displayName: 'Petra Boss' }, approverDecision: 'approved' },
        { approver: { accountId: '712020:gone', displayName: 'Former user' }, approverDecision: 'declined' },
        { approver: null, approverDecision: 'declined' },
      ],
      createdDate: { iso8601: '2026-02-02T09:00:00+0100', epochMillis: 1770019200000 },
      completedDate: { iso8601: '2026-02-02T10:00:00+0100', epochMillis: 1770022800000 },
    };
    const fields = { project: { id: '10200' }, issuetype: { id: '10200' }, status: { id: inProgress } };
    const server = await serve({
      name: 'fixed',
      now: () => start,
      routes: [
        {
          method: 'GET',
          path: '/rest/api/3/issue/1',
          handle: () => ({ status: 200, json: { id: '1', key: 'DBS-1', fields } }),
        },
        {
          method: 'GET',
          path: '/rest/servicedeskapi/request/1/approval',
          handle: () => ({ status: 200, json: { isLastPage: true, values: [approval] } }),
        },
      ],
    });
    const read = await ticketsAt(exampleStage(server.url)).readDecision('1', '7');
    await server.close();
    expect(read).toEqual({
      state: 'rejected',
      decidedBy: [expect.objectContaining({ id: '712020:gone' }), expect.objectContaining({ id: 'unknown' })],
      at: '2026-02-02T09:00:00.000Z',
      proof: 'approval 7 of DBS-1',
    });
  });
});
