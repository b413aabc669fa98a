import { describe, expect, it } from 'vitest';
import { addMember } from '#functions/add-member/handler.ts';
import { awaitApproval } from '#functions/await-approval/handler.ts';
import { prepareAdditions } from '#functions/prepare-additions/handler.ts';
import { readApproval } from '#functions/read-approval/handler.ts';
import { readIdentityTask } from '#functions/read-identity-task/handler.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { releaseIdentityTask } from '#functions/release-identity-task/handler.ts';
import { reportAdditions } from '#functions/report-additions/handler.ts';
import { resolvePrincipals } from '#functions/resolve-principals/handler.ts';
import { sweepTickets } from '#functions/sweep-tickets/handler.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { anna } from '#test/builders/tickets.ts';
import { plainly, playToApproval, playToEnd, playToQuestion, playToWritten } from './story.ts';

const newDesk = desks();

/** Somebody who may ask does so; returns the id of the comment. */
function ask(desk: Desk, id = 'c1'): void {
  desk.change({ questions: [...desk.ticket.questions, { id, at: desk.now().toISOString() }] });
}

/** What was answered so far, without the reference. */
const answers = (desk: Desk) =>
  desk.tickets.comments
    .filter(({ marker }) => marker.includes('/say status '))
    .map(({ text, audience }) => (audience === 'requester' ? (text.split('\n')[0] ?? '') : 'not public'));

const read = (desk: Desk) => readApproval(desk.invocation())(desk.input);
const wait = (desk: Desk) =>
  awaitApproval(desk.invocation())({
    ...desk.input,
    token: 'token-9',
    enteredAt: desk.now().toISOString(),
    attempt: 0,
  });
const sweep = (desk: Desk) => {
  desk.tickets.changed = [desk.key.ticketId];
  return sweepTickets(desk.invocation());
};

/** The next run, as a door opens it for a comment. */
async function nextRun(desk: Desk) {
  const { key } = await desk.store.openRun(desk.key);
  return readRequest(desk.invocation())({ v: 1, ...key });
}

describe('a question while a run is open', () => {
  it('is answered at once where it came with the request', async () => {
    const desk = await newDesk();
    ask(desk);
    await readRequest(desk.invocation())(desk.input);
    expect(answers(desk)).toEqual([expect.stringContaining('look for both people')]);
  });

  it('is not told that groups are being added where that broke, and the identity team goes on', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    await releaseIdentityTask(desk.invocation())(desk.input);
    await reportAdditions(desk.invocation())({ ...desk.input, error: 'DirectoryUnavailable' });
    ask(desk);
    await readIdentityTask(desk.invocation())(desk.input);
    expect(answers(desk)).toEqual([
      expect.stringContaining('Adding broke on our side, and IT has to repair it: 0 of 2 Databricks groups in place.'),
    ]);
  });

  it('is answered while the target is waited for', async () => {
    const desk = await newDesk();
    desk.edit('target', 'new@company.com');
    desk.tickets.known.add('new@company.com');
    await readRequest(desk.invocation())(desk.input);
    await resolvePrincipals(desk.invocation())(desk.input);
    ask(desk);
    expect(await resolvePrincipals(desk.invocation())(desk.input)).toMatchObject({ next: 'await target' });
    expect(answers(desk)).toEqual([expect.stringContaining('until 7 Dec 2026 10:00 UTC')]);
  });

  it('is answered once while an approval is waited for, however often the ticket is looked at', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    ask(desk);
    await wait(desk);
    // A wake would lead to no other answer.
    expect(desk.woken).toEqual([]);
    expect(await read(desk)).toMatchObject({ next: 'pending' });
    await sweep(desk);
    expect(answers(desk)).toEqual([expect.stringContaining('Waiting for approval until 7 Dec 2026 10:00 UTC')]);
    ask(desk, 'c2');
    await read(desk);
    expect(answers(desk)).toHaveLength(2);
  });

  it('voids no decision and opens no question anew', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    const asked = desk.tickets.decisions.length;
    ask(desk);
    desk.tickets.decide('approved', anna);
    expect(await read(desk)).toMatchObject({ next: 'approved' });
    expect(desk.tickets.decisions).toHaveLength(asked);
  });

  it('is answered while memberships are added, and while the identity team works', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    ask(desk);
    await prepareAdditions(desk.invocation())(desk.input);
    ask(desk, 'c2');
    await addMember(desk.invocation())({ ...desk.input, chunk: 1 });
    await releaseIdentityTask(desk.invocation())(desk.input);
    ask(desk, 'c3');
    await readIdentityTask(desk.invocation())(desk.input);
    expect(answers(desk)).toEqual([
      expect.stringMatching(/^Approved\. We look once more/),
      expect.stringMatching(/^Approved and adding: 0 of 2 /),
      expect.stringMatching(
        /^Approved: .* Waiting for the identity team \(DBX-task-\d+\) until .*: 1 of 1 Entra group to come/,
      ),
    ]);
    for (const answer of answers(desk)) expect(answer).not.toMatch(/data-engineers|npb-|scratch/);
  });

  it('says so where the desk only plans', async () => {
    const desk = await newDesk({ writes: 'planOnly' });
    await playToApproval(desk, plainly(desk));
    await prepareAdditions(desk.invocation())(desk.input);
    ask(desk);
    await sweep(desk);
    expect(answers(desk)).toEqual([expect.stringMatching(/^Planned only, nothing is written: 2 of 2/)]);
  });

  it('is answered by the sweep while a step is at work, and not before the run has read its ticket', async () => {
    const desk = await newDesk();
    ask(desk);
    await sweep(desk);
    expect(answers(desk)).toEqual([]);
    await readRequest(desk.invocation())(desk.input);
    await resolvePrincipals(desk.invocation())(desk.input);
    ask(desk, 'c2');
    await sweep(desk);
    expect(answers(desk)).toEqual([expect.anything(), expect.stringContaining('make the plan')]);
  });

  it('holds up nothing when its answer fails, and is answered later', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    ask(desk);
    const error = new TicketSystemUnavailable({ what: 'adding a comment' });
    desk.tickets.fault = (call) => (call.includes('/say status') ? { error, applied: true } : undefined);
    expect(await read(desk)).toMatchObject({ next: 'pending' });
    expect(desk.logged.some((line) => line.includes('a question waits for its answer'))).toBe(true);
    desk.tickets.fault = () => undefined;
    await read(desk);
    desk.advance(60);
    await read(desk);
    // The first attempt had arrived after all.
    expect(answers(desk)).toHaveLength(1);
  });

  it('waits while the stop switch is thrown', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    ask(desk);
    await desk.store.writeControl('stopped');
    expect(await read(desk)).toMatchObject({ next: 'pending' });
    expect(answers(desk)).toEqual([]);
    await desk.store.writeControl('on');
    await read(desk);
    expect(answers(desk)).toHaveLength(1);
  });

  it('is given up where the ticket system refuses the comment', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    ask(desk);
    let tried = 0;
    const error = new TicketSystemRefused({ what: 'adding a comment', status: 403, detail: 'closed' });
    desk.tickets.fault = (call) => {
      if (!call.includes('/say status')) return undefined;
      tried += 1;
      return { error, applied: false };
    };
    await read(desk);
    desk.advance(600);
    await read(desk);
    expect(tried).toBe(1);
  });

  it('is not answered after a week, nor one by one where many ask at once', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    ask(desk, 'old');
    desk.advance(7 * 24 * 3600 + 1);
    for (let count = 1; count <= 9; count += 1) ask(desk, `c${count}`);
    await read(desk);
    await read(desk);
    expect(desk.tickets.comments.flatMap(({ marker }) => /say status (\w+)/.exec(marker)?.[1] ?? [])).toEqual([
      'c7',
      'c8',
      'c9',
    ]);
  });
});

