import { describe, expect, it } from 'vitest';
import { addMember } from '#functions/add-member/handler.ts';
import { buildPlan } from '#functions/build-plan/handler.ts';
import { remembered } from '#functions/common/remembered.ts';
import { storedResults } from '#functions/common/results.ts';
import { confirmAdditions } from '#functions/confirm-additions/handler.ts';
import { prepareAdditions } from '#functions/prepare-additions/handler.ts';
import { reportAdditions } from '#functions/report-additions/handler.ts';
import type { Group } from '#shared/domain/group.ts';
import { DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable, EffectUnsettled } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { aGroupOf, assignmentOf } from '#test/builders/directory.ts';
import { thomas, uwe } from '#test/builders/plan.ts';
import { plainly, playToApproval, playToWritten } from './story.ts';

const newDesk = desks();

async function approvedDesk(): Promise<Desk> {
  const desk = await newDesk();
  await playToApproval(desk, plainly(desk));
  return desk;
}

async function preparedDesk(): Promise<Desk> {
  const desk = await approvedDesk();
  expect(await prepare(desk)).toMatchObject({ next: 'write', chunks: [1] });
  return desk;
}

const prepare = (desk: Desk) => prepareAdditions(desk.invocation())(desk.input);
const add = (desk: Desk, chunk = 1) => addMember(desk.invocation())({ ...desk.input, chunk });
const confirm = (desk: Desk) => confirmAdditions(desk.invocation())(desk.input);
const results = async (desk: Desk) =>
  (await storedResults(desk.ports, desk.key)).map(({ groupId, result, reason }) =>
    reason === null ? `${groupId} ${result}` : `${groupId} ${result}: ${reason}`,
  );

function group(desk: Desk, id: string): Group {
  const found = desk.directory.account.groups.find((one) => one.id === id);
  if (found === undefined) throw new Error('no such group');
  return found;
}

function removeMember(desk: Desk, groupId: string, memberId: string): void {
  const { members } = group(desk, groupId);
  members.splice(
    members.findIndex(({ id }) => id === memberId),
    1,
  );
}

