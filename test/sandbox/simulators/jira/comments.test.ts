import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { fileWish, idOf, openJira, paragraph } from './jira-client.ts';

const internal = [{ key: 'sd.public.comment', value: { internal: true } }];
const platform = '/rest/api/3/issue/DBS-1/comment';
const portal = '/rest/servicedeskapi/request/DBS-1/comment';

describe('comments on a service desk', () => {
  it('are public unless marked internal', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBS');
    const call = jira.rest(people.desk);
    expect((await call('POST', platform, { body: paragraph('open') })).json).toMatchObject({ jsdPublic: true });
    const hidden = await call('POST', platform, { body: paragraph('secret'), properties: internal });
    expect(hidden).toMatchObject({ status: 201, json: { jsdPublic: false } });
    expect(
      jira.site
        .as(people.rita)
        .view('DBS-1')
        .comments.map(({ text }) => text),
    ).toEqual(['open']);
    expect(
      jira.site
        .as(people.petra)
        .view('DBS-1')
        .comments.map(({ text }) => text),
    ).toEqual(['open', 'secret']);
  });

  it('of customers are always public', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBS');
    const rita = jira.rest(people.rita);
    expect((await rita('POST', platform, { body: paragraph('x') })).status).toBe(404);
    expect((await rita('POST', portal, { body: 'psst', public: false })).status).toBe(403);
    expect((await rita('POST', portal, { body: 'status?' })).status).toBe(400);
    const said = await rita('POST', portal, { body: 'status?', public: true });
    expect(said).toMatchObject({ status: 201, json: { public: true, author: { accountId: people.rita } } });
  });

  it('are filtered by public=false and kept from customers', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBS');
    const desk = jira.rest(people.desk);
    await desk('POST', portal, { body: 'open', public: true });
    await desk('POST', portal, { body: 'secret', public: false });
    expect((await desk('GET', `${portal}?public=false`)).json).toMatchObject({ size: 1, values: [{ body: 'secret' }] });
    expect((await jira.rest(people.rita)('GET', portal)).json).toMatchObject({ size: 1, values: [{ body: 'open' }] });
  });
});

describe('comments in a plain project', () => {
  it('ignore the internal mark; only visibility hides them', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const desk = jira.rest(people.desk);
    const path = '/rest/api/3/issue/DBX-1/comment';
    const marked = await desk('POST', path, { body: paragraph('marked'), properties: internal });
    expect(marked.json).toMatchObject({ jsdPublic: true });
    const forIt = { type: 'role', value: 'IT Staff' };
    expect((await desk('POST', path, { body: paragraph('for IT'), visibility: forIt })).status).toBe(201);
    const unknown = { type: 'role', value: 'Nobody' };
    expect((await jira.rest(people.rita)('POST', path, { body: paragraph('x'), visibility: forIt })).status).toBe(400);
    expect((await desk('POST', path, { body: paragraph('x'), visibility: unknown })).status).toBe(400);
    expect((await jira.rest(people.rita)('GET', path)).json).toMatchObject({ total: 1 });
    expect((await jira.rest(people.petra)('GET', path)).json).toMatchObject({ total: 2 });
    const issue = await jira.rest(people.rita)('GET', '/rest/api/3/issue/DBX-1?fields=comment');
    expect(issue.json).toMatchObject({ fields: { comment: { total: 1 } } });
  });

  it('are paged and ordered', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    for (const text of ['one', 'two', 'three']) jira.site.as(people.rita).comment('DBX-1', text);
    const call = jira.rest(people.desk);
    const newest = await call('GET', '/rest/api/3/issue/DBX-1/comment?orderBy=-created&maxResults=1&startAt=1');
    expect(newest.json).toMatchObject({ total: 3, startAt: 1, comments: [{ body: paragraph('two') }] });
    expect((await call('GET', '/rest/api/3/issue/DBX-1/comment?orderBy=+created')).status).toBe(200);
  });

  it('carry properties that can be read again one by one or with the list', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    const properties = [{ key: 'access-desk', value: { id: 'plan-1' } }];
    const made = await call('POST', '/rest/api/3/issue/DBX-1/comment', { body: paragraph('plan'), properties });
    const path = `/rest/api/3/comment/${idOf(made.json)}/properties`;
    expect((await call('GET', `${path}/access-desk`)).json).toEqual({ key: 'access-desk', value: { id: 'plan-1' } });
    expect((await call('GET', `${path}/other`)).status).toBe(404);
    const list = '/rest/api/3/issue/DBX-1/comment';
    expect((await call('GET', list)).json).not.toHaveProperty('comments.0.properties');
    expect((await call('GET', `${list}?expand=properties`)).json).toMatchObject({ comments: [{ properties }] });
  });

  it('can be withdrawn by their author only', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const { id } = jira.site.as(people.rita).comment('DBX-1', 'mine');
    const path = `/rest/api/3/issue/DBX-1/comment/${id}`;
    expect((await jira.rest(people.desk)('DELETE', path)).status).toBe(400);
    expect((await jira.rest(people.rita)('DELETE', path)).status).toBe(204);
    expect(jira.site.findIssue('DBX-1')?.comments).toEqual([]);
  });

  it.each([
    ['a string', 'hello'],
    ['text outside a paragraph', { type: 'doc', version: 1, content: [{ type: 'text', text: 'x' }] }],
    ['too long a text', paragraph('x'.repeat(32_768))],
  ])('are refused with %s as body', async (_, body) => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    expect((await jira.rest(people.desk)('POST', '/rest/api/3/issue/DBX-1/comment', { body })).status).toBe(400);
  });
});
