import { afterEach, describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import type { Stage } from '#shared/stage.ts';
import { HOUR, holding, MINUTE, openStory, type Story, WAYS, type Way } from './kit.ts';

let story: Story;
afterEach(() => story.close());

const ADDED = ['npb-platform-users', 'scratch-workspace-admins'];

/** Somebody answers on the ticket; a minute later the desk has seen it. */
async function reply(personId: string, key: string, text: string, options = {}) {
  story.jira.site.as(personId).comment(key, text, options);
  await story.settle();
  await story.pass(MINUTE);
}

/** Says yes until it counts: on a service desk the first answer may be to a question older than the plan. */
async function approve(way: Way, key: string) {
  await story.decide(way, key, 'approve');
  if (way.way === 'service desk' && story.writes() === 0) await story.decide(way, key, 'approve');
  await story.pass(2 * MINUTE);
}

const identityTasks = (key: string) =>
  story.jira.site
    .as(people.agent)
    .view(key)
    .subtasks.map(({ status }) => status);

/** The identity team stands for the service desk that may correct. */
const withCorrectors = (stage: Stage): Stage => ({
  ...stage,
  ...(stage.jira && {
    jira: {
      ...stage.jira,
      ticketTypes: stage.jira.ticketTypes.map((type) => ({ ...type, correctorGroupId: 'group-identity' })),
    },
  }),
});

describe.each(WAYS)('a reply on a request through $way Jira', (way) => {
  it('corrects an unknown name: a new run, a plan, an approval', async () => {
    story = await openStory();
    const key = await story.file(way, { target: 'uwe.bekcer@company.com' });
    expect(holding(story.readBy(people.rita, key), 'Please correct')).toHaveLength(1);
    await reply(people.rita, key, 'Sorry!\nto: uwe@company.com');
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED', 'jira-10542-2': 'RUNNING' });
    expect(story.status(key)).toBe(way.gate);
    await approve(way, key);
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
  });

  it("of a stranger, or the desk's own examples, change nothing", async () => {
    // Even where our account is a member of the group that may correct.
    story = await openStory({ stage: withCorrectors });
    story.jira.site.groups.find(({ id }) => id === 'group-identity')?.members.push(people.desk);
    const key = await story.file(way, { target: 'uwe.bekcer@company.com' });
    const [told] = holding(story.readBy(people.rita, key), 'Please correct');
    expect(told).toContain('to: name@company.com');
    expect(told).toContain('cancel');
    await reply(people.agent, key, 'to: uwe@company.com');
    await story.pass(HOUR);
    expect(holding(story.said(key), 'Please correct')).toHaveLength(1);
    expect(story.said(key)).toHaveLength(1);
    const ends = new Set(Object.values(await story.executions()));
    expect(ends).toEqual(new Set(['SUCCEEDED']));
  });

  it('cancels: nothing is written, the identity task is skipped, the ticket says by whom', async () => {
    story = await openStory();
    const key = await story.file(way);
    expect(identityTasks(key)).toEqual(['On hold']);
    await reply(people.rita, key, 'cancel');
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(identityTasks(key)).toEqual(["Won't do"]);
    const [told] = holding(story.readBy(people.rita, key), 'Withdrawn by Rita Klein');
    expect(told).toContain('cancelled by reply');
    await story.decide(way, key, 'approve');
    await story.pass(HOUR);
    expect(story.writes()).toBe(0);
    // Once for the requester, once with group names for IT.
    expect(holding(story.said(key), 'Withdrawn by Rita Klein')).toHaveLength(2);
  });

  it('takes a cancel back with a later line: an ordinary new run', async () => {
    story = await openStory();
    const key = await story.file(way);
    await reply(people.rita, key, 'Cancel');
    await reply(people.rita, key, 'to: uwe@company.com');
    expect((await story.executions())['jira-10542-2']).toBe('RUNNING');
    expect(identityTasks(key)).toEqual(["Won't do", 'On hold']);
    await approve(way, key);
    expect(story.writes()).toBe(2);
  });

  it('corrects after the plan: superseded, a new plan, a new approval', async () => {
    story = await openStory();
    const key = await story.file(way);
    await reply(people.rita, key, 'without: scratch-workspace-admins');
    expect(holding(story.readBy(people.rita, key), 'The request was changed')).toHaveLength(1);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED', 'jira-10542-2': 'RUNNING' });
    await approve(way, key);
    expect(story.groupsOf('uwe@company.com')).toContain('npb-platform-users');
    expect(story.groupsOf('uwe@company.com')).not.toContain('scratch-workspace-admins');
    expect(story.writes()).toBe(1);
  });

  it('corrects and then cancels before anybody decided: withdrawn, and no new plan', async () => {
    story = await openStory();
    const key = await story.file(way);
    story.jira.site.as(people.rita).comment(key, 'without: scratch-workspace-admins');
    story.jira.site.as(people.rita).comment(key, 'cancel');
    await story.settle();
    expect(holding(story.readBy(people.rita, key), 'Withdrawn by Rita Klein')).not.toHaveLength(0);
    expect(holding(story.said(key), 'The request was changed')).toEqual([]);
  });

  it('with the same line again, once the world has changed, is tried again', async () => {
    story = await openStory();
    const { model } = story.databricks;
    model.setActive(model.idOf('uwe@company.com'), false);
    const key = await story.file(way);
    expect(holding(story.readBy(people.rita, key), 'reply with the same line again')).toHaveLength(1);
    model.setActive(model.idOf('uwe@company.com'), true);
    await story.pass(MINUTE);
    await reply(people.rita, key, 'to: uwe@company.com');
    expect((await story.executions())['jira-10542-2']).toBe('RUNNING');
    expect(story.status(key)).toBe(way.gate);
  });

  it('of the service desk counts where its group is configured, and its author may not approve', async () => {
    story = await openStory({ stage: withCorrectors });
    story.jira.site.groups.find(({ id }) => id === 'group-identity')?.members.push(people.petra);
    const key = await story.file(way, { target: 'uwe.bekcer@company.com', approvers: [people.petra, people.paul] });
    await reply(people.petra, key, 'to: uwe@company.com', { internal: way.way === 'service desk' });
    expect(story.status(key)).toBe(way.gate);
    await story.decide(way, key, 'approve', people.petra);
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy(people.rita, key), 'changed a field of this request')).toHaveLength(1);
    await story.decide(way, key, 'approve', people.paul);
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
  });

  it('cancels while the identity team works: what was written stays, and the ticket says by whom it ended', async () => {
    story = await openStory();
    const key = await story.file(way);
    await approve(way, key);
    expect(identityTasks(key)).toEqual(['Open']);
    await reply(people.rita, key, 'cancel');
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(identityTasks(key)).toEqual(["Won't do"]);
    const [told] = holding(story.readBy(people.rita, key), 'Withdrawn by Rita Klein');
    expect(told).toContain('2 of 2 groups in place');
  });

  it('cancels while the target is waited for', async () => {
    story = await openStory();
    const key = await story.file(way, { target: 'ines@company.com' });
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'RUNNING' });
    await reply(people.rita, key, 'cancel');
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(holding(story.readBy(people.rita, key), 'Withdrawn by Rita Klein')).toHaveLength(1);
  });
});
