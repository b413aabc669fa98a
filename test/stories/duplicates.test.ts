import { afterEach, describe, expect, it } from 'vitest';
import { officeOf } from '#sandbox/story/office/office-of.ts';
import { ADDED, EVERY_SYSTEM, HOUR, holding, ITEM, MINUTE, openStory, PLAIN, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

const asksForTheSame = (key: string) => holding(story.readBy('rita', key), 'asks for the same access');

describe.each(EVERY_SYSTEM)('a second open request for the same pair through $name', (way) => {
  it('is told the first one’s number, waits for its end, and goes on by itself at once', async () => {
    story = await openStory(way);
    const first = await story.file();
    const second = await story.file({ source: 'Thomas Müller' });
    expect([story.isAsked(first), story.isAsked(second)]).toEqual([true, false]);
    expect(asksForTheSame(second)).toEqual([expect.stringContaining(`${first} asks for the same access`)]);
    expect(asksForTheSame(first)).toEqual([]);

    await story.decide(first, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.until(() => holding(story.said(first), 'Done:').length > 0, HOUR);
    await story.settle();
    expect(holding(story.readBy('rita', second), 'Nothing to add')).toHaveLength(1);
    expect(asksForTheSame(second)).toHaveLength(1);
    expect(story.writes()).toBe(2);
  });

  it('of two filed at the same moment exactly one goes on; dropping it lets the other go on', async () => {
    story = await openStory(way);
    const form = { summary: 'Databricks access', source: 'thomas@company.com', target: 'uwe@company.com' };
    const keys = [1, 2].map(() => story.record(story.as('rita').file({ place: way.place, form })).key);
    await story.settle();
    const [going, ...others] = keys.filter((key) => story.isAsked(key));
    const [waiting = ''] = keys.filter((key) => asksForTheSame(key).length > 0);
    expect(others).toEqual([]);
    expect([going, waiting].sort()).toEqual(keys.toSorted());
    story.as('rita').cancel(going ?? '');
    await story.settle();
    expect(story.isAsked(waiting)).toBe(true);
  });
});

describe('three tickets for one pair, of both systems', () => {
  it('are served in turn; one that waits may be corrected or dropped', async () => {
    story = await openStory(PLAIN);
    const first = await story.file();
    const servicenow = officeOf(story, 'servicenow');
    const form = { source: 'thomas@company.com', target: 'uwe@company.com', reason: 'Joins the data platform team' };
    const id = servicenow.as('rita').file({ place: ITEM.place, form });
    await story.settle();
    const third = await story.file();
    const second = () => servicenow.record(id);
    const saidOnSecond = () => second()?.messages.map(({ text }) => text) ?? [];
    expect(holding(saidOnSecond(), `${first} asks for the same access`)).toHaveLength(1);
    expect(holding(story.said(third), `${first} and ${second()?.key} ask for the same access`)).toHaveLength(1);

    await story.decide(first, 'decline');
    expect(second()?.asked).toBe(true);
    expect(story.isAsked(third)).toBe(false);
    servicenow.as('rita').cancel(second()?.key ?? '');
    await story.settle();
    expect(story.isAsked(third)).toBe(true);

    const fourth = await story.file();
    expect(holding(story.said(fourth), `${third} asks for the same access`)).toHaveLength(1);
    story.as('rita').edit(fourth, { target: 'paolo.rossi@company.com' });
    await story.settle();
    expect(story.isAsked(fourth)).toBe(true);
  });
});
