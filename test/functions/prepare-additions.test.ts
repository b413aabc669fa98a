import { describe, expect, it } from 'vitest';
import { buildPlan } from '#functions/build-plan/handler.ts';
import { remembered } from '#functions/common/remembered.ts';
import { DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { aGroupOf, assignmentOf } from '#test/builders/directory.ts';
import { thomas, uwe } from '#test/builders/plan.ts';
import { approvedDesk, group, prepare, removeMember, results } from './additions.ts';

const newDesk = desks();

describe('PrepareAdditions', () => {
  it('cuts an unchanged plan into chunks', async () => {
    const desk = await approvedDesk(newDesk);
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
    const desk = await approvedDesk(newDesk);
    change(desk);
    expect(await prepare(desk)).toEqual({ next: 'plan again', chunks: [], identity: false });
    expect(await remembered(desk.ports, desk.key, 'plan')).toMatchObject({ planNo: 2, round: 0, digest: null });
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
    const desk = await approvedDesk(newDesk);
    change(desk);
    expect(await prepare(desk)).toMatchObject({ next: 'write', chunks: [1] });
    expect((await desk.store.readAdditions(desk.key, 1, 1))?.additions.map(({ groupId }) => groupId)).toEqual(['105']);
    expect(await results(desk)).toEqual([expected]);
  });

  it.each([
    ['deactivated', { active: false }],
    ['renamed', { name: 'other@company.com' }],
  ])('stops when the target was %s', async (_case, change) => {
    const desk = await approvedDesk(newDesk);
    desk.directory.account.principals[1] = { ...uwe, ...change };
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'TargetChanged' });
    desk.directory.account.principals.splice(1);
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'TargetChanged' });
  });

  it('writes nothing in plan-only, and says what it would have', async () => {
    const desk = await approvedDesk(newDesk);
    await desk.store.writeControl('planOnly');
    expect(await prepare(desk)).toEqual({ next: 'write', chunks: [], identity: true });
    expect(await results(desk)).toEqual(['104 would have been added', '105 would have been added']);
  });

  it('waits while the desk is stopped', async () => {
    const desk = await approvedDesk(newDesk);
    await desk.store.writeControl('stopped');
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'DeskStopped' });
  });

  it.each([
    ['superseded', (desk: Desk) => desk.edit('target', 'other@company.com')],
    ['withdrawn', (desk: Desk) => desk.change({ closed: true })],
  ])('stops for a ticket that is %s', async (next, change) => {
    const desk = await approvedDesk(newDesk);
    change(desk);
    expect(await prepare(desk)).toEqual({ next, chunks: [], identity: false });
  });

  it('tries again when a workspace does not answer, and does not take silence for "no"', async () => {
    const desk = await approvedDesk(newDesk);
    desk.directory.account.workspaces[0]?.assignments?.push(assignmentOf('104', 'ADMIN'));
    desk.directory.fault = (call) =>
      call === 'readAssignments 1' ? new DirectoryUnavailable({ what: call }) : undefined;
    await expect(prepare(desk)).rejects.toThrow(DirectoryUnavailable);
    await expect(prepare(desk)).rejects.toThrow(DirectoryUnavailable);
    desk.directory.fault = () => undefined;
    expect(await prepare(desk)).toMatchObject({ next: 'plan again' });
  });

  it('goes on after a rate limit with what it has', async () => {
    const desk = await approvedDesk(newDesk);
    const before = desk.directory.reads.length;
    desk.directory.fault = (call) =>
      call === 'readAssignments 3' ? new DirectoryRateLimited({ what: call, retryAfterSeconds: 600 }) : undefined;
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'DirectoryRateLimited', retryAfterSeconds: 600 });
    desk.directory.fault = () => undefined;
    expect(await prepare(desk)).toMatchObject({ next: 'write' });
    expect(desk.directory.reads.slice(before).filter((call) => call === 'readGroup 104')).toHaveLength(1);
  });

  it('reads anew where another deployment stored what it has', async () => {
    const desk = await approvedDesk(newDesk);
    desk.directory.fault = (call) =>
      call === 'readAssignments 3' ? new DirectoryRateLimited({ what: call, retryAfterSeconds: 600 }) : undefined;
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'DirectoryRateLimited' });
    desk.directory.fault = () => undefined;
    const { text = '' } = (await desk.store.readText(desk.key, 'recheck:1')) ?? {};
    const { reading, ...begun } = JSON.parse(text);
    await desk.store.writeText(
      desk.key,
      'recheck:1',
      JSON.stringify({ ...begun, reading: { ...reading, version: 0 } }),
    );
    const before = desk.directory.reads.length;
    expect(await prepare(desk)).toMatchObject({ next: 'write' });
    expect(desk.directory.reads.slice(before)).toContain('readGroup 104');
  });

  it('gives up when the directory keeps becoming wider', async () => {
    const desk = await approvedDesk(newDesk);
    const plan = await remembered(desk.ports, desk.key, 'plan');
    const text = await desk.store.readText(desk.key, 'plan:1');
    await desk.store.writeText(desk.key, 'plan:6', text?.text ?? '');
    await desk.store.writeSection(desk.key, 'plan', { ...plan, planNo: 6 });
    group(desk, '104').roles.push('account_admin');
    await expect(prepare(desk)).rejects.toMatchObject({ name: 'PlanKeepsChanging' });
  });
});
