import { describe, expect, it } from 'vitest';
import { formFields, people } from '#sandbox/simulators/jira/example-site.ts';
import { fileWish, idOf, openJira, paragraph } from './jira-client.ts';

const subtask = { project: { key: 'DBX' }, parent: { key: 'DBX-1' }, issuetype: { id: '10101' }, summary: 'Entra' };

describe('reading a ticket', () => {
  it('shows custom fields in their REST v3 shapes', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX', {
      [formFields.without]: 'scratch',
      [formFields.scanUc]: 'Yes',
      [formFields.approvers]: [people.petra],
    });
    const { json } = await jira.rest(people.desk)('GET', '/rest/api/3/issue/DBX-1?expand=names');
    expect(json).toMatchObject({
      key: 'DBX-1',
      fields: {
        [formFields.source]: 'thomas@company.com',
        [formFields.without]: paragraph('scratch'),
        [formFields.scanUc]: { value: 'Yes', id: '10401' },
        [formFields.reason]: null,
        [formFields.approvers]: [{ accountId: people.petra, displayName: 'Petra Boss' }],
        created: '2026-11-23T10:00:00.000+0100',
        status: { id: '10000', statusCategory: { key: 'new' } },
      },
      names: { [formFields.source]: 'Copy access from' },
    });
  });

  it('filters fields, knows *all and leaves out', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    const few = await call('GET', '/rest/api/3/issue/DBX-1?fields=summary,status');
    expect(few.json).toHaveProperty('fields.status');
    expect(few.json).not.toHaveProperty('fields.reporter');
    const most = await call('GET', '/rest/api/3/issue/DBX-1?fields=*all,-comment');
    expect(most.json).toHaveProperty('fields.attachment');
    expect(most.json).not.toHaveProperty('fields.comment');
  });

  it('hides what the caller may not see behind a 404', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBS');
    expect((await jira.rest(people.rita)('GET', '/rest/api/3/issue/DBS-1')).status).toBe(404);
    expect((await jira.rest(people.agent)('GET', '/rest/api/3/issue/DBS-1')).status).toBe(200);
    expect((await jira.rest(people.rita)('GET', '/rest/servicedeskapi/request/DBS-1')).status).toBe(200);
    expect((await jira.rest(people.uwe)('GET', '/rest/servicedeskapi/request/DBS-1')).status).toBe(404);
  });

  it('finds a moved ticket by its old key and by its id', async () => {
    const jira = await openJira();
    const { id } = fileWish(jira, 'DBX');
    jira.site.as(people.ines).moveProject('DBX-1', 'DBS', '10200');
    const call = jira.rest(people.desk);
    for (const name of ['DBX-1', id, 'DBS-1']) {
      const { json } = await call('GET', `/rest/api/3/issue/${name}`);
      expect(json).toMatchObject({ id, key: 'DBS-1', fields: { project: { key: 'DBS' }, status: { id: '10030' } } });
    }
  });

  it('gives 404 for a deleted ticket', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    jira.site.as(people.rita).delete('DBX-1');
    expect((await jira.rest(people.desk)('GET', '/rest/api/3/issue/DBX-1')).status).toBe(404);
  });
});

