import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { formFields, people } from '#sandbox/simulators/jira/example-site.ts';
import { fileWish, openJira, paragraph, type TestJira } from './jira-client.ts';

const listSchema = z.object({ transitions: z.array(z.object({ id: z.string(), to: z.object({ id: z.string() }) })) });

async function targets(jira: TestJira, accountId: string, key: string): Promise<string[]> {
  const { json } = await jira.rest(accountId)('GET', `/rest/api/3/issue/${key}/transitions`);
  return listSchema.parse(json).transitions.map(({ to }) => to.id);
}

function move(jira: TestJira, accountId: string, key: string, id: string) {
  return jira.rest(accountId)('POST', `/rest/api/3/issue/${key}/transitions`, { transition: { id } });
}

describe('transitions', () => {
  it('offers only what this caller may do from this status', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    expect(await targets(jira, people.desk, 'DBX-1')).toEqual(['10001', '10005']);
    expect((await move(jira, people.desk, 'DBX-1', '11')).status).toBe(204);
    expect(await targets(jira, people.desk, 'DBX-1')).toEqual(['10005']);
    expect(await targets(jira, people.petra, 'DBX-1')).toEqual(['10002', '10003', '10005']);
  });

  it('answers 400 to an unknown one and to one that is not allowed', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    await move(jira, people.desk, 'DBX-1', '11');
    for (const id of ['999', '41', '21']) expect((await move(jira, people.desk, 'DBX-1', id)).status).toBe(400);
    expect(jira.site.findIssue('DBX-1')?.statusId).toBe('10001');
  });

  it('refuses a field that is on no screen', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const body = { transition: { id: '61' }, fields: { resolution: { name: 'Done' } } };
    const answer = await jira.rest(people.desk)('POST', '/rest/api/3/issue/DBX-1/transitions', body);
    expect(answer).toMatchObject({ status: 400, json: { errors: { resolution: expect.any(String) } } });
  });

  it('is written into the history with status ids and its author', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    jira.site.as(people.rita).transition('DBX-1', '10001');
    jira.site.as(people.petra).transition('DBX-1', '10002');
    const { json } = await jira.rest(people.desk)('GET', '/rest/api/3/issue/DBX-1/changelog');
    const [asked, approved] = z.object({ values: z.array(z.looseObject({ id: z.string() })) }).parse(json).values;
    expect(Number(approved?.id)).toBeGreaterThan(Number(asked?.id));
    expect(approved).toMatchObject({
      author: { accountId: people.petra },
      items: [
        {
          field: 'status',
          fieldtype: 'jira',
          fieldId: 'status',
          from: '10001',
          fromString: 'Waiting for approval',
          to: '10002',
          toString: 'Approved',
        },
      ],
    });
  });

  it('publishes a comment that rides along on a service desk', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBS');
    const body = { transition: { id: '811' }, update: { comment: [{ add: { body: paragraph('oops') } }] } };
    await jira.rest(people.desk)('POST', '/rest/api/3/issue/DBS-1/transitions', body);
    expect(jira.site.as(people.rita).view('DBS-1').comments).toMatchObject([{ text: 'oops', internal: false }]);
  });

  it('sets and clears the resolution by post function', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const rita = jira.site.as(people.rita);
    rita.transition('DBX-1', '10001');
    jira.site.as(people.petra).transition('DBX-1', '10003');
    rita.transition('DBX-1', '10004');
    expect(jira.site.findIssue('DBX-1')?.resolution).toBe('Done');
    rita.transition('DBX-1', '10000');
    expect(jira.site.findIssue('DBX-1')).toMatchObject({ resolution: null, statusId: '10000' });
  });

  it('takes a sub-task from every status to every other', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const fields = { project: { key: 'DBX' }, parent: { key: 'DBX-1' }, issuetype: { id: '10101' }, summary: 'Entra' };
    await jira.rest(people.desk)('POST', '/rest/api/3/issue', { fields });
    const ines = jira.site.as(people.ines);
    for (const status of ['11001', '11002', '11004', '11003', '11000']) {
      ines.transition('DBX-2', status);
      expect(jira.site.findIssue('DBX-2')?.statusId).toBe(status);
    }
  });

  it('nobody leaves the approval status while it is pending, unless the workflow lets them', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBM', { [formFields.approvers]: [people.petra] });
    expect(await targets(jira, people.desk, 'DBM-1')).toEqual([]);
    expect((await move(jira, people.petra, 'DBM-1', '821')).status).toBe(400);
    expect(() => jira.site.as(people.rita).cancel('DBM-1')).toThrow('no way');
    const workflow = jira.site.workflows.find(({ id }) => id === 'ask-at-once');
    workflow?.approval?.mayLeave.push('861');
    jira.site.as(people.rita).cancel('DBM-1');
    expect(jira.site.findIssue('DBM-1')?.statusId).toBe('10035');
  });

  it('shows a fault such as 409 when told to', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    jira.faults.add({ match: { method: 'POST', path: /transitions$/ }, fault: { kind: 'answer', status: 409 } });
    expect((await fetch(`${jira.url}/rest/api/3/issue/DBX-1/transitions`, { method: 'POST' })).status).toBe(409);
    expect((await move(jira, people.desk, 'DBX-1', '11')).status).toBe(204);
  });
});
