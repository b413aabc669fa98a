import { afterEach, describe, expect, it } from 'vitest';
import { etlNewApplicationId, etlProdApplicationId } from '#sandbox/simulators/databricks/example-account.ts';
import { ADDED, EVERY_WAY, HOUR, holding, MINUTE, openStory, SERVICE_DESK, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

/** Direct groups only; bi-consumers follows through data-engineers. */
const UWE_BEFORE = ['account users', 'legacy-etl-users', 'npb-developers', 'shared-readers'];

/** Uwe is in these groups from the start. */
function give(...groups: string[]): void {
  const { model } = story.databricks;
  for (const group of groups) model.addMember(model.idOf(group), model.idOf('uwe@company.com'));
}

describe.each(EVERY_WAY)('a request through $name', (way) => {
  it('approved: adds the Databricks groups, waits for Entra, and ends with everything in place', async () => {
    story = await openStory(way);
    const key = await story.file();
    expect(story.isAsked(key)).toBe(true);
    expect(story.tasks(key)).toEqual(['on hold']);
    expect(story.writes()).toBe(0);

    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.groupsOf('uwe@company.com')).toEqual([...UWE_BEFORE, ...ADDED].sort());
    expect(holding(story.readBy('rita', key), 'Works now')).toHaveLength(1);
    expect(story.tasks(key)).toEqual(['open']);

    story.syncEntra('data-engineers', 'uwe@company.com');
    const { id, tasks } = story.record(key);
    story.as('ines').finish(tasks[0]?.key ?? '');
    await story.pass(HOUR);
    expect(holding(story.readBy('rita', key), 'Done:')).toHaveLength(1);
    const executions = await story.desk.engine.listExecutions();
    expect(executions).toMatchObject([{ name: `${way.system}-${id}-1`, status: 'SUCCEEDED' }]);
    expect(story.writes()).toBe(2);
    expect(story.record(key).files).toHaveLength(3);
  });

  it('ends by itself when the memberships arrive although nobody closed the task', async () => {
    story = await openStory(way);
    const key = await story.file();
    await story.decide(key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.tasks(key)).toEqual(['done']);
  });

  it('rejected: nothing is written, the identity task is closed as skipped', async () => {
    story = await openStory(way);
    const key = await story.file();
    await story.decide(key, 'decline');
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.writes()).toBe(0);
    expect(story.groupsOf('uwe@company.com')).toEqual(UWE_BEFORE);
    expect(holding(story.readBy('rita', key), 'Rejected by Petra Boss')).toHaveLength(1);
    expect(story.tasks(key)).toEqual(['skipped']);
  });

  it('corrected after an unknown name: told which field, then a new run from the edit', async () => {
    story = await openStory(way);
    const key = await story.file({ target: 'uwe.bekcer@company.com' });
    const [told] = holding(story.readBy('rita', key), 'Please correct');
    expect(told).toContain('Give access to');
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    story.as('agent').edit(key, { target: 'uwe@company.com' });
    await story.settle();
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED', 2: 'RUNNING' });
    expect(story.isAsked(key)).toBe(true);
  });

  it('edited after the plan, then edited back: each time a new run, a new plan and a new approval', async () => {
    story = await openStory(way);
    const key = await story.file();
    story.as('agent').edit(key, { reason: 'Another reason' });
    await story.settle();
    expect(holding(story.said(key), 'The request was changed')).not.toHaveLength(0);
    story.as('agent').edit(key, { reason: 'Joins the data platform team' });
    await story.settle();
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED', 2: 'SUCCEEDED', 3: 'RUNNING' });
    expect(story.tasks(key)).toEqual(['skipped', 'skipped', 'on hold']);
    await story.decide(key, 'approve');
    if (way.keepsOldQuestion) {
      // The approval of the first run could not be left, so this yes was given to a question older than the plan.
      expect(story.writes()).toBe(0);
      expect(holding(story.readBy('rita', key), 'the last decision does not count')).not.toHaveLength(0);
      await story.decide(key, 'approve');
    }
    await story.pass(2 * MINUTE);
    expect(story.groupsOf('uwe@company.com')).toEqual([...UWE_BEFORE, ...ADDED].sort());
    expect(story.writes()).toBe(2);
  });

  it('nothing to add: says so and ends', async () => {
    story = await openStory(way);
    give('data-engineers', 'ml-catalog-readers', ...ADDED);
    const key = await story.file();
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(holding(story.readBy('rita', key), 'Nothing to add')).not.toHaveLength(0);
    expect(story.writes()).toBe(0);
  });

  it('only groups of the identity provider: approval, release, proof by reading', async () => {
    story = await openStory(way);
    give(...ADDED);
    const key = await story.file();
    await story.decide(key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.writes()).toBe(0);
  });

  it('only Databricks groups: no identity task', async () => {
    story = await openStory(way);
    give('data-engineers');
    const key = await story.file();
    expect(story.tasks(key)).toEqual([]);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
  });

  it('a service principal like another', async () => {
    story = await openStory(way);
    const key = await story.file({ source: etlProdApplicationId, target: etlNewApplicationId });
    await story.decide(key, 'approve');
    story.syncEntra('etl-landing', 'etl-new');
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.groupsOf('etl-new')).toEqual(expect.arrayContaining(['etl-writers', 'etl-landing']));
  });
});

it('approved from the mail before the plan was there: asked again, and the second one counts', async () => {
  story = await openStory(SERVICE_DESK);
  // The ticket starts in the approval status; Petra clicks before the desk has even seen it.
  const form = { summary: 'Access', source: 'thomas@company.com', target: 'uwe@company.com' };
  const id = story.as('rita').file({ place: 'DBM', form: { ...form, approvers: ['petra'] } });
  const { key } = story.record(id);
  await story.decide(key, 'approve');
  expect(story.writes()).toBe(0);
  expect(story.isAsked(key)).toBe(true);
  expect(holding(story.readBy('rita', key), 'older than this plan')).toHaveLength(1);
  await story.decide(key, 'approve');
  await story.pass(2 * MINUTE);
  expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
});
