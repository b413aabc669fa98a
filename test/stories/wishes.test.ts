import { afterEach, describe, expect, it } from 'vitest';
import { etlProdApplicationId } from '#sandbox/simulators/databricks/example-account.ts';
import { EVERY_SYSTEM, HOUR, holding, openStory, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

describe.each(EVERY_SYSTEM)('a request through $name that cannot be served', (way) => {
  it.each([
    ['unknown target', { target: 'nobody@company.com' }, 'Give access to', 'Nobody in Databricks goes by this name'],
    ['ambiguous source', { source: 'Anna Schmidt' }, 'Copy access from', '2 accounts in Databricks go by this name'],
    ['inactive target', { target: 'petra.novak@company.com' }, 'Give access to', 'deactivated'],
    ['same person', { target: 'THOMAS@company.com' }, 'Give access to', 'same account'],
    ['person and service principal', { target: etlProdApplicationId }, 'Give access to', 'service principal'],
    ['a group', { source: 'npb-developers' }, 'Copy access from', 'name of a group'],
    ['two people', { target: 'uwe@company.com, petra.novak@company.com' }, 'Give access to', 'names 2 people'],
    ['perhaps two people', { target: 'uwe and anna' }, 'Give access to', 'If it means more than one person'],
    ['missing source', { source: '' }, 'Copy access from', 'is empty'],
  ])('%s: the ticket names the field and how to answer', async (_, wish, label, part) => {
    story = await openStory(way);
    const key = await story.file(wish);
    const [told] = holding(story.readBy('rita', key), 'Please correct');
    expect(told).toContain(label);
    expect(told).toContain(part);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    await story.pass(HOUR);
    expect(holding(story.said(key), 'Please correct')).toHaveLength(1);
  });
});
