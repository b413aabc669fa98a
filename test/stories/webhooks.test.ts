import { afterEach, describe, expect, it } from 'vitest';
import { ADDED, EVERY_WAY, holding, MINUTE, openStory, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

describe.each(EVERY_WAY)('webhooks of $name', (way) => {
  it('every delivery twice and in another order: one run, each effect once', async () => {
    story = await openStory(way);
    const { webhooks } = story.office;
    for (let n = 0; n < 40; n += 1) webhooks.duplicateNext();
    const key = await story.file();
    webhooks.shuffle(7);
    await story.decide(key, 'approve');
    webhooks.shuffle(11);
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
    expect(new Set(story.said(key)).size).toBe(story.said(key).length);
    expect(story.tasks(key)).toHaveLength(1);
    expect(Object.keys(await story.runs())).toHaveLength(1);
  });

  it('the approval is lost: the poll finds it', async () => {
    story = await openStory(way, { sweeps: false });
    const key = await story.file();
    story.lose('decided');
    await story.decide(key, 'approve');
    expect(story.writes()).toBe(0);
    await story.pass(61 * MINUTE);
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
  });

  it('the creation is lost: the sweep starts it', async () => {
    story = await openStory(way);
    story.lose('created');
    const key = await story.file();
    expect(await story.runs()).toEqual({});
    await story.pass(16 * MINUTE);
    expect(story.isAsked(key)).toBe(true);
    expect(holding(story.said(key), 'LOOK CLOSER')).not.toHaveLength(0);
  });
});
