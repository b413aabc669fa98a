import { afterEach, describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { EVERY_SYSTEM, HOUR, holding, MINUTE, openStory, PLAIN, SERVICE_DESK, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

/** Everybody may click in this workflow: only our own rules are left. */
function openTheGate(): void {
  const workflow = story.jira.site.workflows.find(({ id }) => id === 'gate');
  for (const transition of workflow?.transitions ?? []) delete transition.onlyGroup;
}

/** This account decides on the plain project. */
async function approveAs(accountId: string, key: string): Promise<void> {
  story.jira.site.as(accountId).transition(key, PLAIN.approved);
  await story.settle();
}

describe('an approval by somebody who may not', () => {
  it.each([
    ['the requester', people.rita, /reported this ticket|created this ticket/],
    ['the target', people.uwe, /is the target of this request/],
    ['the source', people.thomas, /is the source|cannot be told apart/],
    ['a colleague outside the group', people.ines, /is not a member of the approver group/],
    ['an app account', people.automation, /app account/],
  ])('%s is not counted, and the ticket says why and who may', async (_, accountId, why) => {
    story = await openStory(PLAIN);
    openTheGate();
    const group = story.jira.site.groups.find(({ id }) => id === 'group-approvers');
    // The parties are in the approver group.
    if (accountId !== people.ines) group?.members.push(accountId);
    const key = await story.file();
    await approveAs(accountId, key);
    expect(story.writes()).toBe(0);
    const [told] = holding(story.readBy('rita', key), 'Not counted');
    expect(told).toMatch(why);
    expect(told).toContain('May approve: databricks-approvers');
    expect(story.isAsked(key)).toBe(true);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
  });

  it('the service account itself is not counted', async () => {
    story = await openStory(PLAIN);
    openTheGate();
    story.office.join('approvers', 'desk');
    const key = await story.file();
    await approveAs(people.desk, key);
    await story.pass(2 * HOUR);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'Access Desk works with')).not.toHaveLength(0);
  });

  it.each(EVERY_SYSTEM)('whoever changed the request last is not counted: $name', async (way) => {
    story = await openStory(way);
    const key = await story.file();
    story.as('petra').edit(key, { reason: 'Changed by the approver' });
    await story.settle();
    await story.decide(key, 'approve');
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'changed a field of this request')).toHaveLength(1);
    await story.decide(key, 'approve', 'paul');
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
  });

  it('a requester who named herself approver on the service desk is not counted', async () => {
    story = await openStory(SERVICE_DESK);
    const key = await story.file({ approvers: ['rita'] });
    await story.decide(key, 'approve', 'rita');
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'Not counted')).toHaveLength(1);
  });
});
