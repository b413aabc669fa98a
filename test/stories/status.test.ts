import { afterEach, describe, expect, it } from 'vitest';
import type { PersonName } from '#sandbox/story/office/office.ts';
import { EVERY_WAY, HOUR, holding, MINUTE, openStory, SERVICE_DESK, type Story, type StoryWay } from './kit.ts';

let story: Story;
afterEach(() => story.close());

/** Somebody asks; a minute later the answer is there, or there is none. Returns the answers that are new. */
async function ask(name: PersonName, key: string, text = 'status?'): Promise<string[]> {
  const before = answersIn(key).length;
  story.as(name).comment(key, text);
  await story.settle();
  await story.pass(MINUTE);
  return answersIn(key).slice(before);
}

/** Answers as the requester reads them, by their first line. */
function answersIn(key: string): string[] {
  const firsts = ['Waiting for approval', 'Approved', 'Ended on', 'Waiting until the person'];
  return story.readBy('rita', key).filter((text) => firsts.some((first) => text.startsWith(first)));
}

async function approve(key: string, way: StoryWay) {
  await story.decide(key, 'approve');
  if (way.keepsOldQuestion && story.writes() === 0 && story.isAsked(key)) await story.decide(key, 'approve');
  await story.pass(2 * MINUTE);
}

describe.each(EVERY_WAY)('asked for the status of a request through $name', (way) => {
  it('answers who may ask, once, and wherever it stands', async () => {
    story = await openStory(way);
    const key = await story.file();
    expect(await ask('rita', key)).toEqual([expect.stringMatching(/^Waiting for approval until .* by .*approvers/)]);
    expect(await ask('petra', key, 'Status ?')).toHaveLength(1);
    // They work on tickets and are in none of the groups: they may write here, and get no answer.
    expect(await ask(way.system === 'jira' ? 'agent' : 'ines', key)).toEqual([]);
    expect(await ask('rita', key, 'What is the status?')).toEqual([]);
    expect(await story.runs()).toEqual({ 1: 'RUNNING' });

    await approve(key, way);
    expect(story.writes()).toBe(2);
    const [working] = await ask('rita', key);
    expect(working).toMatch(
      /^Approved: 2 of 2 Databricks groups in place\. Waiting for the identity team \(\w+-?\d+\)/,
    );
    expect(working).not.toContain('data-engineers');

    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(holding(story.readBy('rita', key), 'Done: ')).toHaveLength(1);
    const [ended] = await ask('rita', key);
    expect(ended).toMatch(/^Ended on .* UTC\. Done: Uwe Becker has all 3 groups of the approved plan\./);
    expect(ended).toMatch(/Reference: (jira|servicenow)-\w+-1$/m);
    // Neither the answer nor the sweep begins anything anew.
    const answered = answersIn(key);
    await story.pass(HOUR);
    expect(answersIn(key)).toEqual(answered);
    expect(new Set(Object.values(await story.runs()))).toEqual(new Set(['SUCCEEDED']));
    expect(story.writes()).toBe(2);
  });
});

it('answers once though webhooks come twice, and though they get lost', async () => {
  story = await openStory(SERVICE_DESK);
  const key = await story.file();
  story.office.webhooks.duplicateNext({ event: 'comment_created' });
  expect(await ask('rita', key)).toHaveLength(1);
  for (const event of ['comment_created', 'jira:issue_updated']) story.office.webhooks.dropNext({ event });
  expect(await ask('rita', key)).toEqual([]);
  await story.pass(20 * MINUTE);
  expect(answersIn(key)).toHaveLength(2);
});
