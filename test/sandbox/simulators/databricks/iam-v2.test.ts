import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { addMembers, iam, running, scim } from './running-account.ts';

const nested = () =>
  accountModel()
    .user('Ann Lee', 'ann@company.com', { id: '9007199254740993', externalId: 'ext-ann' })
    .user('Bo Lind', 'bo@company.com', { id: '12' })
    .group('inner', {
      id: '9007199254740995',
      externalId: 'ext-inner',
      members: ['ann@company.com'],
      localMembers: ['bo@company.com'],
    })
    .group('outer', { id: '22', members: ['inner', 'loop'] })
    .group('loop', { id: '23', members: ['outer'] })
    .build();

const parentsPage = z.object({
  transitive_parent_groups: z
    .array(z.strictObject({ account_id: z.string(), group_id: z.string(), external_id: z.string().optional() }))
    .optional(),
  next_page_token: z.string().optional(),
});

describe('transitive parent groups', () => {
  it('come as string ids without names, through cycles, page by page', async () => {
    const account = await running(nested(), { iamPageSize: 2 });
    const found: string[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const query = token === undefined ? '' : `&page_token=${token}`;
      const answer = await account.get(
        `${iam}/principals/9007199254740993/transitive-parent-groups?page_size=1000${query}`,
      );
      const page = parentsPage.parse(answer.json);
      found.push(...(page.transitive_parent_groups ?? []).map(({ group_id }) => group_id));
      token = page.next_page_token;
      pages += 1;
    } while (token !== undefined);
    expect(pages).toBe(2);
    expect(found.toSorted()).toEqual([account.model.idOf('account users'), '22', '23', '9007199254740995'].toSorted());
  });

  it('of nobody are 404, and a made-up page token is 400', async () => {
    const account = await running(nested());
    expect((await account.get(`${iam}/principals/999/transitive-parent-groups`)).status).toBe(404);
    const forged = await account.get(`${iam}/principals/12/transitive-parent-groups?page_token=xyz`);
    expect(forged.status).toBe(400);
  });

  it('lag behind a write like every read', async () => {
    const account = await running(nested());
    const group = account.model.idOf('loop');
    await account.send('PATCH', `${scim}/Groups/${group}`, addMembers('12'));
    account.model.removeMember('22', '23');
    account.model.removeMember('9007199254740995', '12');
    const path = `${iam}/principals/12/transitive-parent-groups`;
    expect((await account.get(path)).text).not.toContain('"23"');
    account.advance(15_000);
    expect((await account.get(path)).text).toContain('"23"');
  });
});

describe('direct members', () => {
  it('carry ids as exact JSON numbers and the source of each membership', async () => {
    const account = await running(nested());
    const answer = await account.get(`${iam}/groups/9007199254740995/direct-members`);
    expect(answer.text).toContain(
      '{"group_id":9007199254740995,"principal_id":9007199254740993,"principal_type":"USER","membership_source":"IDENTITY_PROVIDER","display_name":"Ann Lee","external_id":"ext-ann"}',
    );
    expect(answer.text).toContain(
      '{"group_id":9007199254740995,"principal_id":12,"principal_type":"USER","membership_source":"INTERNAL","display_name":"Bo Lind"}',
    );
  });

  it('tell who is only inherited by a 404', async () => {
    const account = await running(nested());
    expect((await account.get(`${iam}/groups/9007199254740995/direct-members/12`)).status).toBe(200);
    expect((await account.get(`${iam}/groups/22/direct-members/12`)).status).toBe(404);
  });
});

describe('the API as a whole', () => {
  it('names a group by string id', async () => {
    const account = await running(nested());
    expect((await account.get(`${iam}/groups/9007199254740995`)).json).toEqual({
      group_id: '9007199254740995',
      group_name: 'inner',
      account_id: account.accountId,
      external_id: 'ext-inner',
    });
  });

  it.each([
    ['off404', 404, 'ENDPOINT_NOT_FOUND'],
    ['off403', 403, 'PERMISSION_DENIED'],
  ] as const)('can be missing: %s', async (iamV2, status, errorCode) => {
    const account = await running(nested(), { iamV2 });
    for (const path of ['groups/22', 'groups/22/direct-members', 'principals/12/transitive-parent-groups']) {
      const answer = await account.get(`${iam}/${path}`);
      expect(answer.status).toBe(status);
      expect(answer.json).toMatchObject({ error_code: errorCode });
    }
  });
});
