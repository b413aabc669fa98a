import { describe, expect, it } from 'vitest';
import { awaitTurn } from '#functions/await-turn/handler.ts';
import { closeRun } from '#functions/common/end.ts';
import { callNext, isFirst, leaveLine, takeTurn } from '#functions/common/turn.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { reportFailure } from '#functions/report-failure/handler.ts';
import { resolvePrincipals } from '#functions/resolve-principals/handler.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { DeskUnavailable } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { aTicket } from '#test/builders/tickets.ts';

const newDesk = desks();
const DAY = 86_400;

/** The n-th further ticket of a desk that asks for the same, with its first run open. */
async function another(desk: Desk, n: number): Promise<RunKey> {
  const ticketId = `${desk.key.ticketId}${n}`;
  desk.tickets.tickets.set(ticketId, aTicket(ticketId));
  return (await desk.store.openRun({ system: 'jira', ticketId })).key;
}

/** A desk and three tickets, the desk's own first. */
async function threeTickets(): Promise<{ desk: Desk; runs: readonly [RunKey, RunKey, RunKey]; pair: string }> {
  const desk = await newDesk();
  return {
    desk,
    runs: [desk.key, await another(desk, 1), await another(desk, 2)],
    pair: `pair of ${desk.key.ticketId}`,
  };
}

/** Has this run wait for its turn, with a token named after it. */
async function wait(desk: Desk, key: RunKey): Promise<void> {
  const enteredAt = desk.now().toISOString();
  await desk.store.putToken(key, { token: tokenOf(key), kind: 'turn', enteredAt, attempt: 0 });
}
const tokenOf = ({ ticketId, run }: RunKey) => `token of ${ticketId}-${run}`;

