import { describe, expect, it } from 'vitest';
import { groups, oauthClient, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { findUserByName, findUsersByName, knowsPerson } from '#shared/adapters/servicenow/people.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import { openDesk, withApproval } from './desk.ts';
import { users as everybody, id, ids, openKit, siteAt, user } from './kit.ts';

describe('a person', () => {
  it('is read by sys_id', async () => {
    await using desk = await openDesk();
    expect(await desk.tickets.readPerson(users.petra)).toEqual({
      id: users.petra,
      displayName: 'Petra Boss',
      emails: ['petra@company.com'],
      isApp: false,
      active: true,
    });
    expect((await desk.tickets.readPerson(users.automation))?.isApp).toBe(true);
  });

  it('may have no e-mail, and may have left', async () => {
    await using desk = await openDesk();
    const uwe = desk.serviceNow.instance.user(users.uwe);
    uwe.email = '';
    uwe.active = false;
    expect(await desk.tickets.readPerson(users.uwe)).toMatchObject({ emails: [], active: false });
  });

  it('is null when unknown', async () => {
    await using desk = await openDesk();
    expect(await desk.tickets.readPerson(id('ff'))).toBeNull();
    expect(await desk.tickets.readPerson('petra')).toBeNull();
  });

  it('is found by user name, in any case', async () => {
    await using kit = await openKit();
    expect(await findUserByName(kit.site, 'RITA')).toMatchObject({ userName: 'rita', person: { id: ids.rita } });
    for (const name of ['nobody', 'a^b', '', 'javascript:gs.getUserName()']) {
      expect(await findUserByName(kit.site, name)).toBeNull();
    }
    const asked = kit.requests().map(({ query }) => query.get('sysparm_query')?.replace(/\^ORDERBY.*/, ''));
    expect(asked).toEqual(['user_name=RITA', 'user_name=nobody', 'user_nameLIKEa', 'user_nameLIKEgs.getUserName']);
  });

  it.each([
    'rita_partner.com#EXT#@company.onmicrosoft.com',
    'Klein, Rita (external)!',
    "o'hara/x&y;~$*",
    'CN=Rita Klein,OU=Sales',
    'a^b',
    ' rita',
    'r'.repeat(100),
  ])('is found by the user name %j', async (userName) => {
    await using desk = await openDesk();
    desk.serviceNow.instance.user(users.anna).userName = `${userName}.other`;
    desk.serviceNow.instance.user(users.rita).userName = userName;
    const site = siteAt(desk.stage, desk.clock, oauthClient);
    expect((await findUsersByName(site, userName)).map(({ person }) => person.id)).toEqual([users.rita]);
    expect(desk.serviceNow.instance.scriptsRun).toEqual([]);
  });

  it('is everybody a record may mean that keeps 40 characters of a name', async () => {
    const stem = 'x'.repeat(36);
    const names = [`${stem}y#EXT#@a.com`, `${stem}Y#ext#@b.com`, `${stem}z#EXT#@a.com`];
    const sys_user = names.map((name, index) => user(id(`f${index}`), name));
    await using kit = await openKit({ sys_user });
    const found = async (name: string) => (await findUsersByName(kit.site, name)).map(({ person }) => person.id);
    expect(await found(`${stem}y#EX`)).toEqual([id('f0'), id('f1')]);
    expect(await found(stem)).toEqual([]);
  });

  it('is not searched for where no piece of the name can be', async () => {
    await using kit = await openKit();
    await expect(findUsersByName(kit.site, '^=^')).rejects.toThrow(TicketSystemRefused);
    expect(kit.requests()).toEqual([]);
  });

  it('is nobody where two have the name', async () => {
    await using kit = await openKit({ sys_user: [...everybody, user(id('ee'), 'Rita')] });
    expect(await findUserByName(kit.site, 'rita')).toBeNull();
  });
});

describe('an e-mail address', () => {
  it('is known when exactly one active person has it', async () => {
    await using desk = await openDesk();
    const { instance } = desk.serviceNow;
    expect(await desk.tickets.knowsPerson(' UWE@company.com ')).toBe(true);
    for (const email of ['uwe@company.co', 'Uwe', '', 'uwe@company.com^NQemailLIKE@', 'automation@company.com']) {
      expect(await desk.tickets.knowsPerson(email)).toBe(false);
    }
    instance.user(users.anna).email = 'Uwe@Company.com';
    expect(await desk.tickets.knowsPerson('uwe@company.com')).toBe(false);
    instance.user(users.anna).active = false;
    expect(await desk.tickets.knowsPerson('uwe@company.com')).toBe(true);
  });

  it('is not known because the instance left a condition out', async () => {
    await using kit = await openKit({ sys_user: everybody.map(({ email: _, ...rest }) => rest) });
    await expect(knowsPerson(kit.site, 'uwe@company.com')).rejects.toThrow(TicketSystemRefused);
  });
});

describe('a group', () => {
  it('has its members', async () => {
    await using desk = await openDesk();
    const isIn = (group: string, person: string) => desk.tickets.isGroupMember(group, person);
    expect(await isIn(groups.approvers, users.petra)).toBe(true);
    expect(await isIn(groups.approvers, users.rita)).toBe(false);
    expect(await isIn('databricks-approvers', users.petra)).toBe(false);
    expect(await isIn(groups.approvers, 'petra')).toBe(false);
    expect(await isIn(id('ff'), users.petra)).toBe(false);
  });

  it('that approves counts those who stand in for a member, and only while they are one', async () => {
    await using desk = await openDesk();
    const delegates = { [users.petra]: [users.agent], [users.anna]: [users.ines] };
    const tickets = desk.with(withApproval(desk.stage, { delegates }));
    expect(await tickets.isGroupMember(groups.approvers, users.agent)).toBe(true);
    expect(await tickets.isGroupMember(groups.approvers, users.ines)).toBe(false);
    expect(await tickets.isGroupMember(groups.identityTeam, users.agent)).toBe(false);
    const approvers = desk.serviceNow.instance.groups.find(({ sysId }) => sysId === groups.approvers);
    approvers?.members.splice(0, 1);
    expect(await tickets.isGroupMember(groups.approvers, users.agent)).toBe(false);
  });
});
