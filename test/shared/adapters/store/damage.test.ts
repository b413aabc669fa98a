import { randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { requestStore } from '#shared/adapters/store/request-store.ts';
import { DeskUnavailable, StoredItemDamaged } from '#shared/errors.ts';
import { dynaliteForTests } from './on-dynalite.ts';

const table = dynaliteForTests();
const ticket = { system: 'jira', ticketId: '10042' } as const;
const key = { ...ticket, run: 1 };
const now = () => new Date('2026-11-23T10:00:00Z');

async function damageable() {
  const { tableName, newClient } = await table();
  const documents = DynamoDBDocumentClient.from(newClient());
  const settings = { tableName, now, retentionDays: 100, initialWrites: 'on' } as const;
  const itemsLike = async (part: string) => {
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: tableName }));
    const parsed = z.array(z.looseObject({ pk: z.string(), sk: z.string() })).parse(Items);
    return parsed.filter(({ pk, sk }) => `${pk} ${sk}`.includes(part));
  };
  return {
    store: requestStore({ client: newClient({ maxAttempts: 1 }), ...settings }),
    over: (client: DynamoDBClient, tableOf = tableName) => requestStore({ client, ...settings, tableName: tableOf }),
    newClient,
    itemsLike,
    /** Overwrites attributes of the items whose key holds `part`; there must be some. */
    async damage(part: string, change: Record<string, unknown>) {
      const found = await itemsLike(part);
      expect(found).not.toHaveLength(0);
      for (const item of found) {
        await documents.send(new PutCommand({ TableName: tableName, Item: { ...item, ...change } }));
      }
    },
    async remove(item: { pk: string; sk: string } | undefined) {
      expect(item).toBeDefined();
      await documents.send(new DeleteCommand({ TableName: tableName, Key: { pk: item?.pk, sk: item?.sk } }));
    },
  };
}

describe('damaged items', () => {
  it.each([
    ['ticket', { run: 0 }],
    ['ticket', { lastEnd: { end: 'no such end', revision: null, at: '' } }],
    ['section#closing', { value: '{"reason":"secret' }],
    ['section#closing', { value: '{"reason":1,"by":[]}' }],
    ['effect', { attempt: 'two' }],
    ['token', { kind: 'other' }],
    ['additions', { results: { '1': { groupId: '1', result: 'unheard of' } } }],
    ['child', { run: 'one' }],
    ['control', { writes: 'maybe' }],
    ['sweep-mark', { at: 7 }],
    ['section#closing', { expiresAt: 'soon' }],
  ])('are told, not used: %s %j', async (part, change) => {
    const { store, damage } = await damageable();
    await store.openRun(ticket);
    await store.writeSection(key, 'closing', { reason: 'secret', by: [] });
    await store.intend(key, 'comment', { owner: 'o', before: 'absent' });
    await store.putToken(key, { token: 't', kind: 'approval', enteredAt: now().toISOString(), attempt: 0 });
    await store.writeAdditions(key, 1, 1, [{ groupId: '1', groupName: 'g' }]);
    await store.rememberChild('jira', '10043', key);
    await store.writeControl('on');
    await store.writeSweepMark('jira', now().toISOString());
    const readAll = () =>
      Promise.allSettled([
        store.readTicketRecord(ticket),
        store.readSection(key, 'closing'),
        store.readEffect(key, 'comment'),
        store.readToken(key),
        store.readAdditions(key, 1, 1),
        store.findByChild('jira', '10043'),
        store.readControl(),
        store.readSweepMark('jira'),
      ]);
    expect((await readAll()).filter(({ status }) => status === 'rejected')).toEqual([]);
    await damage(part, change);
    const refused = (await readAll()).flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toBeInstanceOf(StoredItemDamaged);
    expect(String(refused[0])).not.toContain('secret');
  });

  it('tells a text whose chunk is gone, changed or swapped', async () => {
    const { store, itemsLike, damage, remove } = await damageable();
    const readPlan = () => store.readText(key, 'plan');
    const text = randomBytes(700_000).toString('base64');
    await store.writeText(key, 'plan', text);
    const chunks = await itemsLike('text-chunk');
    expect(chunks.length).toBeGreaterThan(2);
    for (const { bytes } of chunks)
      expect(z.instanceof(Uint8Array).parse(bytes).length).toBeLessThanOrEqual(300 * 1024);
    await remove(chunks[1]);
    await expect(readPlan()).rejects.toBeInstanceOf(StoredItemDamaged);
    await store.writeText(key, 'plan', text);
    await damage('text-chunk', { bytes: new Uint8Array([1, 2, 3]) });
    await expect(readPlan()).rejects.toBeInstanceOf(StoredItemDamaged);
    await store.writeText(key, 'plan', text);
    expect((await readPlan())?.text === text).toBe(true);
    await damage('text#plan', { digest: '0'.repeat(64) });
    await expect(readPlan()).rejects.toBeInstanceOf(StoredItemDamaged);
  });
});

describe('the table does not answer', () => {
  it('is DeskUnavailable with its cause when the service cannot be reached', async () => {
    const { newClient, over } = await damageable();
    const client = newClient({ maxAttempts: 1 });
    const failure = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    client.middlewareStack.add(() => () => Promise.reject(failure), { step: 'deserialize' });
    const store = over(client);
    const calls = [store.openRun(ticket), store.readControl(), store.writeControl('on'), store.listOpenRuns()];
    for (const answer of await Promise.allSettled(calls)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { name: 'DeskUnavailable', cause: failure } });
    }
  });

  it('is DeskUnavailable when throttling outlasts the retries of the SDK', async () => {
    const { newClient, over } = await damageable();
    const client = newClient({ maxAttempts: 2 });
    let requests = 0;
    const throttle = () => {
      requests += 1;
      return Promise.reject(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    };
    client.middlewareStack.add(() => throttle, { step: 'deserialize' });
    await expect(over(client).intend(key, 'e', { owner: 'o', before: '' })).rejects.toBeInstanceOf(DeskUnavailable);
    expect(requests).toBe(2);
  });

  it('is DeskUnavailable when the table is not there (yet)', async () => {
    const { newClient, over } = await damageable();
    await expect(over(newClient(), 'no-such-table').readControl()).rejects.toBeInstanceOf(DeskUnavailable);
  });

  it('leaves a request that is wrong in itself what it is', async () => {
    const { store } = await damageable();
    const huge = store.writeSection(key, 'closing', { reason: 'x'.repeat(500_000), by: [] });
    await expect(huge).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
