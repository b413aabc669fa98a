import { afterEach, describe, expect, it } from 'vitest';
import { DAY, EVERY_SYSTEM, HOUR, holding, MINUTE, openStory, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

describe.each(EVERY_SYSTEM)('a request through $name, and things that happen meanwhile', (way) => {
  it('expires when nobody decides', async () => {
    story = await openStory(way, { sweeps: false });
    const key = await story.file();
    await story.pass(14 * DAY + HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(holding(story.said(key), 'Ended without approval')).not.toHaveLength(0);
  });

  it('is withdrawn when the requester cancels', async () => {
    story = await openStory(way);
    const key = await story.file();
    story.as('rita').cancel(key);
    await story.settle();
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.tasks(key)).toEqual(['skipped']);
  });

  it('is withdrawn without a word when the ticket is deleted', async () => {
    story = await openStory(way);
    const key = await story.file();
    story.office.remove(key);
    await story.pass(2 * HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.writes()).toBe(0);
  });

  it('plans again and asks again when a group became wider after the plan', async () => {
    story = await openStory(way);
    const { model } = story.databricks;
    const key = await story.file();
    const [prod] = model.workspaces.filter(({ name }) => name === 'prod-workspace');
    model.assign(prod?.id ?? '', model.idOf('scratch-workspace-admins'), ['ADMIN']);
    await story.decide(key, 'approve');
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'wider since the last plan')).toHaveLength(1);
    await story.decide(key, 'approve');
    await story.pass(2 * MINUTE);
    expect(story.writes()).toBe(2);
  });

  it('stops when the target is deactivated between plan and approval', async () => {
    story = await openStory(way);
    const { model } = story.databricks;
    const key = await story.file();
    model.setActive(model.idOf('uwe@company.com'), false);
    await story.decide(key, 'approve');
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'changed after the plan')).toHaveLength(1);
  });

  it('plan only: everything runs, nothing is written, the end says what would have been added', async () => {
    story = await openStory(way, { stage: (stage) => ({ ...stage, writes: 'planOnly' }) });
    const key = await story.file();
    await story.decide(key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'would have added 2')).not.toHaveLength(0);
  });

  it('goes on after Databricks and the ticket system were away for an hour', async () => {
    story = await openStory(way);
    const gone = { times: 400, fault: { kind: 'answer' as const, status: 503 } };
    story.databricks.faults.add({ match: {}, ...gone });
    const key = await story.file();
    await story.pass(HOUR);
    story.databricks.faults.clear();
    await story.pass(2 * HOUR);
    expect(story.isAsked(key)).toBe(true);
    story.office.faults.add({ match: { method: 'POST' }, ...gone });
    await story.decide(key, 'approve');
    await story.pass(HOUR);
    story.office.faults.clear();
    await story.pass(2 * HOUR);
    expect(story.writes()).toBe(2);
    expect(new Set(story.said(key)).size).toBe(story.said(key).length);
  });
});

describe.each(EVERY_SYSTEM)('wrong credentials with $name', (way) => {
  const wrong = JSON.stringify({ clientId: 'x', clientSecret: 'y' });

  it('of the reader: told which secret, the run fails with a reference', async () => {
    story = await openStory(way);
    story.secrets.set('access-desk/example/databricks-reader', wrong);
    const key = await story.file();
    expect(await story.runs()).toEqual({ 1: 'FAILED' });
    const reference = `${way.system}-${story.record(key).id}-1`;
    expect(holding(story.readBy('rita', key), reference)).toHaveLength(1);
    expect(holding(story.said(key), 'CredentialsRejected')).toHaveLength(1);
    await story.pass(HOUR);
    expect(Object.keys(await story.runs())).toHaveLength(1);
  });

  it('of the writer: told at once, although the identity team still works', async () => {
    story = await openStory(way);
    const key = await story.file();
    story.secrets.set('access-desk/example/databricks-writer', wrong);
    await story.decide(key, 'approve');
    await story.pass(10 * MINUTE);
    expect(story.writes()).toBe(0);
    expect(holding(story.readBy('rita', key), 'Something broke')).toHaveLength(1);
    expect(await story.runs()).toEqual({ 1: 'RUNNING' });
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({ 1: 'FAILED' });
    expect(holding(story.readBy('rita', key), 'Audit record')).toEqual(
      holding(story.readBy('rita', key), 'This request has ended'),
    );
    expect(holding(story.readBy('rita', key), 'Audit record')).toHaveLength(1);
  });
});
