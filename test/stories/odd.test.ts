import { afterEach, describe, expect, it } from 'vitest';
import { etlProdApplicationId } from '#sandbox/simulators/databricks/example-account.ts';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { DAY, HOUR, holding, MINUTE, openStory, type Story, WAYS } from './kit.ts';

let story: Story;
afterEach(() => story.close());

const ADDED = ['npb-platform-users', 'scratch-workspace-admins'];
const [plain, serviceDesk] = WAYS;

describe.each(WAYS)('webhooks of $way Jira', (way) => {
  it('every delivery twice and in another order: one run, each effect once', async () => {
    story = await openStory();
    const { jira } = story;
    for (let n = 0; n < 40; n += 1) jira.webhooks.duplicateNext();
    const key = await story.file(way);
    jira.webhooks.shuffle(7);
    await story.decide(way, key, 'approve');
    jira.webhooks.shuffle(11);
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
    expect(new Set(story.said(key)).size).toBe(story.said(key).length);
    expect(jira.site.as(people.agent).view(key).subtasks).toHaveLength(1);
    expect(Object.keys(await story.executions())).toHaveLength(1);
  });

  it('the approval is lost: the poll finds it', async () => {
    story = await openStory({ sweeps: false });
    const key = await story.file(way);
    story.jira.webhooks.dropNext({ event: 'jira:issue_updated' });
    await story.decide(way, key, 'approve');
    expect(story.writes()).toBe(0);
    await story.pass(61 * MINUTE);
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
  });

  it('the creation is lost: the sweep starts it', async () => {
    story = await openStory();
    story.jira.webhooks.dropNext({ event: 'jira:issue_created' });
    const key = await story.file(way);
    expect(await story.executions()).toEqual({});
    await story.pass(16 * MINUTE);
    expect(story.status(key)).toBe(way.gate);
  });
});

describe('an approval by somebody who may not', () => {
  it.each([
    ['the requester', people.rita, { by: people.rita }, /reported this ticket|created this ticket/],
    ['the target', people.uwe, {}, /is the target of this request/],
    ['the source', people.thomas, {}, /is the source|cannot be told apart/],
    ['a colleague outside the group', people.ines, {}, /is not a member of the approver group/],
    ['an app account', people.automation, {}, /app account/],
  ])('%s is not counted, and the ticket says why and who may', async (_, personId, wish, why) => {
    // Everybody may click in this workflow, and the parties are in the approver group: only our own rules are left.
    story = await openStory();
    const { site } = story.jira;
    const workflow = site.workflows.find(({ id }) => id === 'gate');
    for (const transition of workflow?.transitions ?? []) delete transition.onlyGroup;
    const group = site.groups.find(({ id }) => id === 'group-approvers');
    if (personId !== people.ines) group?.members.push(personId);
    const key = await story.file(plain, wish);
    await story.decide(plain, key, 'approve', personId);
    expect(story.writes()).toBe(0);
    const [told] = holding(story.readBy(people.rita, key), 'Not counted');
    expect(told).toMatch(why);
    expect(told).toContain('May approve: databricks-approvers');
    expect(story.status(key)).toBe(plain.gate);
    await story.decide(plain, key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
  });

  it('the service account itself is not counted', async () => {
    story = await openStory();
    const { site } = story.jira;
    for (const transition of site.workflows.find(({ id }) => id === 'gate')?.transitions ?? [])
      delete transition.onlyGroup;
    site.groups.find(({ id }) => id === 'group-approvers')?.members.push(people.desk);
    const key = await story.file(plain);
    site.as(people.desk).transition(key, plain.approved);
    await story.pass(2 * HOUR);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy(people.rita, key), 'Access Desk works with')).not.toHaveLength(0);
  });

  it('whoever changed the request last is not counted', async () => {
    story = await openStory();
    const key = await story.file(plain);
    story.jira.site.as(people.petra).edit(key, { customfield_10205: 'Changed by the approver' });
    await story.settle();
    await story.decide(plain, key, 'approve');
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy(people.rita, key), 'changed a field of this request')).toHaveLength(1);
    await story.decide(plain, key, 'approve', people.paul);
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
  });

  it('a requester who named herself approver on the service desk is not counted', async () => {
    story = await openStory();
    const key = await story.file(serviceDesk, { approvers: [people.rita] });
    await story.decide(serviceDesk, key, 'approve', people.rita);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy(people.rita, key), 'Not counted')).toHaveLength(1);
  });
});

describe('requests that cannot be served', () => {
  it.each([
    ['unknown target', { target: 'nobody@company.com' }, 'Give access to', 'Nobody in Databricks goes by this name'],
    ['ambiguous source', { source: 'Anna Schmidt' }, 'Copy access from', '2 accounts in Databricks go by this name'],
    ['inactive target', { target: 'petra.novak@company.com' }, 'Give access to', 'deactivated'],
    ['same person', { target: 'THOMAS@company.com' }, 'Give access to', 'same account'],
    ['person and service principal', { target: etlProdApplicationId }, 'Give access to', 'service principal'],
    ['a group', { source: 'npb-developers' }, 'Copy access from', 'name of a group'],
    ['missing source', { source: '' }, 'Copy access from', 'is empty'],
  ])('%s: the ticket names the field and how to answer', async (_, wish, label, part) => {
    story = await openStory();
    const key = await story.file(plain, wish);
    const [told] = holding(story.readBy(people.rita, key), 'Please correct');
    expect(told).toContain(label);
    expect(told).toContain(part);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    await story.pass(HOUR);
    expect(holding(story.said(key), 'Please correct')).toHaveLength(1);
  });
});

