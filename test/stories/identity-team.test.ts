import { afterEach, describe, expect, it } from 'vitest';
import type { Stage } from '#shared/stage.ts';
import { EVERY_SYSTEM, HOUR, holding, ITEM, MINUTE, openStory, PLAIN, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

/** The plain project's tasks are issues of the identity team's own project, linked to the request. */
function inOwnProject(stage: Stage): Stage {
  const { jira } = stage;
  if (jira === undefined) return stage;
  const ownProject = { projectId: '10400', linkTypeId: '10001' };
  const [plain, ...desks] = jira.ticketTypes;
  if (plain === undefined) return stage;
  const identityTask = { ...plain.identityTask, issueTypeId: '10400', ownProject };
  return { ...stage, jira: { ...jira, ticketTypes: [{ ...plain, identityTask }, ...desks] } };
}

const task = (key: string, index = 0) => {
  const found = story.record(key).tasks[index];
  if (found === undefined) throw new Error(`${key} has no such task`);
  return found;
};
const onTask = (key: string) => task(key).messages.map(({ text }) => text);

describe('an identity task in a project of its own', () => {
  it('leads back to the run, which ends when the team says it is done', async () => {
    story = await openStory(PLAIN, { stage: inOwnProject });
    const key = await story.file();
    expect(task(key)).toMatchObject({ key: 'IDM-1', state: 'on hold', summary: expect.stringMatching(/^WAIT/) });
    expect(task(key).files.map(({ filename }) => filename)).toEqual([`identity-steps_${key}_r1.csv`]);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(task(key)).toMatchObject({ state: 'open', summary: `Add Uwe Becker to 1 Entra group (${key})` });
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(2 * MINUTE);
    expect(await story.runs()).toEqual({ 1: 'RUNNING' });
    // Told by the event of the other project: no look is due for another six minutes.
    story.as('ines').finish('IDM-1');
    await story.pass(MINUTE);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(holding(onTask(key), 'All arrived')).toHaveLength(1);
  });
});

describe.each(EVERY_SYSTEM)('the identity team and a request through $name', (way) => {
  it('closed as done and nothing came: reopened once after two hours, then it arrives', async () => {
    story = await openStory(way);
    const key = await story.file();
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    story.as('ines').finish(task(key).key);
    await story.pass(HOUR);
    expect(story.tasks(key)).toEqual(['done']);
    await story.pass(HOUR + 20 * MINUTE);
    expect(story.tasks(key)).toEqual(['open']);
    expect(holding(onTask(key), 'data-engineers')).not.toHaveLength(0);
    expect(await story.runs()).toEqual({ 1: 'RUNNING' });
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(6 * HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.tasks(key)).toEqual(['done']);
    expect(holding(story.readBy('rita', key), 'Done:')).toHaveLength(1);
  });

  it('added before the request was rejected: IT and the team are told', async () => {
    story = await openStory(way);
    const key = await story.file();
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(2 * MINUTE);
    await story.decide(key, 'decline');
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(holding(story.said(key), 'Added without approval')).toHaveLength(1);
    expect(holding(onTask(key), 'Added without approval')).toHaveLength(1);
    expect(story.tasks(key)).toEqual(['skipped']);
  });
});

it('rejected while Databricks is away: says that nobody knows, and ends', async () => {
  story = await openStory(PLAIN);
  const key = await story.file();
  story.databricks.faults.add({ match: {}, times: 400, fault: { kind: 'answer', status: 503 } });
  await story.decide(key, 'decline');
  await story.pass(10 * MINUTE);
  expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
  expect(holding(story.said(key), 'is not known')).toHaveLength(1);
  expect(holding(story.said(key), 'Added without approval')).toEqual([]);
});

it('closed as not done: IT reads the last comment, the requester that it was not done', async () => {
  story = await openStory(ITEM);
  const key = await story.file();
  await story.decide(key, 'approve');
  await story.pass(2 * MINUTE);
  const { key: taskKey } = task(key);
  story.as('ines').comment(taskKey, 'Uwe needs the [code]training[/code] first.', { internal: true });
  story.as('ines').decline(taskKey);
  await story.pass(MINUTE);
  const [forIt] = holding(story.said(key), 'as not done');
  expect(forIt).toContain('Uwe needs the (code)training(/code) first.');
  const [forRita] = holding(story.readBy('rita', key), 'without adding Uwe');
  expect(forRita).not.toMatch(/data-engineers|training/);
});

it('deleted: IT is told, and the memberships are found all the same', async () => {
  story = await openStory(PLAIN);
  const key = await story.file();
  await story.decide(key, 'approve');
  await story.pass(2 * MINUTE);
  story.office.remove(task(key).key);
  await story.pass(HOUR);
  expect(holding(story.said(key), 'is gone')).toHaveLength(1);
  story.syncEntra('data-engineers', 'uwe@company.com');
  await story.pass(HOUR);
  expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
});

it('asked for by another request: one task, and both end when it is done', async () => {
  story = await openStory(PLAIN);
  const first = await story.file();
  await story.decide(first, 'approve');
  await story.pass(2 * MINUTE);
  const second = await story.file({ source: 'mira.kovac@company.com' });
  expect(story.tasks(second)).toEqual([]);
  expect(holding(story.said(second), task(first).key)).not.toHaveLength(0);
  await story.decide(second, 'approve');
  story.syncEntra('data-engineers', 'uwe@company.com');
  await story.pass(HOUR);
  expect(holding(story.readBy('rita', first), 'Done:')).toHaveLength(1);
  expect(holding(story.readBy('rita', second), 'Done:')).toHaveLength(1);
});