describe('a question after the end', () => {
  it('is answered by a run that has nothing else to do, with the reference of the run that ended', async () => {
    const desk = await newDesk();
    await playToEnd(desk, plainly(desk));
    const before = await desk.store.readTicketRecord(desk.key);
    ask(desk);
    expect(await nextRun(desk)).toEqual({ next: 'nothing new' });
    expect(answers(desk)).toEqual([
      'Ended on 23 Nov 2026 10:02 UTC. Done: Uwe Becker has all 3 groups of the approved plan.',
    ]);
    expect(desk.said().at(-1)).toContain(`Reference: jira-${desk.key.ticketId}-1`);
    expect((await desk.store.readTicketRecord(desk.key))?.lastEnd).toEqual(before?.lastEnd);
    // The answer is our own change of the ticket: nobody comes back for it.
    await sweep(desk);
    expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({ run: 2, open: false });
    await nextRun(desk);
    expect(answers(desk)).toHaveLength(1);
  });

  it('was answered by the run before: no later run answers it again', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    ask(desk);
    await read(desk);
    await desk.store.closeRun(desk.key, 'superseded', null);
    expect(await nextRun(desk)).toEqual({ next: 'proceed' });
    expect(answers(desk)).toHaveLength(1);
  });

  it('whose webhook was lost opens a run by the sweep', async () => {
    const desk = await newDesk();
    await playToEnd(desk, plainly(desk));
    ask(desk);
    await sweep(desk);
    expect(desk.started).toEqual([`jira-${desk.key.ticketId}-2`]);
  });

  it('waits for the stop switch, and for a ticket system that is down', async () => {
    const desk = await newDesk();
    await playToEnd(desk, plainly(desk));
    ask(desk);
    await desk.store.writeControl('stopped');
    const { key } = await desk.store.openRun(desk.key);
    const again = () => readRequest(desk.invocation())({ v: 1, ...key });
    await expect(again()).rejects.toMatchObject({ name: 'DeskStopped' });
    await desk.store.writeControl('on');
    const error = new TicketSystemUnavailable({ what: 'adding a comment' });
    desk.tickets.fault = (call) => (call.includes('/say status') ? { error, applied: false } : undefined);
    await expect(again()).rejects.toMatchObject({ name: 'TicketSystemUnavailable' });
    desk.tickets.fault = () => undefined;
    desk.advance(60);
    expect(await again()).toEqual({ next: 'nothing new' });
    expect(answers(desk)).toHaveLength(1);
  });

  it.each([
    ['closed before anything was done', { closed: true }, 'Nothing was done for this request'],
    ['not served', { served: false }, null],
  ] as const)('on a ticket that is %s', async (_, ticket, answer) => {
    const desk = await newDesk({ ticket });
    ask(desk);
    expect(await readRequest(desk.invocation())(desk.input)).toEqual({ next: 'nothing new' });
    expect(answers(desk)).toEqual(answer === null ? [] : [expect.stringContaining(answer)]);
  });
});
