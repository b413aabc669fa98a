import { afterEach, describe, expect, it } from 'vitest';
import { exampleInstance, items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { PersonName } from '#sandbox/story/office/office.ts';
import { ADDED, HOUR, holding, ITEM, MINUTE, openStory, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

const isDone = () => expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));

describe('an instance that is slow, asleep or forgetful', () => {
  it('commits the order after its item: the plan is made all the same', async () => {
    story = await openStory(ITEM, { instance: exampleInstance({ requestDelayMs: 45_000 }) });
    const key = await story.file();
    expect(story.isAsked(key)).toBe(false);
    await story.pass(5 * MINUTE);
    expect(story.isAsked(key)).toBe(true);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    isDone();
  });

  it('hibernates for hours, first when the item is filed, then after the approval: nothing is lost or doubled', async () => {
    story = await openStory(ITEM);
    const { options } = story.servicenow.instance;
    options.hibernating = true;
    const key = await story.file();
    await story.pass(3 * HOUR);
    options.hibernating = false;
    await story.pass(2 * HOUR);
    expect(story.isAsked(key)).toBe(true);
    options.hibernating = true;
    await story.decide(key, 'approve');
    await story.pass(3 * HOUR);
    options.hibernating = false;
    await story.pass(2 * HOUR);
    expect(story.writes()).toBe(2);
    isDone();
    expect(new Set(story.said(key)).size).toBe(story.said(key).length);
    expect(story.tasks(key)).toHaveLength(1);
  });

  it('forgets its tokens in the middle: a new one is fetched, nothing is told', async () => {
    story = await openStory(ITEM);
    const key = await story.file();
    story.servicenow.instance.expireTokens();
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    isDone();
    expect(holding(story.said(key), 'Something broke')).toEqual([]);
  });

  it('tells of our own changes too: no loop, each effect once', async () => {
    story = await openStory(ITEM, { instance: exampleInstance({ echoes: true }) });
    const key = await story.file();
    await story.decide(key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(new Set(story.said(key)).size).toBe(story.said(key).length);
  });

  it('drops what our account may not write: told which field, and nothing is written in Databricks', async () => {
    story = await openStory(ITEM, {
      instance: exampleInstance({ droppedFields: { sysapproval_approver: ['approver'] } }),
    });
    const key = await story.file();
    expect(await story.runs()).toEqual({ 1: 'FAILED' });
    expect(holding(story.said(key), 'approver')).not.toHaveLength(0);
    expect(story.writes()).toBe(0);
  });
});

describe('an item that is not what it was', () => {
  it('made another item of the catalog before the approval: withdrawn, nothing is written', async () => {
    story = await openStory(ITEM);
    const key = await story.file();
    story.servicenow.instance.moveToItem(key, items.other);
    await story.decide(key, 'approve');
    await story.pass(2 * HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.writes()).toBe(0);
    expect(story.tasks(key)).toEqual(['skipped']);
  });

  it('that nobody serves: nothing starts', async () => {
    story = await openStory(ITEM);
    story.as('rita').file({ place: 'other', form: { description: 'from: thomas@company.com\nto: uwe@company.com' } });
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({});
  });

  it('closed by somebody and opened again: an ordinary new run', async () => {
    story = await openStory(ITEM);
    const key = await story.file();
    story.as('rita').cancel(key);
    await story.settle();
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    story.servicenow.instance.as(users.agent).setState(key, '1');
    await story.settle();
    await story.pass(MINUTE);
    expect(story.isAsked(key)).toBe(true);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    isDone();
  });
});

describe('an instance that closes an item with its last task', () => {
  it('does not lose a request that was edited after the plan', async () => {
    story = await openStory(ITEM, { instance: exampleInstance({ tasksCloseItem: true }) });
    const key = await story.file();
    story.as('agent').edit(key, { without: 'scratch-workspace-admins' });
    await story.settle();
    expect(story.servicenow.instance.item(key).state).toBe('1');
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(1);
    expect(story.tasks(key)).toEqual(['skipped', 'open']);
  });

  it('starts nothing anew after a cancellation: leaving the item open does not open it again', async () => {
    story = await openStory(ITEM, { instance: exampleInstance({ tasksCloseItem: true }) });
    const key = await story.file();
    story.servicenow.instance.as(users.rita).comment(key, 'cancel');
    await story.settle();
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.tasks(key)).toEqual(['skipped']);
    expect(story.writes()).toBe(0);
  });
});

describe('what is written', () => {
  it('holds no HTML, whatever somebody typed', async () => {
    story = await openStory(ITEM);
    const form = { source: 'thomas@company.com', target: 'uwe@company.com' };
    const reason = '[code]<img src=x onerror=alert(1)>[/code] [CODE]x[/Code]';
    story.as('rita').file({ place: 'access', form: { ...form, reason } });
    await story.settle();
    const { instance } = story.servicenow;
    const [item] = instance.rows('sc_req_item');
    const { comments } = instance.as(users.agent).view(item?.number ?? '');
    expect(comments.filter(({ text }) => text.includes('onerror'))).not.toEqual([]);
    expect(comments.flatMap(({ html }) => html)).toEqual([]);
  });

  it('goes by mail only to who may read it', async () => {
    story = await openStory(ITEM);
    const key = await story.file();
    await story.decide(key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    const mailed = (name: PersonName) =>
      story.office
        .mails(name)
        .map(({ subject, text }) => `${subject}\n${text}`)
        .join('\n');
    // Group names, evidence and the identity team's work are for the approvers and IT.
    expect(mailed('rita')).toContain('LOOK CLOSER');
    expect(mailed('rita')).toContain('Done: Uwe Becker');
    expect(mailed('rita')).not.toMatch(/npb-platform|data-engineers|ml-catalog|Digest/);
    for (const name of ['uwe', 'thomas'] as const) expect(mailed(name)).toBe('');
    // An approver can decide from the mail alone.
    expect(mailed('petra')).toContain('Asked by Rita Klein');
    expect(mailed('petra')).toContain('npb-platform-users');
    expect(mailed('ines')).toContain('WAIT: not approved');
    expect(mailed('ines')).not.toContain('npb-platform-users');
    expect(story.record(key).messages.length).toBeLessThan(12);
  });
});