describe('a turn', () => {
  it('is that of one run, when many ask at once', async () => {
    const desk = await newDesk();
    const runs = [desk.key, ...(await Promise.all([1, 2, 3, 4, 5].map((n) => another(desk, n))))];
    const ahead = await Promise.all(runs.map((key) => takeTurn(desk.invocation(), key, 'p of many')));
    expect(ahead.map(({ length }) => length).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('comes one after the other: each end wakes the next, and nobody else', async () => {
    const { desk, runs, pair } = await threeTickets();
    const [first, second, third] = runs;
    expect(await takeTurn(desk.ports, first, pair)).toEqual([]);
    expect(await takeTurn(desk.ports, second, pair)).toEqual([first]);
    expect(await takeTurn(desk.ports, third, pair)).toEqual([first, second]);
    for (const key of [second, third]) await wait(desk, key);

    await closeRun(desk.ports, first, 'rejected');
    expect(desk.woken).toEqual([tokenOf(second)]);
    expect([await isFirst(desk.ports, second), await isFirst(desk.ports, third)]).toEqual([true, false]);
    expect(await takeTurn(desk.ports, third, pair)).toEqual([second]);
    expect(await takeTurn(desk.ports, second, pair)).toEqual([]);
    await reportFailure(desk.ports)({ v: 1, ...second, error: 'Unexpected' });
    expect(desk.woken).toEqual([tokenOf(second), tokenOf(third)]);
    expect(await takeTurn(desk.ports, third, pair)).toEqual([]);
  });

  it('passes over one that has given up, and leaves one alone that has its turn already', async () => {
    const { desk, runs, pair } = await threeTickets();
    const [first, second, third] = runs;
    for (const key of runs) await takeTurn(desk.ports, key, pair);
    await wait(desk, third);
    await desk.store.putToken(first, { token: 'x', kind: 'approval', enteredAt: desk.now().toISOString(), attempt: 0 });
    await closeRun(desk.ports, second, 'withdrawn');
    expect(desk.woken).toEqual([]);
    await closeRun(desk.ports, first, 'done');
    expect(desk.woken).toEqual([tokenOf(third)]);
  });

  it('stays with the ticket when it is edited, until the next run is known to ask for something else', async () => {
    const { desk, runs, pair } = await threeTickets();
    const [first, second] = runs;
    for (const key of [first, second]) await takeTurn(desk.ports, key, pair);
    await wait(desk, second);
    await closeRun(desk.ports, first, 'superseded');
    const next = (await desk.store.openRun(first)).key;
    expect(desk.woken).toEqual([]);
    expect(await takeTurn(desk.ports, second, pair)).toEqual([next]);
    expect(await takeTurn(desk.ports, next, pair)).toEqual([]);

    await closeRun(desk.ports, next, 'superseded');
    const other = (await desk.store.openRun(first)).key;
    expect(await takeTurn(desk.ports, other, `another ${pair}`)).toEqual([]);
    expect(desk.woken).toEqual([tokenOf(second)]);
    expect(await takeTurn(desk.ports, second, pair)).toEqual([]);
  });

  it('is given up by an edited request whose new target is not there yet', async () => {
    const { desk, runs, pair } = await threeTickets();
    const [first, second] = runs;
    for (const key of [first, second]) await takeTurn(desk.ports, key, pair);
    await wait(desk, second);
    await closeRun(desk.ports, first, 'superseded');
    const next = (await desk.store.openRun(first)).key;
    await leaveLine(desk.ports, next);
    await leaveLine(desk.ports, next);
    expect(desk.woken).toEqual([tokenOf(second)]);
    expect(await takeTurn(desk.ports, second, pair)).toEqual([]);
    expect(await takeTurn(desk.ports, next, pair)).toEqual([second]);
  });

  it('is not kept by a ticket that ended and is tried again', async () => {
    const { desk, runs, pair } = await threeTickets();
    const [first, second] = runs;
    for (const key of [first, second]) await takeTurn(desk.ports, key, pair);
    await closeRun(desk.ports, first, 'failed');
    const again = (await desk.store.openRun(first)).key;
    expect(await takeTurn(desk.ports, second, pair)).toEqual([]);
    expect(await takeTurn(desk.ports, again, pair)).toEqual([second]);
  });

  it('does not keep a run from its end when the wake fails', async () => {
    const { desk, runs, pair } = await threeTickets();
    const [first, second] = runs;
    for (const key of [first, second]) await takeTurn(desk.ports, key, pair);
    await wait(desk, second);
    const waker = { wake: () => Promise.reject(new DeskUnavailable({ what: 'workflow' })) };
    await closeRun({ ...desk.ports, waker }, first, 'done');
    expect(await desk.store.readTicketRecord(first)).toMatchObject({ open: false });
    expect(desk.logged.join()).toContain('next in line left to its poll');
    const bug = { wake: () => Promise.reject(new TypeError('a bug')) };
    await expect(callNext({ ...desk.ports, waker: bug }, pair)).rejects.toThrow('a bug');
  });
});

describe('ResolvePrincipals', () => {
  const begin = async (desk: Desk, key: RunKey) => {
    await readRequest(desk.invocation())({ v: 1, ...key });
    return resolvePrincipals(desk.invocation())({ v: 1, ...key });
  };
  const look = (desk: Desk, key: RunKey) => resolvePrincipals(desk.invocation())({ v: 1, ...key });
  const saidOn = (desk: Desk, { ticketId }: RunKey) =>
    desk.tickets.comments
      .filter((one) => one.ticketId === ticketId)
      .map(({ audience, text }) => `${audience}: ${text}`);

  it('lets the second wait, tells it the number of the first and nothing else, and goes on after that one’s end', async () => {
    const desk = await newDesk();
    const second = await another(desk, 1);
    expect(await begin(desk, desk.key)).toMatchObject({ next: 'resolved' });
    expect(await begin(desk, second)).toEqual({ next: 'await turn', pollSeconds: 3600 });
    desk.advance(25 * 3600);
    expect(await look(desk, second)).toEqual({ next: 'await turn', pollSeconds: 6 * 3600 });
    expect(desk.said()).toEqual([]);
    const [told, ...more] = saidOn(desk, second);
    expect(more).toEqual([]);
    expect(told).toContain(`requester: ${desk.ticket.key} asks for the same access and is still open`);
    expect(told).not.toMatch(/uwe|thomas|Paula|Same team/i);
    await closeRun(desk.ports, desk.key, 'done');
    expect(await look(desk, second)).toMatchObject({ next: 'resolved' });
  });

  it('ends as expired when the wait has lasted as long as an approval and an identity task may', async () => {
    const desk = await newDesk();
    const second = await another(desk, 1);
    await begin(desk, desk.key);
    await begin(desk, second);
    desk.advance(28 * DAY - 60);
    expect(await look(desk, second)).toEqual({ next: 'await turn', pollSeconds: 60 });
    desk.advance(60);
    expect(await look(desk, second)).toMatchObject({ next: 'expired' });
    const { reason } = (await desk.store.readSection(second, 'closing')) ?? {};
    expect(reason).toBe(`it waited 28 days for ${desk.ticket.key}, which asks for the same access`);
  });

  it('stops waiting for a ticket that was withdrawn', async () => {
    const desk = await newDesk();
    const second = await another(desk, 1);
    await begin(desk, desk.key);
    await begin(desk, second);
    desk.tickets.tickets.set(second.ticketId, aTicket(second.ticketId, { closed: true }));
    expect(await look(desk, second)).toMatchObject({ next: 'withdrawn' });
  });

  it('does not wait for the other way round', async () => {
    const desk = await newDesk();
    const second = await another(desk, 1);
    await begin(desk, desk.key);
    const { request } = desk.ticket;
    const turned = {
      ...request,
      source: { ...request.source, values: request.target.values },
      target: { ...request.target, values: request.source.values },
    };
    desk.tickets.tickets.set(second.ticketId, aTicket(second.ticketId, { request: turned }));
    expect(await begin(desk, second)).toMatchObject({ next: 'resolved' });
  });
});

describe('AwaitTurn', () => {
  it('answers itself when its turn came, or the ticket changed, before the token was kept', async () => {
    const desk = await newDesk();
    const second = await another(desk, 1);
    for (const key of [desk.key, second]) {
      await readRequest(desk.invocation())({ v: 1, ...key });
      await resolvePrincipals(desk.invocation())({ v: 1, ...key });
    }
    const enter = (token: string) => {
      desk.advance(1);
      return awaitTurn(desk.invocation())({ v: 1, ...second, token, enteredAt: desk.now().toISOString(), attempt: 0 });
    };
    await enter('a');
    expect(desk.woken).toEqual([]);
    desk.tickets.tickets.set(second.ticketId, aTicket(second.ticketId, { closed: true }));
    await enter('b');
    expect(desk.woken).toEqual(['b']);
    desk.tickets.tickets.set(second.ticketId, aTicket(second.ticketId));
    await desk.store.closeRun(desk.key, 'done', null);
    await enter('c');
    expect(desk.woken).toEqual(['b', 'c']);
  });
});
