import { afterEach, describe, expect, it } from 'vitest';
import { updateRow } from '#sandbox/simulators/servicenow/changes.ts';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { ADDED, HOUR, holding, ITEM, MINUTE, openStory, type Story } from './kit.ts';
import { approvals, ourRows } from './servicenow-kit.ts';

let story: Story;
afterEach(() => story.close());

/** Petra writes a comment on the approver row that is answered. */
function touchAnswer({ servicenow: { instance } }: Story, key: string): void {
  const row = instance.rowsOf(key).find(({ state }) => state === 'approved');
  if (row) updateRow(instance, users.petra, 'sysapproval_approver', row, { comments: 'That was not me!' });
}

const isDone = () => expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));

describe('an approver row answered by another hand', () => {
  it('does not count: told whose row and which hand, asked again', async () => {
    story = await openStory(ITEM);
    const key = await story.file();
    story.as('rita').decide(key, 'approve', { insteadOf: 'petra' });
    await story.settle();
    expect(story.writes()).toBe(0);
    const [told] = holding(story.readBy('rita', key), 'given by another account');
    expect(told).toContain('Petra Boss');
    expect(told).toContain('Rita Klein');
    expect(told).not.toContain('rita.klein');
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    isDone();
  });

  it('does not count either when the approver touches their row afterwards', async () => {
    story = await openStory(ITEM, { sweeps: false });
    const key = await story.file();
    const { instance } = story.servicenow;
    instance.webhooks.length = 0;
    instance.as(users.rita).decide(key, 'approved', { approverId: users.petra });
    touchAnswer(story, key);
    await story.pass(HOUR + MINUTE);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'given by another account')).toHaveLength(1);
  });

  it('counts when the hand is a listed delegate, and the record names both', async () => {
    story = await openStory(ITEM, { stage: approvals({ delegates: { [users.petra]: [users.anna] } }) });
    const key = await story.file();
    story.servicenow.instance.as(users.anna).decide(key, 'approved', { approverId: users.petra });
    await story.settle();
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    isDone();
    const [told] = holding(story.readBy('rita', key), 'Done:');
    expect(told).toContain('Anna Schmidt');
    expect(told).toContain('Petra Boss');
  });

  it('does not count when the delegate is a party to the request', async () => {
    story = await openStory(ITEM, { stage: approvals({ delegates: { [users.petra]: [users.uwe] } }) });
    const key = await story.file();
    story.servicenow.instance.as(users.uwe).decide(key, 'approved', { approverId: users.petra });
    await story.settle();
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'Not counted')).toHaveLength(1);
  });

  it('rejects all the same: who may say no is not our business', async () => {
    story = await openStory(ITEM);
    const key = await story.file();
    story.as('rita').decide(key, 'decline', { insteadOf: 'petra' });
    await story.settle();
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.writes()).toBe(0);
  });
});

it('an answer that its approver comments on while the work goes on still stands', async () => {
  story = await openStory(ITEM);
  const key = await story.file();
  await story.decide(key, 'approve');
  await story.pass(2 * MINUTE);
  touchAnswer(story, key);
  story.syncEntra('data-engineers', 'uwe@company.com');
  await story.pass(HOUR);
  expect(holding(story.said(key), 'taken back')).toEqual([]);
  expect(holding(story.readBy('rita', key), 'Done:')).toHaveLength(1);
});

describe('an answer in their own row by somebody who may not', () => {
  it.each([
    ['the target', users.uwe, /is the target of this request/],
    ['the source', users.thomas, /is the source of this request/],
    ['an app account', users.automation, /app account/],
  ])('%s is not counted, and the ticket says why and who may', async (_, userId, why) => {
    story = await openStory(ITEM);
    const { instance } = story.servicenow;
    instance.groups.find(({ name }) => name === 'databricks-approvers')?.members.push(userId);
    const key = await story.file();
    instance.as(userId).decide(key, 'approved');
    await story.settle();
    expect(story.writes()).toBe(0);
    const [told] = holding(story.readBy('rita', key), 'Not counted');
    expect(told).toMatch(why);
    expect(told).toContain('May approve: databricks-approvers');
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    isDone();
  });

  it('who has left the approver group meanwhile is not counted', async () => {
    story = await openStory(ITEM);
    const members = story.servicenow.instance.groups.find(({ name }) => name === 'databricks-approvers')?.members;
    const key = await story.file();
    members?.splice(members.indexOf(users.paul), 1);
    await story.decide(key, 'approve', 'paul');
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'is not a member of the approver group')).toHaveLength(1);
  });
});

describe('who is asked', () => {
  it('is every approver but the requester, whom it is for, and ourselves', async () => {
    story = await openStory(ITEM);
    for (const name of ['rita', 'uwe', 'desk'] as const) story.office.join('approvers', name);
    const form = { source: 'thomas@company.com', target: 'uwe@company.com' };
    const id = story.as('rita').file({ place: 'access', form, requestedFor: 'uwe' });
    await story.settle();
    expect(ourRows(story, story.record(id).key)).toEqual(['petra: requested', 'paul: requested']);
  });

  it('is nobody when nobody is left: the ticket says so, and asks as soon as there is somebody', async () => {
    story = await openStory(ITEM);
    const { groups } = story.servicenow.instance;
    const approvers = groups.find(({ name }) => name === 'databricks-approvers')?.members.splice(0);
    expect(approvers).toHaveLength(2);
    const key = await story.file();
    expect(ourRows(story, key)).toEqual([]);
    expect(holding(story.said(key), 'has no active member who may be asked')).toHaveLength(1);
    expect(await story.runs()).toEqual({ 1: 'RUNNING' });
    story.office.join('approvers', 'paul');
    await story.pass(HOUR + MINUTE);
    expect(ourRows(story, key)).toEqual(['paul: requested']);
    await story.decide(key, 'approve', 'paul');
    await story.pass(2 * MINUTE);
    isDone();
  });
});
