import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { running, scim } from './running-account.ts';

const story = () =>
  accountModel()
    .user('Ann Lee', 'ann@company.com', { id: '11' })
    .group('team', { id: '22', externalId: 'ext', members: ['ann@company.com'] })
    .build();

describe('what a test changes while the account runs', () => {
  it('is seen by the next read', async () => {
    const { model, get } = await running(story());
    model.setActive('11', false);
    model.rename('11', 'Ann Moe');
    expect((await get(`${scim}/Users/11`)).json).toMatchObject({ active: false, displayName: 'Ann Moe' });
    model.setExternalId('22', undefined);
    model.setRoles('22', ['account_admin']);
    const group = (await get(`${scim}/Groups/22`)).json;
    expect(group).not.toHaveProperty('externalId');
    expect(group).toMatchObject({ roles: [{ value: 'account_admin', type: 'direct' }] });
    model.addUser({ id: '12', userName: 'new@company.com', emails: [], active: true, roles: [] });
    model.addMember('22', '12');
    model.remove('11');
    expect((await get(`${scim}/Users/11`)).status).toBe(404);
    expect((await get(`${scim}/Groups/22`)).json).toMatchObject({ members: [{ value: '12', $ref: 'Users/12' }] });
  });

  it('leaves the given account as it was', async () => {
    const given = story();
    const { model } = await running(given);
    model.rename('22', 'other');
    model.removeMember('22', '11');
    expect(given).toEqual(story());
  });

  it('must name somebody', async () => {
    const { model } = await running(story());
    expect(() => model.addMember('22', '99')).toThrow(RangeError);
    expect(() => model.addMember('11', '11')).toThrow(RangeError);
    expect(() => model.idOf('nobody')).toThrow(RangeError);
    expect(() =>
      accountModel()
        .group('g', { members: ['nobody'] })
        .build(),
    ).toThrow(RangeError);
  });
});
