import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { running, scim } from './running-account.ts';

const page = z.object({
  totalResults: z.number(),
  itemsPerPage: z.number(),
  Resources: z.array(z.looseObject({ id: z.string() })).optional(),
});

const people = () =>
  accountModel()
    .user('Ann "A" Lee', 'Ann.Lee@Company.com', { id: '9007199254740993', externalId: 'e-1', roles: ['account_admin'] })
    .user('Bo', 'bo@company.com', { emails: [] })
    .servicePrincipal('etl', 'aaaa0000-0000-4000-8000-000000000001', { id: '42' })
    .group('team', { members: ['bo@company.com'] })
    .build();

const find = (kind: string, filter: string) => `${scim}/${kind}?filter=${encodeURIComponent(filter)}`;

describe('a user', () => {
  it('carries what is there and no groups; what is absent is really absent', async () => {
    const account = await running(people());
    expect((await account.get(`${scim}/Users/9007199254740993`)).json).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: '9007199254740993',
      userName: 'Ann.Lee@Company.com',
      displayName: 'Ann "A" Lee',
      active: true,
      name: { givenName: 'Ann', familyName: '"A" Lee' },
      emails: [{ type: 'work', value: 'Ann.Lee@Company.com', primary: true }],
      externalId: 'e-1',
      roles: [{ value: 'account_admin' }],
    });
    const bo = await account.get(`${scim}/Users/${account.model.idOf('bo@company.com')}`);
    const keys = Object.keys(z.record(z.string(), z.unknown()).parse(bo.json)).toSorted();
    expect(keys).toEqual(['active', 'displayName', 'id', 'name', 'schemas', 'userName']);
  });

  it('is a SCIM 404 when nobody has the id', async () => {
    const account = await running(people());
    const answer = await account.get(`${scim}/Users/42`);
    expect(answer.status).toBe(404);
    expect(answer.json).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      detail: 'User with id 42 not found.',
      status: '404',
    });
  });
});

describe('a filter', () => {
  it.each([
    ['Users', 'userName eq "ann.lee@company.com"', 1],
    ['Users', 'emails.value eq "ANN.LEE@company.com"', 1],
    ['Users', 'displayName eq "ann \\"A\\" lee"', 1],
    ['Users', 'userName sw "bo"', 1],
    ['Users', 'id eq "9007199254740993"', 1],
    ['Users', 'userName eq "nobody"', 0],
    ['ServicePrincipals', 'applicationId eq "aaaa0000-0000-4000-8000-000000000001"', 1],
    ['ServicePrincipals', 'displayName eq "ETL"', 1],
    ['ServicePrincipals', 'id eq "42"', 1],
  ])('%s: %s finds %i', async (kind, filter, hits) => {
    const account = await running(people());
    const answer = page.parse((await account.get(find(kind, filter))).json);
    expect([answer.totalResults, answer.Resources?.length]).toEqual([hits, hits || undefined]);
  });

  it.each([
    "userName eq 'bo@company.com'",
    'userName eq "a" or userName eq "b"',
    'userName eq "a"b"',
    'externalId eq "e-1"',
    '',
  ])('that cannot be parsed is 400 invalidFilter: %s', async (filter) => {
    const account = await running(people());
    const answer = await account.get(find('Users', filter));
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ scimType: 'invalidFilter' });
  });
});

describe('a list', () => {
  const crowd = () => {
    const builder = accountModel();
    for (let n = 0; n < 205; n += 1) builder.user(`User ${n}`, `user${n}@company.com`);
    return builder.build();
  };

  it('gives 100 at most, whatever count says, from startIndex 1 on', async () => {
    const account = await running(crowd());
    const seen: string[] = [];
    for (const [startIndex, length] of [
      [1, 100],
      [101, 100],
      [201, 5],
    ] as const) {
      const answer = page.parse((await account.get(`${scim}/Users?startIndex=${startIndex}&count=5000`)).json);
      expect([answer.totalResults, answer.itemsPerPage]).toEqual([205, length]);
      seen.push(...(answer.Resources ?? []).map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(205);
  });

  it('has no Resources at all past the end', async () => {
    const account = await running(crowd());
    expect((await account.get(`${scim}/Users?startIndex=206`)).json).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 205,
      startIndex: 206,
      itemsPerPage: 0,
    });
  });

  it('gives the attributes asked for', async () => {
    const account = await running(people());
    const answer = page.parse((await account.get(`${scim}/Users?attributes=userName,emails.value&count=1`)).json);
    expect(Object.keys(answer.Resources?.[0] ?? {}).toSorted()).toEqual(['emails', 'id', 'schemas', 'userName']);
  });
});
