import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ConfigurationInvalid } from '#shared/errors.ts';
import { scriptedServer } from '../http/scripted-server.ts';
import { calls, clientAt, errorOf, found, insert, read, record, remove, token, update } from './client-under-test.ts';

describe('what is sent', () => {
  it('reads, inserts, changes and removes, with nothing but JSON asked for and no cookie kept', async () => {
    const cookie = { 'set-cookie': 'JSESSIONID=1; Path=/' };
    await using server = await scriptedServer(
      token('one'),
      { status: 200, headers: cookie, json: { result: { sys_id: '1' } } },
      { status: 201, json: { result: { sys_id: '2' } } },
      { status: 201, json: { result: { sys_id: '3' } } },
      found,
      { status: 204 },
    );
    const client = clientAt(server.url);
    const query = { sysparm_limit: 3, sysparm_query: 'a=b^c=d e' };
    await client.read({ what: 'x', path: '/api/now/table/thing', query }, record);
    expect(await insert(client)).toEqual({ sys_id: '2' });
    const bytes = { content: new Uint8Array([0xef, 0xbb, 0xbf, 97]), type: 'text/csv; charset=utf-8' };
    await client.insert({ what: 'x', path: '/api/now/attachment/file', query: { file_name: 'a.csv' }, bytes }, record);
    await update(client);
    await remove(client);

    expect(calls(server)).toEqual([
      'POST /oauth_token.do',
      'GET /api/now/table/thing?sysparm_limit=3&sysparm_query=a%3Db%5Ec%3Dd%20e',
      'POST /api/now/table/thing',
      'POST /api/now/attachment/file?file_name=a.csv',
      'PATCH /api/now/table/thing/1',
      'DELETE /api/now/table/thing/1',
    ]);
    const [, ...api] = server.seen;
    for (const { headers } of api) {
      expect(headers).toMatchObject({
        accept: 'application/json',
        authorization: 'Bearer one',
        'user-agent': 'access-desk/1.2.3',
      });
      expect(headers.cookie).toBeUndefined();
    }
    expect(api.map(({ headers }) => headers['content-type'])).toEqual([
      undefined,
      'application/json',
      'text/csv; charset=utf-8',
      'application/json',
      undefined,
    ]);
    expect(api[2]?.body).toBe('\uFEFFa');
  });

  it('goes nowhere but to the instance, and there by https', async () => {
    for (const url of ['http://acme.service-now.com', 'nonsense', 'https://a:b@acme.service-now.com']) {
      expect(await errorOf(read(clientAt(url, { userName: 'a', password: 'b' })))).toBeInstanceOf(ConfigurationInvalid);
    }
  });
});

describe('a page of a list', () => {
  it('tells how many rows there are, if the instance does', async () => {
    const rows = { status: 200, json: { result: [{ sys_id: '1' }] } };
    const counted = { ...rows, headers: { 'x-total-count': '12' } };
    await using server = await scriptedServer(token('one'), counted, rows);
    const client = clientAt(server.url);
    const call = { what: 'x', path: '/api/now/table/thing' };
    expect(await client.readPage(call, z.array(record))).toEqual({ rows: [{ sys_id: '1' }], total: 12 });
    expect((await client.readPage(call, z.array(record))).total).toBeNull();
  });
});
