import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { type Answer, answerOf, authorization, fileWish, openJira, type TestJira } from './jira-client.ts';

interface Upload {
  readonly name?: string;
  readonly part?: string;
  readonly files?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
}

async function upload(jira: TestJira, upload: Upload = {}): Promise<Answer> {
  const {
    name = 'plan.csv',
    part = 'file',
    files = 1,
    headers = { 'x-atlassian-token': 'no-check' },
    text = 'a,b',
  } = upload;
  const form = new FormData();
  for (let index = 0; index < files; index += 1) form.append(part, new File([text], name, { type: 'text/csv' }));
  const response = await fetch(`${jira.url}/rest/api/3/issue/DBX-1/attachments`, {
    method: 'POST',
    headers: { authorization: authorization(jira, people.desk), ...headers },
    body: form,
  });
  return answerOf(response);
}

describe('attachments', () => {
  it('are answered with 200 and an array', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const answer = await upload(jira);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject([
      { filename: 'plan.csv', mimeType: 'text/csv', size: 3, author: { accountId: people.desk } },
    ]);
  });

  it('of the same name stay side by side, and both are in the history', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    await upload(jira, { text: 'one' });
    await upload(jira, { text: 'three' });
    const { json } = await jira.rest(people.desk)('GET', '/rest/api/3/issue/DBX-1?fields=attachment');
    expect(json).toMatchObject({
      fields: {
        attachment: [
          { filename: 'plan.csv', size: 3 },
          { filename: 'plan.csv', size: 5 },
        ],
      },
    });
    expect(jira.site.findIssue('DBX-1')?.history.map(({ items }) => items[0]?.fieldId)).toEqual([
      'attachment',
      'attachment',
    ]);
  });

  it.each([
    ['without the XSRF header', { headers: {} }, 403],
    ['in a part of another name', { part: 'upload' }, 400],
    ['larger than the site allows', { text: 'x'.repeat(21) }, 413],
    ['more than 60 at once', { files: 61 }, 413],
  ])('are refused %s', async (_, request, status) => {
    const jira = await openJira({ uploadLimit: 20 });
    fileWish(jira, 'DBX');
    expect((await upload(jira, request)).status).toBe(status);
    expect(jira.site.findIssue('DBX-1')?.attachments).toEqual([]);
  });

  it('tell the limit', async () => {
    const jira = await openJira({ uploadLimit: 20 });
    const { json } = await jira.rest(people.desk)('GET', '/rest/api/3/attachment/meta');
    expect(json).toEqual({ enabled: true, uploadLimit: 20 });
  });

  it('are downloaded from another host by a signed link, which refuses the API token', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    await upload(jira);
    const id = jira.site.findIssue('DBX-1')?.attachments[0]?.id;
    const url = `${jira.url}/rest/api/3/attachment/content/${id}`;
    const headers = { authorization: authorization(jira, people.desk) };
    const redirect = await fetch(url, { headers, redirect: 'manual' });
    expect(redirect.status).toBe(303);
    const link = redirect.headers.get('location') ?? '';
    expect(new URL(link).host).not.toBe(new URL(jira.url).host);
    expect((await fetch(link, { headers })).status).toBe(400);
    // fetch itself drops the header when the redirect leads to another origin.
    expect(await (await fetch(url, { headers })).text()).toBe('a,b');
    const direct = await fetch(`${url}?redirect=false`, { headers: { ...headers, range: 'bytes=1-' } });
    expect([direct.status, await direct.text()]).toEqual([206, ',b']);
  });

  it('are found and removed by id, hidden from who may not see the ticket', async () => {
    const jira = await openJira();
    const issue = fileWish(jira, 'DBS');
    const { id } = jira.site.as(people.agent).attach(issue.key, 'a.txt', 'x');
    const path = `/rest/api/3/attachment/${id}`;
    expect((await jira.rest(people.rita)('GET', path)).status).toBe(404);
    expect((await jira.rest(people.desk)('DELETE', path)).status).toBe(403);
    expect((await jira.rest(people.agent)('DELETE', path)).status).toBe(204);
    expect((await jira.rest(people.agent)('GET', path)).status).toBe(404);
  });
});
