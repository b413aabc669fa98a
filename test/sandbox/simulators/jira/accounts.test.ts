import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { answerOf, fileWish, openJira } from './jira-client.ts';

const deadToken = { authorization: `Basic ${Buffer.from('rita@company.com:revoked').toString('base64')}` };

describe('authentication', () => {
  it('knows an account by e-mail and token', async () => {
    const jira = await openJira();
    const { status, json } = await jira.rest(people.desk)('GET', '/rest/api/3/myself');
    expect(status).toBe(200);
    expect(json).toMatchObject({ accountId: '712020:desk', emailAddress: 'access-desk@company.com' });
  });

  it('tells the site’s own time, not the machine’s', async () => {
    const jira = await openJira();
    const { headers } = await jira.rest(people.desk)('GET', '/rest/api/3/myself');
    expect(headers.get('date')).toBe('Mon, 23 Nov 2026 09:00:00 GMT');
  });

  it('answers 401 to a wrong token and to none', async () => {
    const jira = await openJira();
    for (const headers of [deadToken, {}]) {
      const { status } = await answerOf(await fetch(`${jira.url}/rest/api/3/myself`, { headers }));
      expect(status).toBe(401);
    }
  });

  it('refuses a deactivated account', async () => {
    const jira = await openJira();
    jira.site.account(people.desk).active = false;
    expect((await jira.rest(people.desk)('GET', '/rest/api/3/myself')).status).toBe(401);
  });

  it('can answer a dead token with empty success that only a header gives away', async () => {
    const jira = await openJira({ deadToken: 'anonymous' });
    fileWish(jira, 'DBX');
    const answer = await answerOf(
      await fetch(`${jira.url}/rest/api/3/search/jql`, {
        method: 'POST',
        headers: deadToken,
        body: JSON.stringify({ jql: 'project = DBX' }),
      }),
    );
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ issues: [], isLast: true });
    expect(answer.headers.get('x-seraph-loginreason')).toBe('AUTHENTICATED_FAILED');
    const issue = await answerOf(await fetch(`${jira.url}/rest/api/3/issue/DBX-1`, { headers: deadToken }));
    expect(issue.status).toBe(404);
    expect(issue.headers.get('x-seraph-loginreason')).toBe('AUTHENTICATED_FAILED');
  });
});

describe('people', () => {
  it('leaves the e-mail out where the profile hides it, except for oneself', async () => {
    const jira = await openJira();
    const path = `/rest/api/3/user?accountId=${people.thomas}`;
    expect((await jira.rest(people.desk)('GET', path)).json).not.toHaveProperty('emailAddress');
    expect((await jira.rest(people.thomas)('GET', path)).json).toMatchObject({ emailAddress: 'thomas@company.com' });
  });

  it('does not find a hidden profile by e-mail, or finds it without the e-mail', async () => {
    const jira = await openJira();
    const path = '/rest/api/3/user/search?query=thomas%40company.com';
    expect((await jira.rest(people.desk)('GET', path)).json).toEqual([]);
    jira.site.options.searchFindsHiddenEmail = true;
    const { json } = await jira.rest(people.desk)('GET', path);
    expect(json).toMatchObject([{ accountId: people.thomas }]);
    expect(json).not.toHaveProperty('0.emailAddress');
  });

  it('gives an empty list, not an error, to who may not browse users', async () => {
    const jira = await openJira();
    jira.site.account(people.desk).browseUsers = false;
    const call = jira.rest(people.desk);
    expect(await call('GET', '/rest/api/3/user/search?query=uwe')).toMatchObject({ status: 200, json: [] });
    expect((await call('GET', `/rest/api/3/user?accountId=${people.uwe}`)).status).toBe(403);
  });

  it('lists groups with their ids, 404 for an unknown user', async () => {
    const jira = await openJira();
    const call = jira.rest(people.desk);
    const groups = await call('GET', `/rest/api/3/user/groups?accountId=${people.petra}`);
    expect(groups.json).toContainEqual(
      expect.objectContaining({ groupId: 'group-approvers', name: 'databricks-approvers' }),
    );
    expect((await call('GET', '/rest/api/3/user/groups?accountId=712020:nobody')).status).toBe(404);
  });
});

describe('paths', () => {
  it('answers an unknown path with a problem document', async () => {
    const jira = await openJira();
    const answer = await jira.rest(people.desk)('GET', '/rest/api/3/nothing');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('tells a status by id or name, 404 where no workflow has it', async () => {
    const jira = await openJira();
    const call = jira.rest(people.desk);
    const byId = await call('GET', '/rest/api/3/status/10031');
    expect(byId.json).toMatchObject({ id: '10031', name: 'Waiting for approval' });
    expect((await call('GET', '/rest/api/3/status/Waiting%20for%20approval')).json).toMatchObject({
      name: 'Waiting for approval',
    });
    expect((await call('GET', '/rest/api/3/status/99999')).status).toBe(404);
  });

  it('lists fields with the type in schema.custom', async () => {
    const jira = await openJira();
    const { json } = await jira.rest(people.desk)('GET', '/rest/api/3/field');
    expect(json).toContainEqual(
      expect.objectContaining({
        id: 'customfield_10206',
        schema: expect.objectContaining({
          type: 'array',
          items: 'user',
          custom: 'com.atlassian.jira.plugin.system.customfieldtypes:multiuserpicker',
        }),
      }),
    );
  });
});
