import { describe, expect, it } from 'vitest';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { markerHash, markerLine } from '#shared/adapters/servicenow/marker.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { openDesk, says } from './desk.ts';

const NOWHERE = 'f'.repeat(32);
const journal = 'sys_journal_field';

/** Long enough for three entries. */
const long = says(Array.from({ length: 150 }, (_, index) => `${index} ${'x'.repeat(55)}`).join('\n'));

describe('a comment for the requester', () => {
  it('is seen by everybody, and found by its marker', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const body = says('[code]<b>hello</b>[/code]');
    const id = await desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'requester', body });
    const [shown, ...more] = desk.serviceNow.instance.as(users.rita).view(number).comments;
    expect(more).toEqual([]);
    expect(shown).toMatchObject({
      id,
      text: `(code)<b>hello</b>(/code)\n\n[ad:${markerHash('m-1')}]`,
      internal: false,
      html: [],
    });
    expect(await desk.tickets.findComment(sysId, 'm-1', 'requester')).toEqual([id]);
    expect(await desk.tickets.findComment(sysId, 'm-2', 'requester')).toEqual([]);
    // What stands in the journal of the requester is no note for IT.
    expect(await desk.tickets.findComment(sysId, 'm-1', 'it')).toEqual([]);
  });

  it('is sent once when the answer gets lost, and found afterwards', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    desk.serviceNow.faults.add({ match: { method: 'PATCH' }, fault: { kind: 'resetAfter' } });
    const adding = desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'requester', body: [] });
    await expect(adding).rejects.toThrow(TicketSystemUnavailable);
    expect(desk.serviceNow.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
    expect(await desk.tickets.findComment(sysId, 'm-1', 'requester')).toHaveLength(1);
  });
});

describe('a comment for IT', () => {
  it('is a work note, which the requester does not see', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const id = await desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'it', body: says('for IT') });
    const { instance } = desk.serviceNow;
    expect(instance.as(users.rita).view(number).comments).toEqual([]);
    expect(instance.as(users.petra).view(number).comments).toMatchObject([{ id, internal: true }]);
    expect(await desk.tickets.findComment(sysId, 'm-1', 'it')).toEqual([id]);
  });

  it('that was dropped without a word is refused, with the right that is missing', async () => {
    await using desk = await openDesk({ droppedFields: { sc_req_item: ['work_notes'] } });
    const { sysId, number } = desk.order();
    const adding = desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'it', body: says('for IT') });
    await expect(adding).rejects.toMatchObject({
      name: 'TicketSystemRefused',
      facts: { detail: expect.stringContaining('sc_req_item.work_notes') },
    });
    expect(desk.serviceNow.instance.as(users.agent).view(number).comments).toEqual([]);
  });

  it('is not proved by an entry of the same marker in the other journal', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    await desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'requester', body: says('hello') });
    desk.serviceNow.instance.options.droppedFields = { sc_req_item: ['work_notes'] };
    const adding = desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'it', body: says('hello') });
    await expect(adding).rejects.toThrow(TicketSystemRefused);
    expect(desk.serviceNow.instance.as(users.agent).view(number).comments).toHaveLength(1);
  });

  it('that cannot be read back is refused', async () => {
    await using desk = await openDesk({ readAccess: { [journal]: 'hidden' } });
    const { sysId } = desk.order();
    const adding = desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'it', body: [] });
    await expect(adding).rejects.toMatchObject({ facts: { detail: expect.stringContaining(journal) } });
  });
});

describe('a long comment', () => {
  it('becomes several entries, each with its number and marker', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const id = await desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'it', body: long });
    const { comments } = desk.serviceNow.instance.as(users.agent).view(number);
    expect(comments.map(({ text }) => text.split('\n')[0])).toEqual(['(1/3)', '(2/3)', '(3/3)']);
    expect(comments.map(({ text }) => text.split('\n').at(-1))).toEqual(
      [1, 2, 3].map((part) => markerLine('m-1', part, 3)),
    );
    expect(comments.every(({ text }) => text.length <= 3_500)).toBe(true);
    expect(await desk.tickets.findComment(sysId, 'm-1', 'it')).toEqual([id]);
    expect(comments[0]?.id).toBe(id);
  });

  it('that broke off is completed: only what is missing is written', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const comment = { marker: 'm-1', audience: 'it', body: long } as const;
    desk.serviceNow.faults.add({ match: { method: 'PATCH', nth: 2 }, fault: { kind: 'resetBefore' } });
    await expect(desk.tickets.addComment(sysId, comment)).rejects.toThrow(TicketSystemUnavailable);
    expect(await desk.tickets.findComment(sysId, 'm-1', 'it')).toEqual([]);
    const id = await desk.tickets.addComment(sysId, comment);
    const { comments } = desk.serviceNow.instance.as(users.agent).view(number);
    expect(comments.map(({ text }) => text.split('\n')[0])).toEqual(['(1/3)', '(2/3)', '(3/3)']);
    expect(await desk.tickets.findComment(sysId, 'm-1', 'it')).toEqual([id]);
  });
});

