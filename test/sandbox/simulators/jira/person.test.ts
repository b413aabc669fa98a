import { describe, expect, it } from 'vitest';
import { formFields, people } from '#sandbox/simulators/jira/example-site.ts';
import { fileWish, openJira } from './jira-client.ts';

describe('a portal customer', () => {
  it('sees public comments, files and the status, but nothing internal', async () => {
    const jira = await openJira();
    const issue = jira.site.as(people.customer).file({
      project: 'DBS',
      issueType: '10200',
      fields: { [formFields.source]: 'thomas@company.com' },
    });
    const agent = jira.site.as(people.agent);
    agent.comment(issue.key, 'We are on it.');
    agent.comment(issue.key, 'Full plan: …', { internal: true });
    agent.attach(issue.key, 'plan.csv', 'a,b');
    const fields = {
      project: { key: 'DBS' },
      parent: { id: issue.id },
      issuetype: { id: '10201' },
      summary: 'Add to data-engineers',
    };
    expect((await jira.rest(people.desk)('POST', '/rest/api/3/issue', { fields })).status).toBe(201);
    expect(jira.site.as(people.customer).view(issue.key)).toMatchObject({
      portal: true,
      status: 'Waiting for support',
      fields: { 'Copy access from': 'thomas@company.com', Reason: null },
      comments: [{ text: 'We are on it.', author: 'Sven Helfer' }],
      attachments: [{ filename: 'plan.csv' }],
      subtasks: [],
    });
    expect(() => jira.site.as(people.customer).view('DBS-2')).toThrow('does not exist');
    expect(agent.view(issue.key)).toMatchObject({ portal: false, subtasks: [{ key: 'DBS-2', status: 'Open' }] });
    expect(agent.view(issue.key).comments).toHaveLength(2);
  });

  it('cannot change a submitted form, write internally or move it as agents do', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBS');
    const rita = jira.site.as(people.rita);
    expect(() => rita.edit('DBS-1', { [formFields.target]: 'x@company.com' })).toThrow('cannot be changed');
    expect(() => rita.comment('DBS-1', 'x', { internal: true })).toThrow('Only agents');
    expect(() => rita.transition('DBS-1', '10031')).toThrow('no way');
    rita.cancel('DBS-1');
    expect(rita.view('DBS-1').status).toBe('Cancelled');
  });

  it('sees no request of others; one who must approve it does', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBM', { [formFields.approvers]: [people.uwe] });
    expect(() => jira.site.as(people.customer).view('DBM-1')).toThrow('does not exist');
    expect(jira.site.as(people.uwe).view('DBM-1')).toMatchObject({ portal: true, approval: { mayAnswer: true } });
    jira.site.as(people.uwe).decide('DBM-1', 'approve');
    expect(jira.site.as(people.uwe).view('DBM-1')).not.toHaveProperty('approval');
  });
});

describe('somebody who works in the project', () => {
  it('files, edits, retypes and moves with a history', async () => {
    const jira = await openJira();
    jira.site.projects[0]?.issueTypes.push({
      id: '10109',
      name: 'Task',
      subtask: false,
      workflowId: 'gate',
      fields: [],
    });
    fileWish(jira, 'DBX');
    const rita = jira.site.as(people.rita);
    rita.edit('DBX-1', { summary: 'New', [formFields.scanUc]: 'No', [formFields.reason]: 'New team' });
    rita.changeType('DBX-1', '10109');
    jira.site.as(people.ines).moveProject('DBX-1', 'DBS', '10200');
    const fields = jira.site.findIssue('DBX-1')?.history.map(({ items }) => items.map(({ fieldId }) => fieldId));
    expect(fields).toEqual([
      ['summary', formFields.scanUc, formFields.reason],
      ['issuetype'],
      ['project', 'issuekey', 'issuetype', 'status'],
    ]);
    expect(() => rita.view('DBS-1')).toThrow('does not exist');
  });

  it('leaves no trace with an edit that changes nothing', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    jira.site.as(people.rita).edit('DBX-1', { [formFields.target]: 'uwe@company.com' });
    expect(jira.site.findIssue('DBX-1')?.history).toEqual([]);
  });

  it('files for somebody else as an agent: creator and reporter differ', async () => {
    const jira = await openJira();
    const issue = jira.site.as(people.agent).file({
      project: 'DBS',
      issueType: '10200',
      fields: {},
      onBehalfOf: people.uwe,
    });
    expect(issue).toMatchObject({ creator: people.agent, reporter: people.uwe });
    const asRita = () =>
      jira.site.as(people.rita).file({ project: 'DBS', issueType: '10200', fields: {}, onBehalfOf: people.uwe });
    expect(asRita).toThrow('Only agents');
  });

  it('loses sight of the project with the role', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    jira.site.projects[0]?.roles[0]?.accounts.splice(0);
    expect((await jira.rest(people.desk)('GET', '/rest/api/3/issue/DBX-1')).status).toBe(404);
  });
});