describe('PrepareAdditions', () => {
  it('cuts an unchanged plan into chunks', async () => {
    const desk = await approvedDesk();
    expect(await prepare(desk)).toEqual({ next: 'write', chunks: [1], identity: true });
    const chunk = await desk.store.readAdditions(desk.key, 1, 1);
    expect(chunk?.additions.map(({ groupName }) => groupName)).toEqual([
      'npb-platform-users',
      'scratch-workspace-admins',
    ]);
    expect(await results(desk)).toEqual([]);
  });

  it.each([
    ['a role', (desk: Desk) => void group(desk, '104').roles.push('account_admin')],
    [
      'a new parent',
      (desk: Desk) => void desk.directory.account.groups.push(aGroupOf('120', 'parent', [group(desk, '104')])),
    ],
    [
      'a new workspace',
      (desk: Desk) => void desk.directory.account.workspaces[0]?.assignments?.push(assignmentOf('104')),
    ],
    [
      'ADMIN instead of USER',
      (desk: Desk) => void desk.directory.account.workspaces[1]?.assignments?.push(assignmentOf('104', 'ADMIN')),
    ],
    ['another name', (desk: Desk) => Object.assign(group(desk, '104'), { name: 'renamed' })],
    ['the identity provider', (desk: Desk) => Object.assign(group(desk, '104'), { externalId: 'entra-104' })],
    [
      'the identity provider by IAM v2',
      (desk: Desk) => Object.assign(desk.directory.account.origins, { '104': 'external' }),
    ],
    [
      'a workspace nobody may look into any more',
      (desk: Desk) => {
        desk.directory.fault = (call) =>
          call === 'readAssignments 1' ? new DirectoryRefused({ what: call, status: 403, detail: 'no' }) : undefined;
      },
    ],
  ])('plans again when a group got %s', async (_case, change) => {
    const desk = await approvedDesk();
    change(desk);
    expect(await prepare(desk)).toEqual({ next: 'plan again', chunks: [], identity: false });
    expect(await remembered(desk.ports, desk.key, 'plan')).toMatchObject({ planNo: 2, round: 0, digest: null });
    desk.directory.fault = () => undefined;
    await buildPlan(desk.invocation())(desk.input);
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'StoredItemDamaged' });
  });

  it.each([
    [
      'is gone',
      (desk: Desk) => {
        const { account } = desk.directory;
        account.groups = account.groups.filter(({ id }) => id !== '104');
      },
      '104 not written: the group is gone',
    ],
    [
      'lost the source',
      (desk: Desk) => removeMember(desk, '104', thomas.id),
      '104 not written: the source is no longer a member',
    ],
    [
      'has the target already',
      (desk: Desk) => void group(desk, '104').members.push({ kind: 'user', id: uwe.id }),
      '104 already member',
    ],
  ])('leaves out a group that %s', async (_case, change, expected) => {
    const desk = await approvedDesk();
    change(desk);
    expect(await prepare(desk)).toMatchObject({ next: 'write', chunks: [1] });
    expect((await desk.store.readAdditions(desk.key, 1, 1))?.additions.map(({ groupId }) => groupId)).toEqual(['105']);
    expect(await results(desk)).toEqual([expected]);
  });

  it.each([
    ['deactivated', { active: false }],
    ['renamed', { name: 'other@company.com' }],
  ])('stops when the target was %s', async (_case, change) => {
    const desk = await approvedDesk();
    desk.directory.account.principals[1] = { ...uwe, ...change };
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'TargetChanged' });
    desk.directory.account.principals.splice(1);
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'TargetChanged' });
  });

  it('writes nothing in plan-only, and says what it would have', async () => {
    const desk = await approvedDesk();
    await desk.store.writeControl('planOnly');
    expect(await prepare(desk)).toEqual({ next: 'write', chunks: [], identity: true });
    expect(await results(desk)).toEqual(['104 would have been added', '105 would have been added']);
  });

  it('waits while the desk is stopped', async () => {
    const desk = await approvedDesk();
    await desk.store.writeControl('stopped');
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'DeskStopped' });
  });

  it.each([
    ['superseded', (desk: Desk) => desk.edit('target', 'other@company.com')],
    ['withdrawn', (desk: Desk) => desk.change({ closed: true })],
  ])('stops for a ticket that is %s', async (next, change) => {
    const desk = await approvedDesk();
    change(desk);
    expect(await prepare(desk)).toEqual({ next, chunks: [], identity: false });
  });

  it('tries again when a workspace does not answer, and does not take silence for "no"', async () => {
    const desk = await approvedDesk();
    desk.directory.account.workspaces[0]?.assignments?.push(assignmentOf('104', 'ADMIN'));
    desk.directory.fault = (call) =>
      call === 'readAssignments 1' ? new DirectoryUnavailable({ what: call }) : undefined;
    await expect(prepare(desk)).rejects.toThrow(DirectoryUnavailable);
    await expect(prepare(desk)).rejects.toThrow(DirectoryUnavailable);
    desk.directory.fault = () => undefined;
    expect(await prepare(desk)).toMatchObject({ next: 'plan again' });
  });

  it('goes on after a rate limit with what it has', async () => {
    const desk = await approvedDesk();
    const before = desk.directory.reads.length;
    desk.directory.fault = (call) =>
      call === 'readAssignments 3' ? new DirectoryRateLimited({ what: call, retryAfterSeconds: 40 }) : undefined;
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'DirectoryRateLimited', retryAfterSeconds: 40 });
    desk.directory.fault = () => undefined;
    expect(await prepare(desk)).toMatchObject({ next: 'write' });
    expect(desk.directory.reads.slice(before).filter((call) => call === 'readGroup 104')).toHaveLength(1);
  });

  it('gives up when the directory keeps becoming wider', async () => {
    const desk = await approvedDesk();
    const plan = await remembered(desk.ports, desk.key, 'plan');
    const text = await desk.store.readText(desk.key, 'plan:1');
    await desk.store.writeText(desk.key, 'plan:6', text?.text ?? '');
    await desk.store.writeSection(desk.key, 'plan', { ...plan, planNo: 6 });
    group(desk, '104').roles.push('account_admin');
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'PlanKeepsChanging' });
  });
});

