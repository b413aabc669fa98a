import { afterEach, describe, expect, it } from 'vitest';
import { groups } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { PersonName } from '#sandbox/story/office/office.ts';
import type { Stage } from '#shared/stage.ts';
import { ADDED, EVERY_WAY, HOUR, holding, MINUTE, openStory, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

/** Somebody answers on the ticket; a minute later the desk has seen it. */
async function reply(name: PersonName, key: string, text: string, options = {}) {
  story.as(name).comment(key, text, options);
  await story.settle();
  await story.pass(MINUTE);
}

/** Says yes until it counts: on a service desk the first answer may be to a question older than the plan. */
async function approve(key: string) {
  await story.decide(key, 'approve');
  if (story.writes() === 0 && story.isAsked(key)) await story.decide(key, 'approve');
  await story.pass(2 * MINUTE);
}

/** The identity team stands for the service desk that may correct. */
const withCorrectors = (stage: Stage): Stage => ({
  ...stage,
  ...(stage.jira && {
    jira: {
      ...stage.jira,
      ticketTypes: stage.jira.ticketTypes.map((type) => ({ ...type, correctorGroupId: 'group-identity' })),
    },
  }),
  ...(stage.servicenow && {
    servicenow: {
      ...stage.servicenow,
      catalogItems: stage.servicenow.catalogItems.map((item) => ({ ...item, correctorGroupId: groups.identityTeam })),
    },
  }),
});

describe.each(EVERY_WAY)('a reply on a request through $name', (way) => {
  it('corrects an unknown name: a new run, a plan, an approval', async () => {
    story = await openStory(way);
    const key = await story.file({ target: 'uwe.bekcer@company.com' });
    expect(holding(story.readBy('rita', key), 'Please correct')).toHaveLength(1);
    await reply('rita', key, 'Sorry!\nto: uwe@company.com');
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED', 2: 'RUNNING' });
    expect(story.isAsked(key)).toBe(true);
    await approve(key);
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
  });

  it("of a stranger, or the desk's own examples, change nothing", async () => {
    // Even where our account is a member of the group that may correct.
    story = await openStory(way, { stage: withCorrectors });
    story.office.join('identity team', 'desk');
    const key = await story.file({ target: 'uwe.bekcer@company.com' });
    const [told] = holding(story.readBy('rita', key), 'Please correct');
    expect(told).toContain('to: name@company.com');
    expect(told).toContain('cancel');
    await reply('agent', key, 'to: uwe@company.com');
    await story.pass(HOUR);
    expect(holding(story.said(key), 'Please correct')).toHaveLength(1);
    expect(story.said(key)).toHaveLength(1);
    const ends = new Set(Object.values(await story.runs()));
    expect(ends).toEqual(new Set(['SUCCEEDED']));
  });

  it('cancels: nothing is written, the identity task is skipped, the ticket says by whom', async () => {
    story = await openStory(way);
    const key = await story.file();
    expect(story.tasks(key)).toEqual(['on hold']);
    await reply('rita', key, 'cancel');
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.tasks(key)).toEqual(['skipped']);
    const [told] = holding(story.readBy('rita', key), 'Withdrawn by Rita Klein');
    expect(told).toContain('cancelled by reply');
    // ServiceNow's rows are closed with the request: there is nothing left to answer.
    if (way.system === 'servicenow') await expect(story.decide(key, 'approve')).rejects.toThrow('no approver row');
    else await story.decide(key, 'approve');
    await story.pass(HOUR);
    expect(story.writes()).toBe(0);
    // Once for the requester, once with group names for IT.
    expect(holding(story.said(key), 'Withdrawn by Rita Klein')).toHaveLength(2);
  });

  it('takes a cancel back with a later line: an ordinary new run', async () => {
    story = await openStory(way);
    const key = await story.file();
    await reply('rita', key, 'Cancel');
    await reply('rita', key, 'to: uwe@company.com');
    expect((await story.runs())[2]).toBe('RUNNING');
    expect(story.tasks(key)).toEqual(['skipped', 'on hold']);
    await approve(key);
    expect(story.writes()).toBe(2);
  });

  it('corrects after the plan: superseded, a new plan, a new approval', async () => {
    story = await openStory(way);
    const key = await story.file();
    await reply('rita', key, 'without: scratch-workspace-admins');
    expect(holding(story.readBy('rita', key), 'The request was changed')).toHaveLength(1);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED', 2: 'RUNNING' });
    await approve(key);
    expect(story.groupsOf('uwe@company.com')).toContain('npb-platform-users');
    expect(story.groupsOf('uwe@company.com')).not.toContain('scratch-workspace-admins');
    expect(story.writes()).toBe(1);
  });

  it('corrects and then cancels before anybody decided: withdrawn, and no new plan', async () => {
    story = await openStory(way);
    const key = await story.file();
    story.as('rita').comment(key, 'without: scratch-workspace-admins');
    // ServiceNow's times have no fractions of a second.
    story.clock.advanceTo(story.clock.now() + 1000);
    story.as('rita').comment(key, 'cancel');
    await story.settle();
    expect(holding(story.readBy('rita', key), 'Withdrawn by Rita Klein')).not.toHaveLength(0);
    expect(holding(story.said(key), 'The request was changed')).toEqual([]);
  });

  it('with the same line again, once the world has changed, is tried again', async () => {
    story = await openStory(way);
    const { model } = story.databricks;
    model.setActive(model.idOf('uwe@company.com'), false);
    const key = await story.file();
    expect(holding(story.readBy('rita', key), 'reply with the same line again')).toHaveLength(1);
    model.setActive(model.idOf('uwe@company.com'), true);
    await story.pass(MINUTE);
    await reply('rita', key, 'to: uwe@company.com');
    expect((await story.runs())[2]).toBe('RUNNING');
    expect(story.isAsked(key)).toBe(true);
  });

  it('of the service desk counts where its group is configured, and its author may not approve', async () => {
    story = await openStory(way, { stage: withCorrectors });
    story.office.join('identity team', 'petra');
    const key = await story.file({ target: 'uwe.bekcer@company.com', approvers: ['petra', 'paul'] });
    if (way.place === 'DBS') await reply('petra', key, 'to: uwe@company.com', { internal: true });
    expect(story.isAsked(key)).toBe(false);
    await reply('petra', key, 'to: uwe@company.com');
    expect(story.isAsked(key)).toBe(true);
    // In ServiceNow parties are not even asked.
    const isAsked = way.system === 'jira';
    if (isAsked) await story.decide(key, 'approve', 'petra');
    else await expect(story.decide(key, 'approve', 'petra')).rejects.toThrow('no approver row');
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'changed a field of this request')).toHaveLength(isAsked ? 1 : 0);
    await story.decide(key, 'approve', 'paul');
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
  });

  it('cancels while the identity team works: what was written stays, and the ticket says by whom it ended', async () => {
    story = await openStory(way);
    const key = await story.file();
    await approve(key);
    expect(story.tasks(key)).toEqual(['open']);
    await reply('rita', key, 'cancel');
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.tasks(key)).toEqual(['skipped']);
    const [told] = holding(story.readBy('rita', key), 'Withdrawn by Rita Klein');
    expect(told).toContain('2 of 2 groups in place');
  });

  it('cancels while the target is waited for', async () => {
    story = await openStory(way);
    const key = await story.file({ target: 'ines@company.com' });
    expect(await story.runs()).toEqual({ 1: 'RUNNING' });
    await reply('rita', key, 'cancel');
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(holding(story.readBy('rita', key), 'Withdrawn by Rita Klein')).toHaveLength(1);
  });
});