describe('creating a sub-task', () => {
  it('stores properties in the same step and shows up at the parent', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    const properties = [{ key: 'access-desk', value: { effect: 'e1' } }];
    const created = await call('POST', '/rest/api/3/issue', { fields: subtask, properties });
    expect(created).toMatchObject({ status: 201, json: { key: 'DBX-2' } });
    const child = await call('GET', '/rest/api/3/issue/DBX-2?fields=parent&properties=access-desk');
    expect(child.json).toMatchObject({
      fields: { parent: { key: 'DBX-1' } },
      properties: { 'access-desk': { effect: 'e1' } },
    });
    const parent = await call('GET', '/rest/api/3/issue/DBX-1?fields=subtasks');
    expect(parent.json).toMatchObject({
      fields: { subtasks: [{ key: 'DBX-2', fields: { status: { id: '11000' } } }] },
    });
  });

  const missingParent = 'Issue type is a sub-task but parent issue key or id not specified.';
  const wrongFamily = 'Given parent issue does not belong to appropriate hierarchy.';
  it.each([
    ['without a parent', { parent: undefined }, { issuetype: missingParent }],
    ['with the parent as a string', { parent: 'DBX-1' }, { parent: 'data was not an object' }],
    ['with a type that is no sub-task type', { issuetype: { id: '10100' } }, { parentId: wrongFamily }],
    ['below a sub-task', { parent: { key: 'DBX-2' } }, { parentId: wrongFamily }],
    ['in another project', { project: { key: 'DBS' }, issuetype: { id: '10201' } }, { parentId: wrongFamily }],
    ['by the English name of the type', { project: { key: 'DBS' }, issuetype: { name: 'Sub-task' } }, 'issuetype'],
    ['with a field that is not on the screen', { [formFields.source]: 'x' }, formFields.source],
    ['with a label with a space', { labels: ['a b'] }, 'labels'],
    ['with a plain text description', { description: 'text' }, 'description'],
  ])('is refused %s', async (_, change, errors) => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    await call('POST', '/rest/api/3/issue', { fields: subtask });
    const answer = await call('POST', '/rest/api/3/issue', { fields: { ...subtask, ...change } });
    expect(answer.status).toBe(400);
    if (typeof errors === 'string') expect(answer.json).toHaveProperty(['errors', errors]);
    else expect(answer.json).toEqual({ errorMessages: [], errors });
    expect(jira.site.issues.size).toBe(2);
  });

  it('is not idempotent: the same request twice makes two', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    const ids = [];
    for (let index = 0; index < 2; index += 1) {
      ids.push(idOf((await call('POST', '/rest/api/3/issue', { fields: subtask })).json));
    }
    expect(new Set(ids).size).toBe(2);
  });
});

describe('editing and its history', () => {
  it('records who changed what, oldest first, paged', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    jira.site.as(people.rita).edit('DBX-1', { [formFields.target]: 'petra@company.com' });
    jira.clock.ms += 60_000;
    const call = jira.rest(people.desk);
    const edit = {
      fields: { [formFields.scanUc]: { value: 'No' }, [formFields.approvers]: [{ accountId: people.paul }] },
    };
    expect((await call('PUT', '/rest/api/3/issue/DBX-1', edit)).status).toBe(204);
    const first = await call('GET', '/rest/api/3/issue/DBX-1/changelog?maxResults=1');
    expect(first.json).toMatchObject({
      total: 2,
      isLast: false,
      values: [
        {
          author: { accountId: people.rita },
          created: '2026-11-23T10:00:00.000+0100',
          items: [
            {
              field: 'Give access to',
              fieldtype: 'custom',
              fieldId: formFields.target,
              from: null,
              fromString: 'uwe@company.com',
              to: null,
              toString: 'petra@company.com',
            },
          ],
        },
      ],
    });
    const second = await call('GET', '/rest/api/3/issue/DBX-1/changelog?startAt=1');
    expect(second.json).toMatchObject({
      isLast: true,
      values: [
        {
          author: { accountId: people.desk },
          items: [
            { fieldId: formFields.scanUc, to: '10402', toString: 'No' },
            { fieldId: formFields.approvers, to: `[${people.paul}]`, toString: 'Paul Adler' },
          ],
        },
      ],
    });
  });

  it('refuses an ADF document for a single line and text for a multi-line field', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    for (const fields of [{ [formFields.source]: paragraph('x') }, { [formFields.reason]: 'x' }]) {
      expect((await call('PUT', '/rest/api/3/issue/DBX-1', { fields })).status).toBe(400);
    }
    expect(jira.site.findIssue('DBX-1')?.history).toEqual([]);
  });

  it('keeps issue properties: 201, then 200, 404 when missing, nothing in the changelog', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    const path = '/rest/api/3/issue/DBX-1/properties/marker';
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('PUT', path, { run: '1' })).status).toBe(201);
    expect((await call('PUT', path, { run: '2' })).status).toBe(200);
    expect((await call('GET', path)).json).toEqual({ key: 'marker', value: { run: '2' } });
    expect((await call('PUT', path, 'x'.repeat(32_768))).status).toBe(400);
    expect(jira.site.findIssue('DBX-1')?.history).toEqual([]);
  });

  it('links issues by a known link type, with no body to read', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    const link = { inwardIssue: { key: 'DBX-1' }, outwardIssue: { key: 'DBX-2' } };
    expect((await call('POST', '/rest/api/3/issueLink', { ...link, type: { name: 'Verwandt' } })).status).toBe(404);
    const answer = await call('POST', '/rest/api/3/issueLink', { ...link, type: { name: 'Relates' } });
    expect(answer).toMatchObject({ status: 201, json: undefined });
  });
});
