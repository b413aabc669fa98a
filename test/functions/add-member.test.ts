import { describe, expect, it } from 'vitest';
import { addMember } from '#functions/add-member/handler.ts';
import { additionEffect } from '#functions/common/note-additions.ts';
import { remembered } from '#functions/common/remembered.ts';
import { reportAdditions } from '#functions/report-additions/handler.ts';
import type { Group } from '#shared/domain/group.ts';
import { DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable, EffectUnsettled } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { thomas, uwe } from '#test/builders/plan.ts';
import { add, group, preparedDesk, removeMember, results } from './additions.ts';

const newDesk = desks();

/** A group that opens the whole account, with one group in it. */
function ownersAround(groupId: string): Group {
  const members = [{ kind: 'group' as const, id: groupId }];
  return { id: '199', name: 'account-owners', externalId: null, roles: ['account_admin'], members, memberCount: 1 };
}

/** A write without a clear answer is open for a minute. */
const COME_BACK = { next: 'wait', waitSeconds: 60 };

describe('AddMember', () => {
  it('adds what was approved, at most one a second', async () => {
    const desk = await preparedDesk(newDesk);
    const before = desk.now().getTime();
    expect(await add(desk)).toEqual({ next: 'done', waitSeconds: 0 });
    expect(desk.directory.writes).toEqual(['104 7002', '105 7002']);
    expect(desk.now().getTime() - before).toBe(1000);
    expect(await results(desk)).toEqual(['104 accepted, not yet confirmed', '105 accepted, not yet confirmed']);
    await add(desk);
    expect(desk.directory.writes).toHaveLength(2);
  });

  it.each([
    ['gone', { id: 'another' }],
    ['deactivated', { active: false }],
    ['called otherwise', { name: 'uwe.becker@company.com' }],
  ])('writes nothing more from the chunk on before which the target was %s, whatever it is later', async (_case, change) => {
    const desk = await preparedDesk(newDesk);
    const { account } = desk.directory;
    const before = account.principals;
    account.principals = before.map((one) => (one.id === uwe.id ? { ...one, ...change } : one));
    expect(await add(desk)).toEqual({ next: 'target changed', waitSeconds: 0 });
    account.principals = before;
    expect(await add(desk)).toEqual({ next: 'target changed', waitSeconds: 0 });
    expect(await reportAdditions(desk.invocation())({ ...desk.input, error: 'none' })).toEqual({
      outcome: 'target changed',
    });
    expect(desk.directory.writes).toEqual([]);
  });

  it('waits for its turn behind other runs, and keeps it', async () => {
    const desk = await preparedDesk(newDesk);
    await desk.store.takeSlots(`databricks account-${desk.key.ticketId}`, 40);
    expect(await add(desk)).toEqual({ next: 'wait', waitSeconds: 40 });
    desk.advance(20);
    expect(await add(desk)).toEqual({ next: 'wait', waitSeconds: 20 });
    expect(desk.directory.writes).toEqual([]);
    desk.advance(20);
    expect(await add(desk)).toMatchObject({ next: 'done' });
    expect(await desk.store.takeSlots(`databricks account-${desk.key.ticketId}`, 1)).toBeGreaterThanOrEqual(
      Math.floor(desk.now().getTime() / 1000),
    );
  });

  it('reports what Databricks refuses, and goes on', async () => {
    const desk = await preparedDesk(newDesk);
    desk.directory.fault = (call) =>
      call.startsWith('addMember 104')
        ? new DirectoryRefused({ what: 'adding', status: 403, detail: 'only accessible by admins' })
        : undefined;
    await add(desk);
    const expected = ['104 refused: only accessible by admins', '105 accepted, not yet confirmed'];
    expect(await results(desk)).toEqual(expected);
    desk.directory.fault = () => undefined;
    await add(desk);
    expect(await results(desk)).toEqual(expected);
  });

  it.each([
    [
      'gone',
      (desk: Desk) => {
        const { account } = desk.directory;
        account.groups = account.groups.filter(({ id }) => id !== '104');
      },
      'not written: the group is gone',
    ],
    [
      'renamed',
      (desk: Desk) => Object.assign(group(desk, '104'), { name: 'other' }),
      'not written: renamed from npb-platform-users to other',
    ],
    [
      'external',
      (desk: Desk) => Object.assign(group(desk, '104'), { externalId: 'entra' }),
      'not written: now managed by the identity provider',
    ],
    [
      'role-bearing',
      (desk: Desk) => void group(desk, '104').roles.push('account_admin'),
      'not written: now carries role account_admin',
    ],
    [
      'one the source left',
      (desk: Desk) => removeMember(desk, '104', thomas.id),
      'not written: the source is no longer a member',
    ],
    [
      'leading further',
      (desk: Desk) => desk.directory.account.groups.push(ownersAround('104')),
      'not written: now leads to account-owners',
    ],
    [
      'one the target is in',
      (desk: Desk) => void group(desk, '104').members.push({ kind: 'user', id: uwe.id }),
      'already member',
    ],
  ])('looks once more: a group that is %s meanwhile is not written', async (_case, change, expected) => {
    const desk = await preparedDesk(newDesk);
    change(desk);
    await add(desk);
    expect(await results(desk)).toEqual([`104 ${expected}`, '105 accepted, not yet confirmed']);
    expect(desk.directory.writes).toEqual(['105 7002']);
  });

  const conflict = () => new DirectoryUnavailable({ what: 'adding', status: 409 });

  it('tries again at once where somebody else changes the group at the same moment', async () => {
    const desk = await preparedDesk(newDesk);
    let conflicts = 2;
    desk.directory.fault = (call) => (call.startsWith('addMember 104') && conflicts-- > 0 ? conflict() : undefined);
    const before = desk.now().getTime();
    expect(await add(desk)).toEqual({ next: 'done', waitSeconds: 0 });
    expect(desk.now().getTime() - before).toBe(3_000);
    expect(desk.directory.writes).toEqual(['104 7002', '105 7002']);
    expect(await results(desk)).toEqual(['104 accepted, not yet confirmed', '105 accepted, not yet confirmed']);
  });

  it('looks before it tries again, and comes back for the rest after three conflicts', async () => {
    const desk = await preparedDesk(newDesk);
    let tries = 0;
    desk.directory.fault = (call) => {
      if (!call.startsWith('addMember 104')) return undefined;
      tries += 1;
      return conflict();
    };
    expect(await add(desk)).toEqual(COME_BACK);
    expect(tries).toBe(3);
    desk.advance(60);
    desk.directory.fault = (call) => {
      if (!call.startsWith('addMember 104')) return undefined;
      group(desk, '104').externalId = 'entra';
      return conflict();
    };
    await add(desk);
    expect(await results(desk)).toEqual([
      '104 not written: now managed by the identity provider',
      '105 accepted, not yet confirmed',
    ]);
  });

  it.each([
    ['a conflict', conflict],
    ['a rate limit', () => new DirectoryRateLimited({ what: 'adding', retryAfterSeconds: 30 })],
  ])('takes no credit for what somebody else added while Databricks answered with %s', async (_case, failure) => {
    const desk = await preparedDesk(newDesk);
    desk.directory.fault = (call) => {
      if (!call.startsWith('addMember 104')) return undefined;
      group(desk, '104').members.push({ kind: 'user', id: uwe.id });
      return failure();
    };
    await add(desk);
    desk.advance(60);
    await add(desk);
    expect(await results(desk)).toEqual(['104 already member', '105 accepted, not yet confirmed']);
    const recorded = (await desk.archive.linesOf(desk.key)).filter((line) => line.includes('"groupId":"104"'));
    expect(recorded.join()).toContain('"outcome":"already member"');
    expect(recorded.join()).not.toContain('"outcome":"accepted"');
    expect(desk.directory.writes).toEqual(['105 7002']);
  });

  it('takes what is there after 503 with a time to wait for its own: it may have been taken', async () => {
    const desk = await preparedDesk(newDesk);
    let first = true;
    desk.directory.fault = (call) => {
      if (!first || !call.startsWith('addMember 104')) return undefined;
      first = false;
      group(desk, '104').members.push({ kind: 'user', id: uwe.id });
      return new DirectoryRateLimited({ what: 'adding', retryAfterSeconds: 30, status: 503 });
    };
    await add(desk);
    desk.advance(90);
    await add(desk);
    expect(await results(desk)).toEqual(['104 accepted, not yet confirmed', '105 accepted, not yet confirmed']);
    expect(desk.directory.writes).toEqual(['105 7002']);
  });

  it.each(['applied', 'dropped'] as const)('knows after an answer that was lost whether it was %s', async (fate) => {
    const desk = await preparedDesk(newDesk);
    let first = true;
    desk.directory.fault = (call) => {
      if (!first || !call.startsWith('addMember 104')) return undefined;
      first = false;
      if (fate === 'applied') group(desk, '104').members.push({ kind: 'user', id: uwe.id });
      return new DirectoryUnavailable({ what: 'adding' });
    };
    expect(await add(desk)).toEqual(COME_BACK);
    expect(await results(desk)).toEqual(['104 failed: Databricks did not answer', '105 accepted, not yet confirmed']);
    if (fate === 'dropped') expect(await add(desk)).toMatchObject({ next: 'wait' });
    desk.advance(60);
    expect(await add(desk)).toEqual({ next: 'done', waitSeconds: 0 });
    expect(await results(desk)).toEqual(['104 accepted, not yet confirmed', '105 accepted, not yet confirmed']);
    expect(desk.directory.writes).toEqual(fate === 'applied' ? ['105 7002'] : ['105 7002', '104 7002']);
  });

  it('says nothing final about a write that may still land', async () => {
    const desk = await preparedDesk(newDesk);
    desk.directory.fault = (call) =>
      call.startsWith('addMember 104') ? new DirectoryUnavailable({ what: 'adding' }) : undefined;
    expect(await add(desk)).toEqual(COME_BACK);
    group(desk, '104').name = 'renamed';
    await desk.store.writeControl('planOnly');
    expect(await add(desk)).toMatchObject({ next: 'wait' });
    expect(await results(desk)).toContain('104 failed: Databricks did not answer');
    desk.advance(60);
    await add(desk);
    expect(await results(desk)).toContain('104 not written: renamed from npb-platform-users to renamed');
  });

  it('obeys the stop switch at once', async () => {
    const desk = await preparedDesk(newDesk);
    await desk.store.writeControl('stopped');
    await expect(add(desk)).rejects.toMatchObject({ name: 'DeskStopped' });
    await desk.store.writeControl('planOnly');
    expect(await add(desk)).toMatchObject({ next: 'done' });
    expect(await results(desk)).toEqual(['104 would have been added', '105 would have been added']);
    expect(desk.directory.writes).toEqual([]);
  });

  it.each([
    ['superseded', (desk: Desk) => desk.edit('target', 'other@company.com')],
    [
      'withdrawn',
      (desk: Desk) => {
        for (const one of desk.tickets.decisions) one.decision = { state: 'pending' };
      },
    ],
  ])('writes nothing under an approval that is %s', async (next, change) => {
    const desk = await preparedDesk(newDesk);
    change(desk);
    expect(await add(desk)).toEqual({ next, waitSeconds: 0 });
    expect(desk.directory.writes).toEqual([]);
  });

  it.each([
    ['the group is renamed', (desk: Desk) => Object.assign(group(desk, '104'), { name: 'renamed' })],
    [
      'the approval is taken back',
      (desk: Desk) => {
        for (const one of desk.tickets.decisions) one.decision = { state: 'pending' };
      },
    ],
  ])('finds what was taken without an answer, also when %s meanwhile', async (_case, change) => {
    const desk = await preparedDesk(newDesk);
    desk.directory.fault = (call) => {
      if (!call.startsWith('addMember 104')) return undefined;
      group(desk, '104').members.push({ kind: 'user', id: uwe.id });
      change(desk);
      return new DirectoryUnavailable({ what: 'adding' });
    };
    expect(await add(desk)).toEqual(COME_BACK);
    desk.advance(2 * 3_600);
    await add(desk);
    expect(await results(desk)).toContain('104 accepted, not yet confirmed');
    expect(desk.directory.writes).not.toContain('104 7002');
  });

  it.each([
    '101',
    '103',
  ])('writes no group that the plan does not add, whatever a stored chunk says: %s', async (id) => {
    const desk = await preparedDesk(newDesk);
    await desk.store.writeAdditions(desk.key, 1, 1, [{ groupId: id, groupName: 'another' }]);
    await expect(add(desk)).rejects.toMatchObject({ name: 'StoredItemDamaged' });
    expect(desk.directory.writes).toEqual([]);
  });

  it('tells nothing of a write whose process died while it may still land, or reads need not show it', async () => {
    const desk = await preparedDesk(newDesk);
    await desk.store.intend(desk.key, additionEffect(1, '104'), { owner: 'died', before: 'absent' });
    desk.edit('target', 'other@company.com');
    await expect(add(desk)).rejects.toThrow(EffectUnsettled);
    expect(await results(desk)).toEqual([]);
    group(desk, '104').members.push({ kind: 'user', id: uwe.id });
    expect(await add(desk)).toEqual({ next: 'superseded', waitSeconds: 0 });
    expect(await results(desk)).toEqual(['104 accepted, not yet confirmed']);
  });

  it.each([
    ['superseded', (desk: Desk) => desk.edit('target', 'other@company.com')],
    [
      'target changed',
      ({ directory: { account } }: Desk) => {
        account.principals = account.principals.map((one) => (one.id === uwe.id ? { ...one, active: false } : one));
      },
    ],
  ])('writes nothing where reading anew after a long wait took until it was %s', async (next, change) => {
    const desk = await preparedDesk(newDesk);
    desk.advance(2 * 3_600);
    // The reading may take eight minutes: this happens in the midst of it.
    desk.directory.fault = (call) => {
      if (call.startsWith('listWorkspaces')) change(desk);
      return undefined;
    };
    expect(await add(desk)).toEqual({ next, waitSeconds: 0 });
    expect(desk.directory.writes).toEqual([]);
  });

  it('obeys the stop switch that is thrown while it reads anew', async () => {
    const desk = await preparedDesk(newDesk);
    desk.advance(2 * 3_600);
    const ports = desk.invocation();
    const listWorkspaces = async () => {
      await desk.store.writeControl('stopped');
      return ports.directory.listWorkspaces();
    };
    const directory = { ...ports.directory, listWorkspaces };
    const adding = addMember({ ...ports, directory })({ ...desk.input, chunk: 1 });
    await expect(adding).rejects.toMatchObject({ name: 'DeskStopped' });
    expect(desk.directory.writes).toEqual([]);
  });

  it('writes nothing under the approval of another plan', async () => {
    const desk = await preparedDesk(newDesk);
    const approval = await remembered(desk.ports, desk.key, 'approval');
    await desk.store.writeSection(desk.key, 'approval', { ...approval, digest: 'another' });
    await expect(add(desk)).rejects.toMatchObject({ name: 'StoredItemDamaged' });
    expect(desk.directory.writes).toEqual([]);
  });

  it('writes nothing for a plan or a chunk that is not the one', async () => {
    const desk = await preparedDesk(newDesk);
    await expect(add(desk, 7)).rejects.toMatchObject({ name: 'StoredItemDamaged' });
    const additions = await remembered(desk.ports, desk.key, 'additions');
    await desk.store.writeSection(desk.key, 'additions', { ...additions, digest: 'another' });
    await expect(add(desk)).rejects.toMatchObject({ name: 'StoredItemDamaged' });
    expect(desk.directory.writes).toEqual([]);
  });
});
