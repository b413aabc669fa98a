import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { requestStore } from '#shared/adapters/store/request-store.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import { dynaliteForTests } from './on-dynalite.ts';
import { loseAnswer, meet, recordOperations } from './sdk-faults.ts';

const table = dynaliteForTests();
const ticket = { system: 'jira', ticketId: '10042' } as const;
const key = { ...ticket, run: 1 };
const first = '2026-11-23T10:00:00.000Z';
const later = '2026-11-23T11:00:00.000Z';

interface Process {
  readonly client: DynamoDBClient;
  readonly store: RequestStore;
}

/** One table; every call starts a process on it, with a client of its own, at this time of day. */
async function sharedTable(): Promise<(time: string) => Process> {
  const { tableName, newClient } = await table();
  return (time) => {
    const client = newClient({ maxAttempts: 3 });
    const now = () => new Date(time);
    return { client, store: requestStore({ client, tableName, now, retentionDays: 100, initialWrites: 'on' }) };
  };
}

describe('two processes at the same point', () => {
  it('both see no open run: one opens it, the other gets that one', async () => {
    const start = await sharedTable();
    const [a, b] = [start(first), start(first)];
    meet([a.client, b.client], 'Update');
    const answers = await Promise.all([a.store.openRun(ticket), b.store.openRun(ticket)]);
    expect(answers.map(({ key: { run } }) => run)).toEqual([1, 1]);
    expect(answers.map(({ opened }) => opened).toSorted()).toEqual([false, true]);
  });

  it('both see the same unsettled attempt: one takes it over, the other has to come back', async () => {
    const start = await sharedTable();
    const [zombie, a, b] = [start(first), start(later), start(later)];
    await zombie.store.intend(key, 'comment', { owner: 'zombie', before: 'absent' });
    meet([a.client, b.client], 'Update');
    const answers = await Promise.allSettled(
      [a, b].map(({ store }) => store.intend(key, 'comment', { owner: 'o', before: 'present' })),
    );
    const won = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const lost = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(won).toEqual([
      { state: 'repeated', attempt: 2, triedAt: first, gaveUpAt: null, before: 'absent', receipt: null },
    ]);
    expect(lost).toMatchObject([{ name: 'EffectUnsettled', facts: { effect: 'comment', waitSeconds: 65 } }]);
    const entry = await a.store.readEffect(key, 'comment');
    expect(entry).toEqual({
      state: 'repeated',
      attempt: 2,
      triedAt: later,
      gaveUpAt: null,
      before: 'absent',
      receipt: null,
    });
  });

  it('a receipt comes while an attempt is taken over: done for both', async () => {
    const start = await sharedTable();
    const [slow, a] = [start(first), start(later)];
    await slow.store.intend(key, 'comment', { owner: 'slow', before: 'absent' });
    const { promise: aboutToTakeOver, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: settled, resolve: release } = Promise.withResolvers<void>();
    a.client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'UpdateItemCommand') {
          arrive();
          await settled;
        }
        return next(args);
      },
      { step: 'deserialize', priority: 'high' },
    );
    const repeated = a.store.intend(key, 'comment', { owner: 'a', before: 'absent' });
    await aboutToTakeOver;
    await slow.store.settle(key, 'comment', 'receipt');
    release();
    expect(await repeated).toEqual({
      state: 'done',
      attempt: 1,
      triedAt: first,
      gaveUpAt: null,
      before: 'absent',
      receipt: 'receipt',
    });
  });

  it('both find a lane idle: they get different seconds', async () => {
    const start = await sharedTable();
    const [a, b] = [start(first), start(first)];
    meet([a.client, b.client], 'Update');
    const slots = await Promise.all([a.store.takeSlots('account', 2), b.store.takeSlots('account', 2)]);
    const now = Date.parse(first) / 1000;
    expect(slots.toSorted()).toEqual([now, now + 2]);
  });
});

describe('an answer is lost and the SDK repeats the request', () => {
  it('still knows that it opened the run', async () => {
    const start = await sharedTable();
    const a = start(first);
    loseAnswer(a.client, 'Update');
    const operations = recordOperations(a.client);
    expect(await a.store.openRun(ticket)).toEqual({ key, opened: true, started: false });
    // Read, open, open again (refused: it is open), read: ours.
    expect(operations).toEqual(['Get', 'Update', 'Update', 'Get']);
  });

  it('still knows that it closed the run', async () => {
    const start = await sharedTable();
    const a = start(first);
    await a.store.openRun(ticket);
    loseAnswer(a.client, 'Update');
    expect(await a.store.closeRun(key, 'done', 'rev')).toBe(true);
    expect(await a.store.closeRun(key, 'failed', 'rev')).toBe(false);
  });

  it('is fresh all the same', async () => {
    const start = await sharedTable();
    const a = start(first);
    loseAnswer(a.client, 'Put');
    const entry = await a.store.intend(key, 'comment', { owner: 'a', before: 'absent' });
    expect(entry).toEqual({
      state: 'fresh',
      attempt: 1,
      triedAt: first,
      gaveUpAt: null,
      before: 'absent',
      receipt: null,
    });
  });

  it('takes over once, with the time of the attempt before', async () => {
    const start = await sharedTable();
    const [zombie, a] = [start(first), start(later)];
    await zombie.store.intend(key, 'comment', { owner: 'zombie', before: 'absent' });
    loseAnswer(a.client, 'Update');
    const entry = await a.store.intend(key, 'comment', { owner: 'a', before: 'absent' });
    expect(entry).toEqual({
      state: 'repeated',
      attempt: 2,
      triedAt: first,
      gaveUpAt: null,
      before: 'absent',
      receipt: null,
    });
  });

  it('keeps receipt and token', async () => {
    const start = await sharedTable();
    const a = start(first);
    await a.store.intend(key, 'comment', { owner: 'a', before: 'absent' });
    loseAnswer(a.client, 'Update');
    loseAnswer(a.client, 'Put');
    expect(await a.store.settle(key, 'comment', 'receipt')).toBe('receipt');
    expect(await a.store.putToken(key, { token: 't', kind: 'approval', enteredAt: first, attempt: 0 })).toBe(true);
  });

  it('may leave seconds out, but gives none twice', async () => {
    const start = await sharedTable();
    const [a, b] = [start(first), start(first)];
    await a.store.takeSlots('account', 1);
    loseAnswer(a.client, 'Update');
    const slots = [await a.store.takeSlots('account', 1), await b.store.takeSlots('account', 1)];
    expect(new Set(slots).size).toBe(2);
    expect(Math.min(...slots)).toBeGreaterThan(Date.parse(first) / 1000);
  });
});
