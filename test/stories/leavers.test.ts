import { afterEach, describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { groups, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { PersonName } from '#sandbox/story/office/office.ts';
import { ADDED, EVERY_SYSTEM, EVERY_WAY, HOUR, holding, MINUTE, openStory, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

/** The person's account in the ticket system is deactivated. */
function deactivate(name: PersonName): void {
  if (story.office.system === 'jira') story.jira.site.account(people[name]).active = false;
  else story.servicenow.instance.user(users[name]).active = false;
}

/** The person may not approve from now on. */
function leavesApprovers(name: PersonName): void {
  const ofJira = story.jira.site.groups.find(({ id }) => id === 'group-approvers')?.members;
  const ofServiceNow = story.servicenow.instance.groups.find(({ sysId }) => sysId === groups.approvers)?.members;
  for (const [members, id] of [[ofJira, people[name]] as const, [ofServiceNow, users[name]] as const]) {
    const place = members?.indexOf(id) ?? -1;
    if (place >= 0) members?.splice(place, 1);
  }
}

/** Databricks does not answer until this is called. */
function databricksAway(): () => void {
  story.databricks.faults.add({ match: {}, times: 400, fault: { kind: 'answer', status: 503 } });
  return () => story.databricks.faults.clear();
}

const idOf = (name: string) => story.databricks.model.idOf(name);

describe.each(EVERY_SYSTEM)('people who leave Databricks while a request through $name is under way', (way) => {
  it('the source is deactivated before the plan: planned, and the approver is told', async () => {
    story = await openStory(way);
    story.databricks.model.setActive(idOf('thomas@company.com'), false);
    const key = await story.file();
    expect(story.isAsked(key)).toBe(true);
    expect(holding(story.said(key), 'LOOK CLOSER')).not.toHaveLength(0);
    expect(holding(story.said(key), 'deactivated')).not.toHaveLength(0);
  });

  it('the source is deactivated after the plan: what was approved is written all the same', async () => {
    story = await openStory(way);
    const key = await story.file();
    story.databricks.model.setActive(idOf('thomas@company.com'), false);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
    expect(story.writes()).toBe(2);
  });

  it('the source is deleted between plan and approval: nothing is written, and each group is reported', async () => {
    story = await openStory(way);
    const key = await story.file();
    story.databricks.model.remove(idOf('thomas@company.com'));
    await story.decide(key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.writes()).toBe(0);
    expect(holding(story.said(key), 'the source is no longer a member')).not.toHaveLength(0);
  });

  it('the target is gone when the approval comes: nothing is written, and the ticket says why and who approved', async () => {
    story = await openStory(way);
    const key = await story.file();
    story.databricks.model.remove(idOf('uwe@company.com'));
    await story.decide(key, 'approve');
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'changed after the plan was made: it is gone')).toHaveLength(1);
    const [end] = holding(story.readBy('rita', key), 'Stopped:');
    expect(end).toContain('nothing was written');
    expect(end).toContain('Approved by Petra Boss');
    expect(story.tasks(key)).toEqual(['skipped']);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
  });

  it('the target is deactivated while the identity team works: it stops, what was written is told and stays', async () => {
    story = await openStory(way);
    const key = await story.file();
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
    story.databricks.model.setActive(idOf('uwe@company.com'), false);
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(holding(story.readBy('rita', key), 'it is deactivated')).toHaveLength(1);
    expect(holding(story.readBy('rita', key), '2 of 2 groups in place')).toHaveLength(1);
    expect(story.tasks(key)).toEqual(['skipped']);
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
  });
});

describe.each(EVERY_WAY)('people who leave the ticket system while a request through $name is under way', (way) => {
  it('the requester: the request goes on, and IT is told once that nobody reads the messages', async () => {
    story = await openStory(way);
    const key = await story.file();
    deactivate('rita');
    await story.pass(2 * HOUR);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
    expect(holding(story.said(key), 'is deactivated or gone')).toHaveLength(1);
  });

  it('the approver, after the approval was counted and before anything is written: it still counts', async () => {
    story = await openStory(way);
    const key = await story.file();
    const back = databricksAway();
    await story.decide(key, 'approve');
    deactivate('petra');
    leavesApprovers('petra');
    back();
    await story.pass(2 * HOUR);
    expect(story.writes()).toBe(2);
    expect(holding(story.readBy('rita', key), 'Not counted')).toHaveLength(0);
  });

  it('the approver, before the approval is read: it is not counted, and somebody else is asked', async () => {
    story = await openStory(way);
    const key = await story.file({ approvers: ['petra'] });
    story.as('petra').decide(key, 'approve');
    deactivate('petra');
    await story.settle();
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'Not counted')).toHaveLength(1);
  });
});