describe('a long comment that broke off and then says something else', () => {
  const told = (at: string, lines = 150) =>
    says([`at ${at}`, ...Array.from({ length: lines }, (_, index) => `${index} ${'x'.repeat(55)}`)].join('\n'));

  it.each([
    ['in as many parts', told('10:05')],
    ['in fewer parts', told('10:05', 90)],
  ])('%s is written whole, and is one comment', async (_how, later) => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    desk.serviceNow.faults.add({ match: { method: 'PATCH', nth: 2 }, fault: { kind: 'resetBefore' } });
    const adding = desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'it', body: told('10:00') });
    await expect(adding).rejects.toThrow(TicketSystemUnavailable);
    desk.clock.ms += 60_000;
    const id = await desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'it', body: later });
    const { comments } = desk.serviceNow.instance.as(users.agent).view(number);
    const whole = comments.filter(({ at }) => at === desk.clock.ms);
    expect(whole[0]?.id).toBe(id);
    expect(whole.map(({ text }) => text.split('\n', 2))).toContainEqual([expect.stringMatching(/^\(1/), 'at 10:05']);
    const [, count] = /^\(1\/(\d)\)/.exec(whole[0]?.text ?? '') ?? [];
    expect(whole).toHaveLength(Number(count));
    expect(await desk.tickets.findComment(sysId, 'm-1', 'it')).toEqual([id]);
  });
});

describe('looking for a marker', () => {
  it('passes over the marker of anybody else', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    desk.serviceNow.instance.as(users.rita).comment(number, `hello\n\n${markerLine('m-1')}`);
    expect(await desk.tickets.findComment(sysId, 'm-1', 'it')).toEqual([]);
  });

  it('passes over a marker that we quote', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const body = says(`you wrote:\n${markerLine('m-1')}`);
    await desk.tickets.addComment(sysId, { marker: 'm-2', audience: 'requester', body });
    expect(await desk.tickets.findComment(sysId, 'm-1', 'requester')).toEqual([]);
  });

  it('finds twins', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const add = () => desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'requester', body: says('hello') });
    const first = await add();
    desk.clock.ms += 1_000;
    await add();
    const found = await desk.tickets.findComment(sysId, 'm-1', 'requester');
    expect(found).toHaveLength(2);
    expect(found[0]).toBe(first);
  });

  it('finds nothing on a ticket that is gone', async () => {
    await using desk = await openDesk();
    expect(await desk.tickets.findComment(NOWHERE, 'm-1', 'requester')).toEqual([]);
    expect(await desk.tickets.findComment('99999', 'm-1', 'requester')).toEqual([]);
    const adding = desk.tickets.addComment(NOWHERE, { marker: 'm-1', audience: 'requester', body: [] });
    await expect(adding).rejects.toMatchObject({ name: 'TicketSystemRefused', facts: { status: 404 } });
  });
});

it('comments on a task by its own id', async () => {
  await using desk = await openDesk();
  const { sysId } = desk.order();
  const taskId = await desk.tickets.createIdentityTask(sysId, { marker: 't-1', summary: 'add', body: says('add') });
  const id = await desk.tickets.addComment(taskId, { marker: 'm-1', audience: 'it', body: says('APPROVED') });
  expect(await desk.tickets.findComment(taskId, 'm-1', 'it')).toEqual([id]);
  expect(await desk.tickets.findComment(sysId, 'm-1', 'it')).toEqual([]);
  expect(desk.serviceNow.instance.as(users.ines).view(taskId).comments).toMatchObject([{ id, internal: true }]);
});

it('removes nothing, since ServiceNow keeps what was written', async () => {
  await using desk = await openDesk();
  const { sysId } = desk.order();
  const id = await desk.tickets.addComment(sysId, { marker: 'm-1', audience: 'requester', body: [] });
  const asked = desk.serviceNow.requests.length;
  await expect(desk.tickets.removeComment(sysId, id)).rejects.toThrow(TicketSystemRefused);
  expect(desk.serviceNow.requests).toHaveLength(asked);
});
