import { describe, expect, it } from 'vitest';
import { awaitTarget } from '#functions/await-target/handler.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { resolvePrincipals } from '#functions/resolve-principals/handler.ts';
import type { End } from '#shared/domain/ticket.ts';
import { RequesterNotAllowed, SourceNeverCopied, TicketSystemUnavailable } from '#shared/errors.ts';
import { type Desk, type DeskOptions, desks, examplePolicy } from '#test/builders/desk.ts';
import { exampleDirectory } from '#test/builders/example-directory.ts';
import { aPrincipal, aServicePrincipal, thomas, uwe } from '#test/builders/plan.ts';
import { anna, paula } from '#test/builders/tickets.ts';

const newDesk = desks();

/** Ends the open run as a later step would and opens the next one. */
async function nextRunAfter(desk: Desk, end: End): Promise<Desk['input']> {
  const ticket = await desk.store.readSection(desk.key, 'ticket');
  await desk.store.closeRun(desk.key, end, ticket?.revision ?? null);
  desk.advance(60);
  return { v: 1, ...(await desk.store.openRun(desk.key)).key };
}

async function readOnce(desk: Desk): Promise<void> {
  await readRequest(desk.invocation())(desk.input);
}

describe('ReadRequest', () => {
  it('keeps what the ticket asks for', async () => {
    const desk = await newDesk();
    expect(await readRequest(desk.ports)(desk.input)).toEqual({ next: 'proceed' });
    expect(await desk.store.readSection(desk.key, 'request')).toEqual({
      source: thomas.name,
      target: uwe.name,
      without: [],
      scanUc: true,
      reason: 'Same team.',
    });
    expect(await desk.store.readSection(desk.key, 'ticket')).toMatchObject({
      key: desk.ticket.key,
      place: desk.ticket.place,
      approvers: 'databricks-approvers',
      labels: { target: 'Give to' },
    });
  });

  it.each([
    'done',
    'nothing to add',
    'needs correction',
    'rejected',
    'expired',
    'withdrawn',
    'failed',
  ] as const)('closes silently when the same wish has ended: %s', async (end) => {
    const desk = await newDesk();
    await readOnce(desk);
    const next = await nextRunAfter(desk, end);
    expect(await readRequest(desk.ports)(next)).toEqual({ next: 'nothing new' });
    expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({ open: false, lastEnd: { end } });
    expect(desk.said()).toEqual([]);
  });

  describe('where the stage names who may file', () => {
    const only = (requesters: { personIds?: string[]; groupIds?: string[] }): NonNullable<DeskOptions['stage']> => ({
      policy: { ...examplePolicy, requesters: { jira: { personIds: [], groupIds: [], ...requesters } } },
    });
    const hands = { parties: [paula, anna].map(({ id }) => ({ personId: id, role: 'reporter' as const })) };

    it.each([
      ['by id', { personIds: [paula.id] }],
      ['by group', { groupIds: ['group-approvers'] }],
    ])('takes the request of somebody named %s', async (_name, rule) => {
      const desk = await newDesk({ stage: only(rule) });
      desk.tickets.approvers.add(paula.id);
      expect(await readRequest(desk.ports)(desk.input)).toEqual({ next: 'proceed' });
    });

    it('takes no request of anybody else, and has looked nobody up', async () => {
      const desk = await newDesk({ stage: only({ personIds: [anna.id], groupIds: ['group-approvers'] }) });
      await expect(readRequest(desk.ports)(desk.input)).rejects.toThrow(RequesterNotAllowed);
      expect(desk.directory.reads).toEqual([]);
      expect(await desk.store.readSection(desk.key, 'request')).toBeNull();
    });

    it('takes none that somebody else had a hand in', async () => {
      const desk = await newDesk({ stage: only({ personIds: [paula.id] }), ticket: hands });
      await expect(readRequest(desk.ports)(desk.input)).rejects.toThrow(RequesterNotAllowed);
    });

    it('takes it again when it cannot be told who is in a group', async () => {
      const desk = await newDesk({ stage: only({ groupIds: ['group-approvers'] }) });
      const error = new TicketSystemUnavailable({ what: 'reading a group' });
      desk.tickets.fault = (call) => (call.startsWith('isGroupMember') ? { error, applied: false } : undefined);
      await expect(readRequest(desk.ports)(desk.input)).rejects.toThrow(error);
    });
  });

  it('goes on after a run that was superseded', async () => {
    const desk = await newDesk();
    await readOnce(desk);
    expect(await readRequest(desk.ports)(await nextRunAfter(desk, 'superseded'))).toEqual({ next: 'proceed' });
  });

  it('says once that it goes on after a run that broke, and after no other', async () => {
    const desk = await newDesk();
    await readOnce(desk);
    await nextRunAfter(desk, 'failed');
    const { key } = await desk.store.openRun(desk.key);
    await desk.store.closeRun(key, 'nothing new', null);
    await desk.store.allowRetry(desk.key);
    const next = { v: 1 as const, ...(await desk.store.openRun(desk.key)).key };
    expect(desk.said()).toEqual([]);
    await readRequest(desk.invocation())(next);
    await readRequest(desk.invocation())(next);
    expect(desk.said()).toHaveLength(1);
    expect(desk.said()[0]).toContain('requester: It goes on: we try again after the fault on our side.');
  });

  it('goes on after a failure before the ticket could be read', async () => {
    const desk = await newDesk();
    const next = await nextRunAfter(desk, 'failed');
    expect(await readRequest(desk.ports)(next)).toEqual({ next: 'proceed' });
  });

  it.each([
    ['another wish', (desk: Desk) => desk.edit('target', 'other@company.com')],
    ['a correction that cannot be understood', (desk: Desk) => desk.edit('target', 'a', 'b')],
    ['a re-opened ticket', (desk: Desk) => desk.change({ reopenedAt: '2026-11-23T10:00:30.000Z' })],
    ['a second try', (desk: Desk) => desk.store.allowRetry(desk.key)],
  ])('goes on for %s', async (name, change) => {
    const desk = await newDesk();
    await readOnce(desk);
    const next = await nextRunAfter(desk, 'failed');
    await change(desk);
    const answer = await readRequest(desk.ports)(next).catch((error: unknown) => error);
    if (name.includes('understood')) expect(answer).toMatchObject({ name: 'RequestIncomplete' });
    else expect(answer).toEqual({ next: 'proceed' });
  });

  it('does not go on for a ticket that was re-opened before its end, or tried again twice', async () => {
    const desk = await newDesk();
    desk.change({ reopenedAt: '2026-11-23T09:00:00.000Z' });
    await readOnce(desk);
    const second = await nextRunAfter(desk, 'done');
    await desk.store.allowRetry(desk.key);
    expect(await readRequest(desk.ports)(second)).toEqual({ next: 'proceed' });
    const third = await nextRunAfter({ ...desk, key: { ...desk.key, run: second.run } }, 'done');
    expect(await readRequest(desk.ports)(third)).toEqual({ next: 'nothing new' });
  });

  it.each([
    ['not served', { served: false }],
    ['closed', { closed: true }],
  ])('closes silently for a ticket that is %s', async (_case, ticket) => {
    const desk = await newDesk({ ticket });
    expect(await readRequest(desk.ports)(desk.input)).toEqual({ next: 'nothing new' });
    expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({ open: false, lastEnd: null });
  });

  it('closes silently for a ticket that is gone', async () => {
    const desk = await newDesk();
    desk.tickets.tickets.clear();
    expect(await readRequest(desk.ports)(desk.input)).toEqual({ next: 'nothing new' });
  });

  it('keeps the ticket even when the wish cannot be understood, for the answer to the requester', async () => {
    const desk = await newDesk();
    desk.edit('source');
    await expect(readRequest(desk.ports)(desk.input)).rejects.toMatchObject({ name: 'RequestIncomplete' });
    expect(await desk.store.readSection(desk.key, 'ticket')).not.toBeNull();
    expect(await desk.store.readSection(desk.key, 'request')).toBeNull();
  });
});