describe('things that happen meanwhile', () => {
  it('expires when nobody decides', async () => {
    story = await openStory({ sweeps: false });
    const key = await story.file(plain);
    await story.pass(14 * DAY + HOUR);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(holding(story.said(key), 'Time is up')).not.toHaveLength(0);
  });

  it('is withdrawn when the requester cancels', async () => {
    story = await openStory();
    const key = await story.file(plain);
    story.jira.site.as(people.rita).cancel(key);
    await story.settle();
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(story.jira.site.as(people.agent).view(key).subtasks).toMatchObject([{ status: "Won't do" }]);
  });

  it('is withdrawn without a word when the ticket is deleted', async () => {
    story = await openStory();
    const key = await story.file(plain);
    story.jira.site.as(people.agent).delete(key);
    await story.pass(2 * HOUR);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'SUCCEEDED' });
    expect(story.writes()).toBe(0);
  });

  it('plans again and asks again when a group became wider after the plan', async () => {
    story = await openStory();
    const { model } = story.databricks;
    const key = await story.file(plain);
    const [prod] = model.workspaces.filter(({ name }) => name === 'prod-workspace');
    model.assign(prod?.id ?? '', model.idOf('scratch-workspace-admins'), ['ADMIN']);
    await story.decide(plain, key, 'approve');
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy(people.rita, key), 'wider since the last plan')).toHaveLength(1);
    await story.decide(plain, key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
  });

  it('stops when the target is deactivated between plan and approval', async () => {
    story = await openStory();
    const { model } = story.databricks;
    const key = await story.file(plain);
    model.setActive(model.idOf('uwe@company.com'), false);
    await story.decide(plain, key, 'approve');
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy(people.rita, key), 'changed after the plan')).toHaveLength(1);
  });

  it('plan only: everything runs, nothing is written, the end says what would have been added', async () => {
    story = await openStory({ stage: (stage) => ({ ...stage, writes: 'planOnly' }) });
    const key = await story.file(plain);
    await story.decide(plain, key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy(people.rita, key), 'would have added 2')).not.toHaveLength(0);
  });

  it('goes on after Databricks and Jira were away for an hour', async () => {
    story = await openStory();
    const gone = { times: 400, fault: { kind: 'answer' as const, status: 503 } };
    story.databricks.faults.add({ match: {}, ...gone });
    const key = await story.file(plain);
    await story.pass(HOUR);
    story.databricks.faults.clear();
    await story.pass(2 * HOUR);
    expect(story.status(key)).toBe(plain.gate);
    story.jira.faults.add({ match: { method: 'POST' }, ...gone });
    await story.decide(plain, key, 'approve');
    await story.pass(HOUR);
    story.jira.faults.clear();
    await story.pass(2 * HOUR);
    expect(story.writes()).toBe(2);
    expect(new Set(story.said(key)).size).toBe(story.said(key).length);
  });

  it('wrong credentials: told which secret, the run fails with a reference', async () => {
    story = await openStory();
    story.secrets.set('access-desk/example/databricks-reader', JSON.stringify({ clientId: 'x', clientSecret: 'y' }));
    const key = await story.file(plain);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'FAILED' });
    expect(holding(story.readBy(people.rita, key), 'jira-10542-1')).toHaveLength(1);
    expect(holding(story.said(key), 'CredentialsRejected')).toHaveLength(1);
    await story.pass(HOUR);
    expect(Object.keys(await story.executions())).toHaveLength(1);
  });
});

describe('an approval that does not stand any more', () => {
  it('taken back and given again by somebody else, while Databricks was away: nothing is written', async () => {
    story = await openStory({ sweeps: false });
    const { jira, databricks } = story;
    const key = await story.file(plain);
    databricks.faults.add({ times: 400, fault: { kind: 'answer', status: 503 } });
    await story.decide(plain, key, 'approve');
    jira.site.as(people.petra).transition(key, plain.gate);
    jira.site.as(people.paul).transition(key, plain.approved);
    databricks.faults.clear();
    await story.pass(2 * HOUR);
    expect(story.writes()).toBe(0);
    expect(holding(story.said(key), 'the approval was taken back')).not.toHaveLength(0);
  });

  it('moved on by the workflow while the identity team works: it still counts', async () => {
    story = await openStory();
    const workflow = story.jira.site.workflows.find(({ id }) => id === 'gate');
    workflow?.statuses.push({ id: '10006', name: 'In progress', category: 'indeterminate' });
    workflow?.transitions.push({ id: '81', name: 'Start', from: ['10002'], to: '10006' });
    const key = await story.file(plain);
    await story.decide(plain, key, 'approve');
    story.jira.site.as(people.petra).transition(key, '10006');
    await story.pass(5 * MINUTE);
    expect(story.writes()).toBe(2);
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(holding(story.readBy(people.rita, key), 'Done:')).toHaveLength(1);
  });

  it('a broken writer is told at once, although the identity team still works', async () => {
    story = await openStory();
    const key = await story.file(plain);
    story.secrets.set('access-desk/example/databricks-writer', JSON.stringify({ clientId: 'x', clientSecret: 'y' }));
    await story.decide(plain, key, 'approve');
    await story.pass(10 * MINUTE);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy(people.rita, key), 'Something broke')).toHaveLength(1);
    expect(await story.executions()).toEqual({ 'jira-10542-1': 'RUNNING' });
  });
});
