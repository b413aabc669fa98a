import { describe, expect, it } from 'vitest';
import { formFields, people } from '#sandbox/simulators/jira/example-site.ts';
import { fileWish, openJira, type TestJira } from './jira-client.ts';

const both = { [formFields.approvers]: [people.petra, people.paul] };

function answer(jira: TestJira, accountId: string, approval: string, decision: string, key = 'DBM-1') {
  return jira.rest(accountId)('POST', `/rest/servicedeskapi/request/${key}/approval/${approval}`, { decision });
}

describe('an approval of a service desk request', () => {
  it('begins with the status: at creation where that is the first one, and mails the approvers', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBM', both);
    expect(jira.site.mails.map(({ to, approvalId }) => [to, approvalId])).toEqual([
      [people.petra, '1'],
      [people.paul, '1'],
    ]);
    const { json } = await jira.rest(people.desk)('GET', '/rest/servicedeskapi/request/DBM-1/approval');
    expect(json).toMatchObject({
      size: 1,
      isLastPage: true,
      values: [
        {
          id: '1',
          name: 'Waiting for approval',
          finalDecision: 'pending',
          canAnswerApproval: false,
          createdDate: { iso8601: '2026-11-23T10:00:00+0100', epochMillis: jira.clock.ms },
          approvers: [
            { approver: { accountId: people.petra }, approverDecision: 'pending' },
            { approver: { accountId: people.paul }, approverDecision: 'pending' },
          ],
        },
      ],
    });
    expect(json).not.toHaveProperty('values.0.completedDate');
  });

  it('can be answered at once, from the mail, and moves the ticket by itself', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBM', both);
    jira.clock.ms += 1_000;
    const done = await answer(jira, people.paul, '1', 'approve');
    expect(done).toMatchObject({
      status: 200,
      json: { finalDecision: 'approved', completedDate: { epochMillis: jira.clock.ms } },
    });
    expect(jira.site.findIssue('DBM-1')).toMatchObject({ statusId: '10032', history: [{ author: people.paul }] });
  });

  it('can be answered by named approvers only, and once', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBM', both);
    expect((await answer(jira, people.desk, '1', 'approve')).status).toBe(403);
    expect((await answer(jira, people.petra, '9', 'approve')).status).toBe(404);
    expect((await answer(jira, people.petra, '1', 'maybe')).status).toBe(400);
    expect((await answer(jira, people.petra, '1', 'decline')).status).toBe(200);
    expect((await answer(jira, people.petra, '1', 'approve')).status).toBe(409);
    expect((await answer(jira, people.paul, '1', 'approve')).status).toBe(409);
    expect(jira.site.findIssue('DBM-1')?.statusId).toBe('10033');
  });

  it('is declined by one refusal although another approver agreed', async () => {
    const jira = await openJira();
    const workflow = jira.site.workflows.find(({ id }) => id === 'ask-at-once');
    if (workflow?.approval) workflow.approval.required = 'all';
    fileWish(jira, 'DBM', both);
    expect((await answer(jira, people.petra, '1', 'approve')).json).toMatchObject({ finalDecision: 'pending' });
    expect(jira.site.findIssue('DBM-1')?.history).toEqual([]);
    const { json } = await answer(jira, people.paul, '1', 'decline');
    expect(json).toMatchObject({
      finalDecision: 'declined',
      approvers: [{ approverDecision: 'approved' }, { approverDecision: 'declined' }],
    });
  });

  it('is a new one with a fresh id and fresh mails each time the status is entered', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBS', { [formFields.approvers]: [people.petra] });
    const agent = jira.site.as(people.agent);
    agent.transition('DBS-1', '10031');
    jira.site.as(people.petra).decide('DBS-1', 'approve');
    agent.transition('DBS-1', '10031');
    expect(jira.site.mails.map(({ approvalId }) => approvalId)).toEqual(['1', '2']);
    expect((await answer(jira, people.petra, '1', 'approve', 'DBS-1')).status).toBe(409);
    const { json } = await jira.rest(people.petra)('GET', '/rest/servicedeskapi/request/DBS-1/approval/2');
    expect(json).toMatchObject({ finalDecision: 'pending', canAnswerApproval: true });
  });

  it('can leave an app as the author of the transition', async () => {
    const jira = await openJira();
    const workflow = jira.site.workflows.find(({ id }) => id === 'ask-at-once');
    if (workflow?.approval) Object.assign(workflow.approval, { decisionAuthor: people.automation });
    fileWish(jira, 'DBM', both);
    jira.site.as(people.petra).decide('DBM-1', 'approve');
    const { json } = await jira.rest(people.desk)('GET', '/rest/api/3/issue/DBM-1/changelog');
    expect(json).toMatchObject({ values: [{ author: { accountId: people.automation, accountType: 'app' } }] });
  });

  it('stays pending for ever once the ticket left the status another way', async () => {
    const jira = await openJira();
    jira.site.workflows.find(({ id }) => id === 'ask-at-once')?.approval?.mayLeave.push('861');
    fileWish(jira, 'DBM', both);
    jira.site.as(people.agent).cancel('DBM-1');
    expect((await answer(jira, people.petra, '1', 'approve')).status).toBe(409);
    const { json } = await jira.rest(people.petra)('GET', '/rest/servicedeskapi/request/DBM-1/approval/1');
    expect(json).toMatchObject({ finalDecision: 'pending', canAnswerApproval: false });
  });

  it('follows the approvers field while it runs', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBM', both);
    jira.site.as(people.agent).edit('DBM-1', { [formFields.approvers]: [people.uwe] });
    expect(jira.site.mails.at(-1)?.to).toBe(people.uwe);
    expect((await answer(jira, people.petra, '1', 'approve')).status).toBe(403);
    expect((await answer(jira, people.uwe, '1', 'approve')).status).toBe(200);
  });

  it('exists for requests only', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    expect((await jira.rest(people.desk)('GET', '/rest/servicedeskapi/request/DBX-1/approval')).status).toBe(404);
  });

  it('comes with the form as text, fields without a value left out', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBM', { ...both, [formFields.scanUc]: 'No' });
    const { json } = await jira.rest(people.rita)('GET', '/rest/servicedeskapi/request/DBM-1');
    expect(json).toMatchObject({
      issueKey: 'DBM-1',
      requestTypeId: '25',
      currentStatus: { status: 'Waiting for approval' },
      requestFieldValues: [
        { fieldId: 'summary' },
        { fieldId: formFields.source, label: 'Copy access from', value: 'thomas@company.com' },
        { fieldId: formFields.target, value: 'uwe@company.com' },
        { fieldId: formFields.scanUc, value: 'No' },
        { fieldId: formFields.approvers, value: 'Petra Boss, Paul Adler' },
      ],
    });
  });
});
