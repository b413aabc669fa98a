import { afterEach, describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { HOUR, holding, MINUTE, openStory, PLAIN, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

describe('an approval in a plain Jira project', () => {
  it('taken back and given again by somebody else, while Databricks was away: nothing is written', async () => {
    story = await openStory(PLAIN, { sweeps: false });
    const { jira, databricks } = story;
    const key = await story.file();
    databricks.faults.add({ times: 400, fault: { kind: 'answer', status: 503 } });
    await story.decide(key, 'approve');
    jira.site.as(people.petra).transition(key, PLAIN.gate);
    jira.site.as(people.paul).transition(key, PLAIN.approved);
    databricks.faults.clear();
    await story.pass(2 * HOUR);
    expect(story.writes()).toBe(0);
    expect(holding(story.said(key), 'the approval was taken back')).not.toHaveLength(0);
  });

  it('moved on by the workflow while the identity team works: it still counts', async () => {
    story = await openStory(PLAIN);
    const workflow = story.jira.site.workflows.find(({ id }) => id === 'gate');
    workflow?.statuses.push({ id: '10006', name: 'In progress', category: 'indeterminate' });
    workflow?.transitions.push({ id: '81', name: 'Start', from: ['10002'], to: '10006' });
    const key = await story.file();
    await story.decide(key, 'approve');
    story.jira.site.as(people.petra).transition(key, '10006');
    await story.pass(5 * MINUTE);
    expect(story.writes()).toBe(2);
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(holding(story.readBy('rita', key), 'Done:')).toHaveLength(1);
  });
});
