import { afterEach, describe, expect, it } from 'vitest';
import { DAY, EVERY_SYSTEM, HOUR, holding, MINUTE, openStory, SERVICE_DESK, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

/** Ines works here, and Databricks has not heard of her. Without sweeps, which could only wake for what never changed. */
async function fileForInes(way: Parameters<typeof openStory>[0]): Promise<string> {
  story = await openStory(way, { sweeps: false });
  const key = await story.file({ target: 'ines@company.com' });
  expect(await story.runs()).toEqual({ 1: 'RUNNING' });
  return key;
}

const HINT = 'They appear in Databricks once the identity team has added them.';

describe.each(EVERY_SYSTEM)('a new joiner asked for through $name', (way) => {
  it('who appears on day 3: told once, then it goes on by itself', async () => {
    const key = await fileForInes(way);
    const [told] = holding(story.readBy('rita', key), 'ines@company.com is not in Databricks yet');
    expect(told).toContain(HINT);
    expect(told).toContain('until 7 Dec 2026 09:00 UTC');
    await story.pass(2 * DAY);
    story.as('rita').comment(key, 'status?');
    await story.settle();
    await story.pass(MINUTE);
    expect(holding(story.readBy('rita', key), 'Waiting until the person who is to get the access')).toHaveLength(1);
    expect(holding(story.said(key), 'not in Databricks yet')).toHaveLength(1);

    story.databricks.model.provision('Ines Kraft', 'ines@company.com');
    await story.pass(6 * HOUR);
    expect(await story.runs()).toEqual({ 1: 'RUNNING' });
    expect(story.isAsked(key)).toBe(true);
    expect(holding(story.readBy('rita', key), 'Ines Kraft (ines@company.com) would get what')).toHaveLength(1);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.groupsOf('ines@company.com')).toContain('npb-platform-users');
  });

  it('who never appears: the field, how long we looked, how to go on; the same line begins anew', async () => {
    const key = await fileForInes(way);
    await story.pass(14 * DAY + MINUTE);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    const [told] = holding(story.readBy('rita', key), 'Please correct "Give access to". We read: "ines@company.com"');
    expect(told).toContain('We looked for this person in Databricks for 14 days');
    expect(told).toContain('reply with the same line again');
    expect(told).toContain('to: name@company.com');

    story.databricks.model.provision('Ines Kraft', 'ines@company.com');
    story.as('rita').comment(key, 'to: ines@company.com');
    await story.settle();
    await story.pass(MINUTE);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED', 2: 'RUNNING' });
    expect(story.isAsked(key)).toBe(true);
  });

  it('who is corrected meanwhile: the next run takes the other person', async () => {
    const key = await fileForInes(way);
    await story.pass(DAY);
    story.as('rita').comment(key, 'to: uwe@company.com');
    await story.settle();
    await story.pass(MINUTE);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED', 2: 'RUNNING' });
    expect(holding(story.readBy('rita', key), 'Uwe Becker (uwe@company.com) would get what')).toHaveLength(1);
  });
});

it('a new joiner who appears deactivated is not taken', async () => {
  const key = await fileForInes(SERVICE_DESK);
  const { model } = story.databricks;
  model.setActive(model.provision('Ines Kraft', 'ines@company.com'), false);
  await story.pass(HOUR);
  expect(holding(story.readBy('rita', key), 'deactivated in Databricks')).toHaveLength(1);
  expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
});

it('somebody neither system knows is not waited for, and nothing tells which one knows whom', async () => {
  story = await openStory(SERVICE_DESK);
  const key = await story.file({ target: 'stranger@company.com' });
  expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
  const [told] = holding(story.readBy('rita', key), 'Please correct');
  expect(told).toContain('Nobody in Databricks goes by this name.');
  expect(told).not.toMatch(/Jira|ServiceNow/);
});
