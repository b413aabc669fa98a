import { afterEach, describe, expect, it } from 'vitest';
import { etlNewApplicationId, etlProdApplicationId } from '#sandbox/simulators/databricks/example-account.ts';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { HOUR, holding, MINUTE, openStory, type Story, WAYS } from './kit.ts';

let story: Story;
afterEach(() => story.close());

/** Direct groups only; bi-consumers follows through data-engineers. */
const UWE_BEFORE = ['account users', 'legacy-etl-users', 'npb-developers', 'shared-readers'];
const ADDED = ['npb-platform-users', 'scratch-workspace-admins'];

describe.each(WAYS)('a request through $way Jira', (way) => {
  it('approved: adds the Databricks groups, waits for Entra, and ends with everything in place', async () => {
    story = await openStory();
    const key = await story.file(way);
    expect(story.status(key)).toBe(way.gate);
    const [child] = story.jira.site.as(people.agent).view(key).subtasks;
    expect(child).toMatchObject({ status: 'On hold' });
    expect(story.writes()).toBe(0);

    await story.decide(way, key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.groupsOf('uwe@company.com')).toEqual([...UWE_BEFORE, ...ADDED].sort());
    expect(holding(story.readBy(people.rita, key), 'Works now')).toHaveLength(1);
    expect(story.jira.site.as(people.ines).view(child?.key ?? '').status).toBe('Open');

    story.syncEntra('data-engineers', 'uwe@company.com');
    story.jira.site.as(people.ines).transition(child?.key ?? '', '11003');
    await story.pass(HOUR);
    expect(holding(story.readBy(people.rita, key), 'Done:')).toHaveLength(1);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(story.writes()).toBe(2);
    expect(story.jira.site.as(people.agent).view(key).attachments).toHaveLength(3);
  });

  it('ends by itself when the memberships arrive although nobody closed the task', async () => {
    story = await openStory();
    const key = await story.file(way);
    await story.decide(way, key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    const [child] = story.jira.site.as(people.agent).view(key).subtasks;
    expect(child).toMatchObject({ status: 'Done' });
  });

  it('rejected: nothing is written, the identity task is closed as skipped', async () => {
    story = await openStory();
    const key = await story.file(way);
    await story.decide(way, key, 'decline');
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(story.writes()).toBe(0);
    expect(story.groupsOf('uwe@company.com')).toEqual(UWE_BEFORE);
    expect(holding(story.readBy(people.rita, key), 'Rejected by Petra Boss')).toHaveLength(1);
    expect(story.jira.site.as(people.agent).view(key).subtasks).toMatchObject([{ status: "Won't do" }]);
  });

  it('corrected after an unknown name: told which field, then a new run from the edit', async () => {
    story = await openStory();
    const key = await story.file(way, { target: 'uwe.bekcer@company.com' });
    const [told] = holding(story.readBy(people.rita, key), 'Please correct');
    expect(told).toContain('Give access to');
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    story.jira.site.as(people.agent).edit(key, { customfield_10202: 'uwe@company.com' });
    await story.settle();
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED', 'jira-10542-2': 'RUNNING' });
    expect(story.status(key)).toBe(way.gate);
  });

  it('edited after the plan, then edited back: each time a new run, a new plan and a new approval', async () => {
    story = await openStory();
    const key = await story.file(way);
    story.jira.site.as(people.agent).edit(key, { customfield_10205: 'Another reason' });
    await story.settle();
    expect(holding(story.said(key), 'The request was changed')).not.toHaveLength(0);
    story.jira.site.as(people.agent).edit(key, { customfield_10205: 'Joins the data platform team' });
    await story.settle();
    expect(await story.executions()).toEqual({
      'jira-10542-1': 'SUCCEEDED',
      'jira-10542-2': 'SUCCEEDED',
      'jira-10542-3': 'RUNNING',
    });
    // The identity tasks of the first two are closed, the third is on hold.
    const states = story.jira.site
      .as(people.agent)
      .view(key)
      .subtasks.map(({ status }) => status);
    expect(states).toEqual(["Won't do", "Won't do", 'On hold']);
    await story.decide(way, key, 'approve');
    if (way.way === 'service desk') {
      // The approval of the first run could not be left, so this yes was given to a question older than the plan.
      expect(story.writes()).toBe(0);
      expect(holding(story.readBy(people.rita, key), 'the last decision does not count')).not.toHaveLength(0);
      await story.decide(way, key, 'approve');
    }
    await story.pass(2 * MINUTE);
    expect(story.groupsOf('uwe@company.com')).toEqual([...UWE_BEFORE, ...ADDED].sort());
    expect(story.writes()).toBe(2);
  });

  it('nothing to add: says so and ends', async () => {
    story = await openStory();
    for (const group of ['data-engineers', 'ml-catalog-readers', 'npb-platform-users', 'scratch-workspace-admins']) {
      story.databricks.model.addMember(
        story.databricks.model.idOf(group),
        story.databricks.model.idOf('uwe@company.com'),
      );
    }
    const key = await story.file(way);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(holding(story.readBy(people.rita, key), 'Nothing to add')).not.toHaveLength(0);
    expect(story.writes()).toBe(0);
  });

  it('only groups of the identity provider: approval, release, proof by reading', async () => {
    story = await openStory();
    for (const group of ['npb-platform-users', 'scratch-workspace-admins']) {
      story.databricks.model.addMember(
        story.databricks.model.idOf(group),
        story.databricks.model.idOf('uwe@company.com'),
      );
    }
    const key = await story.file(way);
    await story.decide(way, key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(story.writes()).toBe(0);
  });

  it('only Databricks groups: no identity task', async () => {
    story = await openStory();
    story.databricks.model.addMember(
      story.databricks.model.idOf('data-engineers'),
      story.databricks.model.idOf('uwe@company.com'),
    );
    const key = await story.file(way);
    expect(story.jira.site.as(people.agent).view(key).subtasks).toEqual([]);
    await story.decide(way, key, 'approve');
    await story.pass(2 * MINUTE);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
  });

  it('a service principal like another', async () => {
    story = await openStory();
    const key = await story.file(way, { source: etlProdApplicationId, target: etlNewApplicationId });
    await story.decide(way, key, 'approve');
    story.syncEntra('etl-landing', 'etl-new');
    await story.pass(HOUR);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(story.groupsOf('etl-new')).toEqual(expect.arrayContaining(['etl-writers', 'etl-landing']));
  });
});

it('approved from the mail before the plan was there: asked again, and the second one counts', async () => {
  story = await openStory();
  // The ticket starts in the approval status; Petra clicks before the desk has even seen it.
  const issue = story.jira.site.as(people.rita).file({
    project: 'DBM',
    issueType: '10200',
    fields: {
      summary: 'Access',
      customfield_10201: 'thomas@company.com',
      customfield_10202: 'uwe@company.com',
      customfield_10206: [people.petra],
    },
  });
  story.jira.site.as(people.petra).decide(issue.key, 'approve');
  await story.settle();
  expect(story.writes()).toBe(0);
  expect(story.status(issue.key)).toBe('10031');
  expect(holding(story.readBy(people.rita, issue.key), 'older than this plan')).toHaveLength(1);
  await story.decide(WAYS[1], issue.key, 'approve');
  await story.pass(2 * MINUTE);
  expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
});