describe('AddMember', () => {
  it('adds what was approved, at most one a second', async () => {
    const desk = await preparedDesk();
    const before = desk.now().getTime();
    expect(await add(desk)).toEqual({ next: 'done', waitSeconds: 0 });
    expect(desk.directory.writes).toEqual(['104 7002', '105 7002']);
    expect(desk.now().getTime() - before).toBe(1000);
    expect(await results(desk)).toEqual(['104 accepted, not yet confirmed', '105 accepted, not yet confirmed']);
    await add(desk);
    expect(desk.directory.writes).toHaveLength(2);
  });

  it('waits for its turn behind other runs, and keeps it', async () => {
    const desk = await preparedDesk();
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
    const desk = await preparedDesk();
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
      'not written: the group was renamed after the approval',
    ],
    [
      'external',
      (desk: Desk) => Object.assign(group(desk, '104'), { externalId: 'entra' }),
      'not written: the group is managed by the identity provider now',
    ],
    [
      'role-bearing',
      (desk: Desk) => void group(desk, '104').roles.push('account_admin'),
      'not written: the group carries a role now',
    ],
    [
      'one the target is in',
      (desk: Desk) => void group(desk, '104').members.push({ kind: 'user', id: uwe.id }),
      'already member',
    ],
  ])('looks once more: a group that is %s meanwhile is not written', async (_case, change, expected) => {
    const desk = await preparedDesk();
    change(desk);
    await add(desk);
    expect(await results(desk)).toEqual([`104 ${expected}`, '105 accepted, not yet confirmed']);
    expect(desk.directory.writes).toEqual(['105 7002']);
  });

  it.each(['applied', 'dropped'] as const)('knows after an answer that was lost whether it was %s', async (fate) => {
    const desk = await preparedDesk();
    let first = true;
    desk.directory.fault = (call) => {
      if (!first || !call.startsWith('addMember 104')) return undefined;
      first = false;
      if (fate === 'applied') group(desk, '104').members.push({ kind: 'user', id: uwe.id });
      return new DirectoryUnavailable({ what: 'adding' });
    };
    await expect(add(desk)).rejects.toThrow(DirectoryUnavailable);
    if (fate === 'dropped') await expect(add(desk)).rejects.toThrow(EffectUnsettled);
    desk.advance(60);
    await add(desk);
    expect(await results(desk)).toEqual(['104 accepted, not yet confirmed', '105 accepted, not yet confirmed']);
    expect(desk.directory.writes).toEqual(fate === 'applied' ? ['105 7002'] : ['104 7002', '105 7002']);
  });

  it('says nothing final about a write that may still land', async () => {
    const desk = await preparedDesk();
    desk.directory.fault = (call) =>
      call.startsWith('addMember 104') ? new DirectoryUnavailable({ what: 'adding' }) : undefined;
    await expect(add(desk)).rejects.toThrow(DirectoryUnavailable);
    group(desk, '104').name = 'renamed';
    await desk.store.writeControl('planOnly');
    await expect(add(desk)).rejects.toThrow(EffectUnsettled);
    expect(await results(desk)).toEqual([]);
    desk.advance(60);
    await add(desk);
    expect(await results(desk)).toContain('104 not written: the group was renamed after the approval');
  });

  it('obeys the stop switch at once', async () => {
    const desk = await preparedDesk();
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
    const desk = await preparedDesk();
    change(desk);
    expect(await add(desk)).toEqual({ next, waitSeconds: 0 });
    expect(desk.directory.writes).toEqual([]);
  });

  it('writes nothing for a plan or a chunk that is not the one', async () => {
    const desk = await preparedDesk();
    await expect(add(desk, 7)).rejects.toMatchObject({ name: 'StoredItemDamaged' });
    const additions = await remembered(desk.ports, desk.key, 'additions');
    await desk.store.writeSection(desk.key, 'additions', { ...additions, digest: 'another' });
    await expect(add(desk)).rejects.toMatchObject({ name: 'StoredItemDamaged' });
    expect(desk.directory.writes).toEqual([]);
  });
});

describe('ConfirmAdditions', () => {
  async function writtenDesk(): Promise<Desk> {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    return desk;
  }
  const again = { next: 'look again', waitSeconds: 20 };
  const settled = { next: 'settled', waitSeconds: 0 };

  it('needs two readings, 20 seconds apart, that agree', async () => {
    const desk = await writtenDesk();
    expect(await confirm(desk)).toEqual(again);
    desk.advance(19);
    expect(await confirm(desk)).toEqual(again);
    desk.advance(20);
    expect(await confirm(desk)).toEqual(settled);
    expect(await results(desk)).toEqual(['104 applied', '105 applied']);
    expect(await confirm(desk)).toEqual(settled);
  });

  it('does not trust a membership that flickers', async () => {
    const desk = await writtenDesk();
    await confirm(desk);
    desk.advance(20);
    removeMember(desk, '105', uwe.id);
    expect(await confirm(desk)).toEqual(again);
    group(desk, '105').members.push({ kind: 'user', id: uwe.id });
    desk.advance(20);
    expect(await confirm(desk)).toEqual(again);
    desk.advance(20);
    expect(await confirm(desk)).toEqual(settled);
  });

  it('ends after five minutes, and says what was not seen', async () => {
    const desk = await writtenDesk();
    removeMember(desk, '105', uwe.id);
    let looks = 1;
    for (let next = (await confirm(desk)).next; next === 'look again'; looks += 1) {
      desk.advance(20);
      next = (await confirm(desk)).next;
    }
    expect(looks).toBe(16);
    expect(await results(desk)).toEqual(['104 applied', '105 accepted, not yet confirmed']);
  });

  it('has nothing to look for where nothing was accepted', async () => {
    const desk = await preparedDesk();
    const before = desk.directory.reads.length;
    expect(await confirm(desk)).toEqual(settled);
    expect(desk.directory.reads).toHaveLength(before);
  });
});

describe('ReportAdditions', () => {
  it('tells the requester once what works, without names of groups', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    const before = desk.said().length;
    const report = () => reportAdditions(desk.invocation())(desk.input);
    expect(await report()).toEqual({ outcome: 'done' });
    expect(await report()).toEqual({ outcome: 'done' });
    const said = desk.said().slice(before);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^requester: /);
    expect(said[0]).not.toContain('npb-platform-users');
  });

  it('says nothing under a request that was edited meanwhile', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    const before = desk.said().length;
    desk.edit('target', 'other@company.com');
    expect(await reportAdditions(desk.invocation())(desk.input)).toEqual({ outcome: 'superseded' });
    expect(desk.said()).toHaveLength(before);
  });
});
