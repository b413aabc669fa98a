import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { openDesk } from './desk.ts';

describe('a person', () => {
  it('is read with the e-mail the profile shows', async () => {
    await using desk = await openDesk();
    const petra = await desk.tickets.readPerson(people.petra);
    expect(petra).toEqual({
      id: people.petra,
      displayName: 'Petra Boss',
      emails: ['petra@company.com'],
      isApp: false,
      active: true,
    });
    expect((await desk.tickets.readPerson(people.thomas))?.emails).toEqual([]);
  });

  it('may be an app, or a customer of the portal', async () => {
    await using desk = await openDesk();
    expect((await desk.tickets.readPerson(people.automation))?.isApp).toBe(true);
    expect((await desk.tickets.readPerson(people.customer))?.isApp).toBe(false);
  });

  it('is null when unknown', async () => {
    await using desk = await openDesk();
    expect(await desk.tickets.readPerson('712020:nobody')).toBeNull();
  });

  it('is in a group by its id', async () => {
    await using desk = await openDesk();
    const isIn = (group: string, person: string) => desk.tickets.isGroupMember(group, person);
    expect(await isIn('group-approvers', people.petra)).toBe(true);
    expect(await isIn('databricks-approvers', people.petra)).toBe(false);
    expect(await isIn('group-approvers', people.rita)).toBe(false);
    expect(await isIn('group-approvers', '712020:nobody')).toBe(false);
  });
});

describe('an e-mail address', () => {
  it('is known when exactly one active person has it', async () => {
    await using desk = await openDesk();
    const { accounts } = desk.jira.site;
    expect(await desk.tickets.knowsPerson('UWE@company.com ')).toBe(true);
    expect(await desk.tickets.knowsPerson('uwe@company.co')).toBe(false);
    expect(await desk.tickets.knowsPerson('nobody@company.com')).toBe(false);
    expect(await desk.tickets.knowsPerson('Uwe')).toBe(false);
    const uwe = accounts.find(({ accountId }) => accountId === people.uwe);
    if (uwe) accounts.push({ ...uwe, accountId: '712020:uwe-2' });
    expect(await desk.tickets.knowsPerson('uwe@company.com')).toBe(false);
    for (const account of accounts) if (account.accountId === '712020:uwe-2') account.active = false;
    expect(await desk.tickets.knowsPerson('uwe@company.com')).toBe(true);
  });

  it('may belong to a profile that hides it', async () => {
    await using desk = await openDesk({ searchFindsHiddenEmail: true });
    expect(await desk.tickets.knowsPerson('thomas@company.com')).toBe(true);
  });
});
