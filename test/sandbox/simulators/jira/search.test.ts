import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { fileWish, openJira, type TestJira } from './jira-client.ts';

const pageSchema = z.object({
  issues: z.array(z.object({ id: z.string(), key: z.string().optional() })),
  nextPageToken: z.string().optional(),
  isLast: z.boolean(),
});

async function find(jira: TestJira, jql: string, more: Record<string, unknown> = {}, accountId: string = people.desk) {
  const { status, json } = await jira.rest(accountId)('POST', '/rest/api/3/search/jql', {
    jql,
    fields: ['key'],
    ...more,
  });
  const page = pageSchema.safeParse(json).data;
  return { status, keys: page?.issues.map(({ key }) => key), page };
}

describe('search', () => {
  it('gives ids only unless fields are asked for', async () => {
    const jira = await openJira();
    const { id } = fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    const bare = await call('POST', '/rest/api/3/search/jql', { jql: 'project = DBX' });
    expect(bare.json).toEqual({ issues: [{ id }], isLast: true });
    const rich = await call('POST', '/rest/api/3/search/jql', { jql: 'project = DBX', fields: ['updated'] });
    expect(rich.json).toMatchObject({
      issues: [{ id, key: 'DBX-1', fields: { updated: '2026-11-23T10:00:00.000+0100' } }],
    });
  });

  it.each([
    'project in (DBX, "DBS") AND issuetype in ("Databricks access", 10200) AND updated >= "-30m" ORDER BY updated ASC',
    "project IN (10100,'10200') and issuetype in (10100, 10200) and updated >= -30m order by updated",
    'project in (DBX, DBS) ORDER BY key ASC',
  ])('understands a sweep: %s', async (jql) => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    fileWish(jira, 'DBS');
    fileWish(jira, 'DBM');
    expect((await find(jira, jql)).keys?.toSorted()).toEqual(['DBS-1', 'DBX-1']);
  });

  it('reads AND inside a quoted name as part of the name', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    const type = jira.site.projects[0]?.issueTypes[0];
    if (type !== undefined) type.name = 'Read and write access';
    expect((await find(jira, 'project = DBX AND issuetype in ("Read and write access", 10101)')).keys).toEqual([
      'DBX-1',
    ]);
  });

  it('leaves out what changed before the window, other types and other projects', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    jira.clock.ms += 31 * 60_000;
    fileWish(jira, 'DBX');
    expect((await find(jira, 'project = DBX AND updated >= "-30m"')).keys).toEqual(['DBX-2']);
    jira.site.as(people.rita).comment('DBX-1', 'still there?');
    expect((await find(jira, 'project = DBX AND updated >= "-30m" ORDER BY key')).keys).toEqual(['DBX-1', 'DBX-2']);
    expect((await find(jira, 'project = DBX AND issuetype = 10101')).keys).toEqual([]);
  });

  it.each([
    '',
    'ORDER BY updated',
    'project = NOPE',
    'text ~ "x"',
    'project = DBX OR project = DBS',
    'issuetype in (Databricks access)',
    'project = DBX ORDER BY votes',
  ])('answers 400 to "%s"', async (jql) => {
    const jira = await openJira();
    expect((await find(jira, jql)).status).toBe(400);
  });

  it('answers 400 for a project the caller may not see', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBS');
    expect((await find(jira, 'project = DBS', {}, people.rita)).status).toBe(400);
  });

  it('pages by token, which is missing on the last page and belongs to its query', async () => {
    const jira = await openJira();
    for (let index = 0; index < 5; index += 1) fileWish(jira, 'DBX');
    const jql = 'project = DBX ORDER BY key ASC';
    const first = await find(jira, jql, { maxResults: 3 });
    expect(first).toMatchObject({ keys: ['DBX-1', 'DBX-2', 'DBX-3'], page: { isLast: false } });
    const nextPageToken = first.page?.nextPageToken;
    const second = await find(jira, jql, { maxResults: 3, nextPageToken });
    expect(second).toMatchObject({ keys: ['DBX-4', 'DBX-5'], page: { isLast: true } });
    expect(second.page).not.toHaveProperty('nextPageToken');
    expect((await find(jira, 'project = DBX', { nextPageToken })).status).toBe(400);
  });

  it('lags behind writes unless told which issues to reconcile', async () => {
    const jira = await openJira({ searchDelayMs: 10_000 });
    const { id } = fileWish(jira, 'DBX');
    const jql = 'project = DBX';
    expect((await find(jira, jql)).keys).toEqual([]);
    expect((await find(jira, jql, { reconcileIssues: [Number(id)] })).keys).toEqual(['DBX-1']);
    jira.clock.ms += 10_000;
    expect((await find(jira, jql)).keys).toEqual(['DBX-1']);
  });
});

describe('limit on writes to one issue', () => {
  it('answers 429 with the reason and when to come back, for that issue only', async () => {
    const jira = await openJira({ limitIssueWrites: true });
    fileWish(jira, 'DBX');
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    const write = (key: string) => call('PUT', `/rest/api/3/issue/${key}/properties/marker`, { at: jira.clock.ms });
    for (let index = 0; index < 20; index += 1) expect((await write('DBX-1')).status).toBeLessThan(300);
    const refused = await write('DBX-1');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(refused.headers.get('ratelimit-reason')).toBe('jira-per-issue-on-write');
    expect((await write('DBX-2')).status).toBe(201);
    expect((await call('GET', '/rest/api/3/issue/DBX-1')).status).toBe(200);
    jira.clock.ms += 2_000;
    expect((await write('DBX-1')).status).toBe(200);
  });

  it('allows 100 in 30 seconds', async () => {
    const jira = await openJira({ limitIssueWrites: true });
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    const statuses = [];
    for (let index = 0; index < 101; index += 1) {
      jira.clock.ms += 150;
      statuses.push((await call('PUT', '/rest/api/3/issue/DBX-1/properties/marker', { index })).status);
    }
    expect(statuses.filter((status) => status === 429)).toEqual([429]);
    expect(statuses.at(-1)).toBe(429);
  });
});