describe('ResolvePrincipals', () => {
  it('copies from nobody the stage keeps out, and does not look for the target', async () => {
    const neverSource = { ids: [], names: ['thomas@*'], groupIds: [] };
    const desk = await newDesk({ stage: { policy: { ...examplePolicy, neverSource } } });
    await readOnce(desk);
    await expect(resolvePrincipals(desk.ports)(desk.input)).rejects.toThrow(SourceNeverCopied);
    expect(desk.directory.reads.join()).not.toContain(uwe.name);
  });

  const resolve = (desk: Desk) => resolvePrincipals(desk.invocation())(desk.input);

  it('finds both', async () => {
    const desk = await newDesk();
    await readOnce(desk);
    expect(await resolve(desk)).toMatchObject({ next: 'resolved' });
    expect(await desk.store.readSection(desk.key, 'principals')).toEqual({ source: thomas, target: uwe });
  });

  it.each([
    ['source', 'nobody@company.com', 'PrincipalNotFound'],
    ['target', 'uve@company.com', 'PrincipalNotFound'],
    ['target', 'npb-developers', 'GroupNamed'],
    ['target', 'Twin', 'PrincipalAmbiguous'],
    ['target', 'thomas@company.com', 'SamePrincipal'],
    ['target', 'idle@company.com', 'PrincipalInactive'],
    ['target', 'etl-nightly', 'PrincipalKindMismatch'],
  ] as const)('says what is wrong with %s %s: %s', async (field, value, name) => {
    const directory = exampleDirectory();
    directory.account.principals.push(
      aPrincipal({ id: '1', name: 'a@company.com', displayName: 'Twin', emails: ['a@company.com'] }),
      aPrincipal({ id: '2', name: 'b@company.com', displayName: 'Twin', emails: ['b@company.com'] }),
      aPrincipal({ id: '3', name: 'idle@company.com', emails: ['idle@company.com'], active: false }),
      aServicePrincipal(),
    );
    const desk = await newDesk({ directory });
    desk.edit(field, value);
    await readOnce(desk);
    await expect(resolve(desk)).rejects.toMatchObject({ name });
    expect(await desk.store.readSection(desk.key, 'principals')).toBeNull();
  });

  it.each([
    'uwe and anna',
    'uwe, anna',
    'Müller, Thomas',
  ])('asks back where %j may be several people', async (asked) => {
    const desk = await newDesk();
    desk.edit('target', asked);
    await readOnce(desk);
    await expect(resolve(desk)).rejects.toMatchObject({ name: 'RequestIncomplete', facts: { field: 'target', asked } });
  });

  it('takes a name with a comma or an “and” in it for what it is, and tells of a near one first', async () => {
    const directory = exampleDirectory();
    const both = ['Data and AI, nightly', 'Becker, Uta'].map((displayName, index) =>
      aPrincipal({ id: `9${index}`, name: `${index}@company.com`, displayName, emails: [] }),
    );
    directory.account.principals.push(...both);
    const desk = await newDesk({ directory });
    desk.edit('target', 'Data and AI, nightly');
    await readOnce(desk);
    expect(await resolve(desk)).toMatchObject({ next: 'resolved' });
    const typo = await newDesk({ directory });
    typo.edit('target', 'Becker, Utta');
    await readOnce(typo);
    await expect(resolve(typo)).rejects.toMatchObject({ name: 'PrincipalNotFound', facts: { near: ['Becker, Uta'] } });
  });

  it('plans an inactive source', async () => {
    const directory = exampleDirectory();
    directory.account.principals[0] = { ...thomas, active: false };
    const desk = await newDesk({ directory });
    await readOnce(desk);
    expect(await resolve(desk)).toMatchObject({ next: 'resolved' });
  });

  async function waitingDesk(): Promise<Desk> {
    const desk = await newDesk();
    desk.edit('target', 'new@company.com');
    desk.tickets.known.add('new@company.com');
    await readOnce(desk);
    expect(await resolve(desk)).toEqual({ next: 'await target', pollSeconds: 3600 });
    return desk;
  }

  it('waits for a person only the ticket system knows, says so once, and finds them later', async () => {
    const desk = await waitingDesk();
    desk.advance(25 * 3600);
    expect(await resolve(desk)).toEqual({ next: 'await target', pollSeconds: 6 * 3600 });
    expect(desk.said()).toHaveLength(1);
    expect(desk.said()[0]).toContain('They appear in Databricks once');
    desk.directory.account.principals.push(
      aPrincipal({ id: '9', name: 'new@company.com', emails: ['new@company.com'] }),
    );
    expect(await resolve(desk)).toMatchObject({ next: 'resolved' });
  });

  it('stops waiting when the time is up, and says how long it has waited', async () => {
    const desk = await waitingDesk();
    desk.advance(14 * 24 * 3600 - 1);
    expect(await resolve(desk)).toEqual({ next: 'await target', pollSeconds: 1 });
    desk.advance(1);
    const facts = { field: 'target', asked: 'new@company.com', waitedDays: 14 };
    await expect(resolve(desk)).rejects.toMatchObject({ name: 'PrincipalNotFound', facts });
  });

  it('stops waiting for somebody the ticket system does not know any more', async () => {
    const desk = await waitingDesk();
    desk.tickets.known.clear();
    const error = { name: 'PrincipalNotFound', facts: expect.not.objectContaining({ waitedDays: 14 }) };
    await expect(resolve(desk)).rejects.toMatchObject(error);
  });

  it('goes on waiting while the ticket system cannot say whether it knows them', async () => {
    const desk = await waitingDesk();
    const error = new TicketSystemUnavailable({ what: 'looking for a user' });
    desk.tickets.fault = (call) => (call.startsWith('knowsPerson') ? { error, applied: false } : undefined);
    await expect(resolve(desk)).rejects.toMatchObject({ family: 'tryAgain' });
    desk.tickets.fault = () => undefined;
    expect(await resolve(desk)).toMatchObject({ next: 'await target' });
  });

  it.each([
    ['deactivated', { active: false }, 'PrincipalInactive'],
    ['twice', {}, 'PrincipalAmbiguous'],
  ] as const)('does not take a person who appears %s', async (case_, more, name) => {
    const desk = await waitingDesk();
    const newcomer = aPrincipal({ id: '9', name: 'new@company.com', emails: ['new@company.com'], ...more });
    const twin = case_ === 'twice' ? [{ ...newcomer, id: '10', name: 'n@company.com' }] : [];
    desk.directory.account.principals.push(newcomer, ...twin);
    await expect(resolve(desk)).rejects.toMatchObject({ name });
    expect(await desk.store.readSection(desk.key, 'principals')).toBeNull();
  });

  it.each([
    ['superseded', (desk: Desk) => desk.edit('target', 'other@company.com')],
    ['withdrawn', (desk: Desk) => desk.change({ closed: true })],
  ])('stops waiting for a ticket that is %s', async (next, change) => {
    const desk = await waitingDesk();
    change(desk);
    expect(await resolve(desk)).toMatchObject({ next });
    expect(await desk.store.readSection(desk.key, 'closing')).not.toBeNull();
  });

  it('does not wait for a source', async () => {
    const desk = await newDesk();
    desk.edit('source', 'new@company.com');
    desk.tickets.known.add('new@company.com');
    await readOnce(desk);
    await expect(resolve(desk)).rejects.toMatchObject({ name: 'PrincipalNotFound', facts: { field: 'source' } });
  });
});

describe('AwaitTarget', () => {
  it('answers itself only when the ticket has changed already', async () => {
    const desk = await newDesk();
    await readOnce(desk);
    const waiting = { ...desk.input, token: 'token-1', enteredAt: desk.now().toISOString(), attempt: 0 };
    await awaitTarget(desk.ports)(waiting);
    expect(desk.woken).toEqual([]);
    desk.edit('target', 'other@company.com');
    await awaitTarget(desk.ports)({ ...waiting, attempt: 1, token: 'token-2' });
    expect(desk.woken).toEqual(['token-2']);
  });
});
