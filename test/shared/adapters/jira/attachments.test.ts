import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import type { TicketFile } from '#shared/ports/ticket-system.ts';
import { openDesk } from './desk.ts';

const plan: TicketFile = {
  fileName: 'provisioning_plan_DBX-1_r1_abcdef12.csv',
  mimeType: 'text/csv',
  content: Buffer.from('\uFEFFaction_type,group_name\r\nDatabricks,npb-plattform-nützer\r\n'),
  audience: 'it',
};

describe('a file', () => {
  it('arrives byte for byte and is found by its exact name', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const fileId = await desk.tickets.addAttachment(id, plan);
    const [attached] = desk.jira.site.findIssue(id)?.attachments ?? [];
    expect(attached).toMatchObject({ id: fileId, filename: plan.fileName, mimeType: 'text/csv' });
    expect(attached?.content.equals(plan.content)).toBe(true);
    expect(await desk.tickets.findAttachment(id, plan.fileName)).toEqual([fileId]);
    expect(await desk.tickets.findAttachment(id, 'provisioning_plan_DBX-1_r1_abcdef13.csv')).toEqual([]);
    expect(await desk.tickets.findAttachment('99999', plan.fileName)).toEqual([]);
  });

  it('of the same name by somebody else does not count; twins of ours do', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.site.as(people.rita).attach('DBX-1', plan.fileName, 'forged');
    expect(await desk.tickets.findAttachment(id, plan.fileName)).toEqual([]);
    const twins = [await desk.tickets.addAttachment(id, plan), await desk.tickets.addAttachment(id, plan)];
    expect(await desk.tickets.findAttachment(id, plan.fileName)).toEqual(twins);
  });

  it('is removed, and it does not matter when it is gone', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const fileId = await desk.tickets.addAttachment(id, plan);
    await desk.tickets.removeAttachment(id, fileId);
    await desk.tickets.removeAttachment(id, fileId);
    expect(desk.jira.site.findIssue(id)?.attachments).toEqual([]);
  });

  it('is sent once when the answer gets lost', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.faults.add({ match: { method: 'POST' }, fault: { kind: 'resetAfter' } });
    await expect(desk.tickets.addAttachment(id, plan)).rejects.toThrow(TicketSystemUnavailable);
    expect(await desk.tickets.findAttachment(id, plan.fileName)).toHaveLength(1);
  });

  it('that is too large is refused', async () => {
    await using desk = await openDesk({ uploadLimit: 10 });
    const id = desk.file('DBX');
    const adding = desk.tickets.addAttachment(id, plan);
    await expect(adding).rejects.toMatchObject({ name: 'TicketSystemRefused', facts: { status: 413 } });
  });
});

describe('a file on a service desk', () => {
  it('for IT is not shown in the portal', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    const fileId = await desk.tickets.addAttachment(id, plan);
    const { site } = desk.jira;
    expect(site.as(people.rita).view('DBS-1')).toMatchObject({ portal: true, attachments: [], comments: [] });
    expect(site.as(people.agent).view('DBS-1').attachments).toMatchObject([{ id: fileId }]);
    expect(await desk.tickets.findAttachment(id, plan.fileName)).toEqual([fileId]);
  });

  it('for the requester is shown in the portal', async () => {
    await using desk = await openDesk();
    const customer = desk.jira.site.as(people.customer);
    const issue = customer.file({ project: 'DBS', issueType: '10200', fields: {} });
    await desk.tickets.addAttachment(issue.id, { ...plan, audience: 'requester' });
    expect(customer.view(issue.key).attachments).toHaveLength(1);
  });

  it('is withdrawn when Jira made it public', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    // The file is there, and the answer says that everybody may see it.
    await desk.tickets.addAttachment(id, plan);
    const fault = { kind: 'answer', status: 201, json: { comment: { public: true } } } as const;
    desk.jira.faults.add({ match: { method: 'POST', path: /\/attachment$/ }, fault });
    await expect(desk.tickets.addAttachment(id, plan)).rejects.toThrow(TicketSystemRefused);
    expect(desk.jira.site.findIssue(id)?.attachments).toEqual([]);
  });

  it('takes the plain way for a ticket that is no request', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    const issue = desk.jira.site.findIssue(id);
    delete issue?.requestTypeId;
    const fileId = await desk.tickets.addAttachment(id, plan);
    expect(await desk.tickets.findAttachment(id, plan.fileName)).toEqual([fileId]);
  });
});
