import { afterEach, describe, expect, it } from 'vitest';
import { updateRow } from '#sandbox/simulators/servicenow/changes.ts';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { ADDED, HOUR, holding, ITEM, MINUTE, ORDER, openStory, type Story } from './kit.ts';
import { approvals, ourRows } from './servicenow-kit.ts';

let story: Story;
afterEach(() => story.close());

const isDone = () => expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));

describe('an item that is approved without an answer', () => {
  it('does not count: told why, and the approvers are asked again', async () => {
    story = await openStory(ITEM);
    const key = await story.file();
    story.servicenow.instance.as(users.automation).setApproval(key, 'approved');
    await story.settle();
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'without an approver')).toHaveLength(1);
    expect(ourRows(story, key)).toEqual([
      'petra: not_required',
      'paul: not_required',
      'petra: requested',
      'paul: requested',
    ]);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    isDone();
  });

  it('counts where the stage file accepts it, and the record says that nobody answered', async () => {
    story = await openStory(ITEM, { stage: approvals({ withoutRows: 'accept' }) });
    const key = await story.file();
    story.servicenow.instance.as(users.automation).setApproval(key, 'approved');
    await story.settle();
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    isDone();
    const [told] = holding(story.readBy('rita', key), 'Done:');
    expect(told).toContain(`${key} was set to approved without an approver's answer`);
    expect(told).not.toContain('Approved by');
  });

  it('does not count when the requester set it, whatever the stage file accepts: asked again', async () => {
    story = await openStory(ITEM, { stage: approvals({ withoutRows: 'accept' }) });
    const key = await story.file();
    story.servicenow.instance.as(users.rita).setApproval(key, 'approved');
    await story.settle();
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'Rita Klein created this ticket')).toHaveLength(1);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    isDone();
  });

  it('had been so before the plan: does not count even where the stage file accepts it', async () => {
    story = await openStory(ITEM, { stage: approvals({ withoutRows: 'accept' }) });
    const id = story
      .as('rita')
      .file({ place: 'access', form: { source: 'thomas@company.com', target: 'uwe@company.com' } });
    const { key } = story.record(id);
    story.servicenow.instance.as(users.automation).setApproval(key, 'approved');
    await story.settle();
    expect(story.writes()).toBe(0);
    expect(story.isAsked(key)).toBe(true);
  });
});

describe('an approval of the order', () => {
  it('says nothing about the item where the item is asked: told once, asked again', async () => {
    story = await openStory(ITEM);
    const { flows } = story.office;
    const key = await story.file();
    flows?.ask(key, 'paul', 'order');
    flows?.decideOrder('paul', key, 'approve');
    await story.pass(HOUR + MINUTE);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'says nothing about this item')).toHaveLength(1);
    await story.pass(2 * HOUR);
    expect(holding(story.readBy('rita', key), 'says nothing about this item')).toHaveLength(1);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    isDone();
  });

  it('counts where the order is asked; people were picked, and the requester sees no files', async () => {
    story = await openStory(ORDER);
    const key = await story.file();
    expect(story.isAsked(key)).toBe(true);
    expect(story.as('rita').view(key)).toMatchObject({ attachments: [], subtasks: [] });
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    isDone();
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    const [told] = holding(story.readBy('rita', key), 'Done:');
    expect(told).toContain('Approved by Petra Boss');
  });

  it('where the order is asked, an answer about the item alone does not count', async () => {
    story = await openStory(ORDER);
    const key = await story.file();
    const { instance } = story.servicenow;
    instance.addApproverRow('sc_req_item', instance.item(key).sys_id, users.petra);
    instance.as(users.petra).decide(key, 'approved');
    await story.pass(HOUR + MINUTE);
    expect(story.writes()).toBe(0);
  });

  it('rejected: nothing is written', async () => {
    story = await openStory(ORDER);
    const key = await story.file();
    await story.decide(key, 'decline');
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'Rejected by Petra Boss')).toHaveLength(1);
  });

  it('edited after the plan: asked again about the new plan', async () => {
    story = await openStory(ORDER);
    const key = await story.file();
    story.as('agent').edit(key, { without: 'scratch-workspace-admins' });
    await story.settle();
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(1);
    expect(story.tasks(key)).toEqual(['skipped', 'open']);
  });
});

it('an answer taken back and given again by somebody else, while Databricks was away: nothing is written', async () => {
  story = await openStory(ITEM, { sweeps: false });
  const { servicenow, databricks } = story;
  servicenow.instance.options.rollsUp = false;
  const key = await story.file();
  databricks.faults.add({ times: 400, fault: { kind: 'answer', status: 503 } });
  await story.decide(key, 'approve');
  const { instance } = servicenow;
  instance.as(users.petra).takeBack(key);
  // Nobody is asked any more by then; somebody may answer all the same.
  const row = instance.rowsOf(key).find(({ approver }) => approver === users.paul);
  if (row) updateRow(instance, users.paul, 'sysapproval_approver', row, { state: 'approved' });
  databricks.faults.clear();
  await story.pass(2 * HOUR);
  expect(story.writes()).toBe(0);
  expect(holding(story.said(key), 'the approval was taken back')).not.toHaveLength(0);
});
