import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import { openDesk } from './desk.ts';

const [open, gate, approved, rejected, done] = ['10000', '10001', '10002', '10003', '10004'];

describe('asking in plain Jira', () => {
  it('moves the ticket into the gate; the entry is the handle', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.clock.ms += 60_000;
    const asked = await desk.tickets.openDecision(id);
    const issue = desk.jira.site.findIssue(id);
    expect(issue?.statusId).toBe(gate);
    expect(asked).toEqual({ opened: true, handle: issue?.history.at(-1)?.id, at: '2026-02-02T08:01:00.000Z' });
    expect(await desk.tickets.readDecision(id, asked.handle)).toEqual({ state: 'pending' });
  });

  it('leaves a ticket in the gate, and asks afresh by a newer handle', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.site.as(people.rita).transition('DBX-1', gate);
    const asked = await desk.tickets.openDecision(id);
    expect(asked).toMatchObject({ opened: true, handle: desk.jira.site.findIssue(id)?.history.at(-1)?.id });
    expect(desk.jira.site.findIssue(id)?.history).toHaveLength(1);
  });

  it('says what to click where our account may not', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    for (const status of [gate, approved, done]) desk.jira.site.as(people.petra).transition('DBX-1', status);
    const asked = await desk.tickets.openDecision(id);
    expect(asked).toMatchObject({ opened: false, instruction: expect.stringContaining('DBX-1') });
    // Waiting for a person to move it is no news, however often it is asked.
    expect(await desk.tickets.readDecision(id, asked.handle)).toEqual({ state: 'pending' });
    for (const status of [open, gate]) desk.jira.site.as(people.rita).transition('DBX-1', status);
    desk.jira.site.as(people.petra).transition('DBX-1', approved);
    expect(await desk.tickets.readDecision(id, asked.handle)).toMatchObject({ state: 'approved' });
  });

  it('is refused where the stage serves nothing', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.site.as(people.agent).changeType('DBX-1', '10101');
    await expect(desk.tickets.openDecision(id)).rejects.toThrow(TicketSystemRefused);
    expect(await desk.tickets.readDecision(id, '1')).toMatchObject({ state: 'lapsed' });
    expect(await desk.tickets.readDecision('99999', '1')).toMatchObject({ state: 'lapsed' });
    await expect(desk.tickets.openDecision('99999')).rejects.toThrow(TicketSystemRefused);
  });
});

describe('the decision', () => {
  it.each([
    [approved, 'approved'],
    [rejected, 'rejected'],
  ])('to %s is %s by whoever moved it', async (status, state) => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const { handle } = await desk.tickets.openDecision(id);
    desk.clock.ms += 3_600_000;
    desk.jira.site.as(people.petra).transition('DBX-1', status);
    expect(await desk.tickets.readDecision(id, handle)).toEqual({
      state,
      decidedBy: [expect.objectContaining({ id: people.petra, emails: ['petra@company.com'] })],
      at: '2026-02-02T09:00:00.000Z',
      proof: expect.stringMatching(/^changelog entry \d+ of DBX-1$/),
    });
  });

  it('made before we asked does not count', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    desk.jira.site.as(people.rita).transition('DBX-1', gate);
    desk.jira.site.as(people.petra).transition('DBX-1', approved);
    expect(await desk.tickets.isApprovedAlready(id)).toBe(true);
    const { handle } = await desk.tickets.openDecision(id);
    expect(await desk.tickets.isApprovedAlready(id)).toBe(false);
    expect(await desk.tickets.readDecision(id, handle)).toEqual({ state: 'pending' });
  });

  it('stands wherever the ticket goes from there, until it is taken back', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const { handle } = await desk.tickets.openDecision(id);
    const petra = desk.jira.site.as(people.petra);
    petra.transition('DBX-1', approved);
    petra.transition('DBX-1', gate);
    expect(await desk.tickets.readDecision(id, handle)).toEqual({ state: 'pending' });
    desk.jira.site.as(people.paul).transition('DBX-1', rejected);
    expect(await desk.tickets.readDecision(id, handle)).toMatchObject({
      state: 'rejected',
      decidedBy: [{ id: people.paul, emails: [] }],
    });
    petra.transition('DBX-1', done);
    expect(await desk.tickets.readDecision(id, handle)).toMatchObject({ state: 'rejected' });
  });

  it('taken back and given again by somebody else has another proof', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const { handle } = await desk.tickets.openDecision(id);
    desk.jira.site.as(people.petra).transition('DBX-1', approved);
    const first = await desk.tickets.readDecision(id, handle);
    desk.jira.site.as(people.petra).transition('DBX-1', gate);
    desk.jira.site.as(people.paul).transition('DBX-1', approved);
    const second = await desk.tickets.readDecision(id, handle);
    expect([first.state, second.state]).toEqual(['approved', 'approved']);
    expect(first).not.toEqual(second);
  });

  it('under an older handle is the same; under a newer one there is none', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const first = await desk.tickets.openDecision(id);
    desk.jira.site.as(people.petra).transition('DBX-1', approved);
    const second = await desk.tickets.openDecision(id);
    expect(BigInt(second.handle)).toBeGreaterThan(BigInt(first.handle));
    expect(await desk.tickets.readDecision(id, second.handle)).toEqual({ state: 'pending' });
  });

  it('asked of another kind of handle has lapsed', async () => {
    await using desk = await openDesk();
    expect(await desk.tickets.readDecision(desk.file('DBX'), 'after:7')).toMatchObject({ state: 'lapsed' });
  });
});
