import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { openDesk } from './desk.ts';

/** A question whose answer never came to us is taken up: people were asked by it, and may have decided already. */
describe.each([
  { way: 'plain Jira', project: 'DBX', gate: '10001', approved: '10002' },
  { way: 'a service desk', project: 'DBS', gate: '10031', approved: '10032' },
] as const)('the decision opened since a mark, in $way', ({ project, gate, approved }) => {
  const key = `${project}-1`;

  it('is none before anything was asked', async () => {
    await using desk = await openDesk();
    const id = desk.file(project);
    expect(await desk.tickets.findDecision(id, await desk.tickets.readDecisionMark(id))).toBeNull();
  });

  it('is the one that was opened, under the same handle', async () => {
    await using desk = await openDesk();
    const id = desk.file(project);
    const mark = await desk.tickets.readDecisionMark(id);
    const { handle, at } = await desk.tickets.openDecision(id);
    expect(await desk.tickets.findDecision(id, mark)).toEqual({ handle, at });
    expect(await desk.tickets.findDecision(id, await desk.tickets.readDecisionMark(id))).toBeNull();
  });

  it('is found although it was answered meanwhile, and the answer counts', async () => {
    await using desk = await openDesk();
    const id = desk.file(project);
    const mark = await desk.tickets.readDecisionMark(id);
    await desk.tickets.openDecision(id);
    const petra = desk.jira.site.as(people.petra);
    if (project === 'DBX') petra.transition(key, approved);
    else petra.decide(key, 'approve');
    const found = await desk.tickets.findDecision(id, mark);
    expect(await desk.tickets.readDecision(id, found?.handle ?? '')).toMatchObject({ state: 'approved' });
  });

  it('is not an older one, and none where the ticket is gone', async () => {
    await using desk = await openDesk();
    const id = desk.file(project);
    desk.jira.site.as(people.agent).transition(key, gate);
    const mark = await desk.tickets.readDecisionMark(id);
    expect(await desk.tickets.findDecision(id, mark)).toBeNull();
    expect(await desk.tickets.findDecision('99999', mark)).toBeNull();
  });
});

it('plain Jira: a move into the gate that is not ours is no question of ours', async () => {
  await using desk = await openDesk();
  const id = desk.file('DBX');
  const mark = await desk.tickets.readDecisionMark(id);
  desk.jira.site.as(people.rita).transition('DBX-1', '10001');
  expect(await desk.tickets.findDecision(id, mark)).toBeNull();
});
