import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { requestStore } from '#shared/adapters/store/request-store.ts';
import { dynaliteForTests } from './on-dynalite.ts';

const table = dynaliteForTests();
const ticket = { system: 'jira', ticketId: '10042' } as const;
const key = { ...ticket, run: 1 };
const at = '2026-11-23T10:00:00.000Z';

async function storeWithClient() {
  const { tableName, newClient } = await table();
  const client = newClient();
  const settings = { tableName, now: () => new Date(at), retentionDays: 100, initialWrites: 'on' } as const;
  return { client, store: requestStore({ client, ...settings }) };
}

/** Lets a test see and change what is asked of DynamoDB, by command name. */
function onInput(client: DynamoDBClient, seen: (command: string, input: object) => void): void {
  client.middlewareStack.add(
    (next, context) => (args) => {
      seen(String(context.commandName), args.input);
      return next(args);
    },
    { step: 'initialize', priority: 'low' },
  );
}

describe('reading', () => {
  it('is strongly consistent everywhere: a wake must see the token that was just put', async () => {
    const { client, store } = await storeWithClient();
    await store.openRun(ticket);
    await store.writeText(key, 'plan', 'text');
    const reads: object[] = [];
    onInput(client, (command, input) => command === 'GetItemCommand' && reads.push(input));
    const methods = [
      () => store.readTicketRecord(ticket),
      () => store.readSection(key, 'closing'),
      () => store.readText(key, 'plan'),
      () => store.readAdditions(key, 1, 1),
      () => store.readEffect(key, 'comment'),
      () => store.readToken(key),
      () => store.readControl(),
      () => store.wasDelivered('jira', 'd1'),
      () => store.findByChild('jira', '10043'),
      () => store.readSweepMark('jira'),
    ];
    for (const read of methods) await read();
    expect(reads).toHaveLength(methods.length + 1);
    for (const input of reads) expect(input).toMatchObject({ ConsistentRead: true });
  });

  it('follows the pages of the list of open runs', async () => {
    const { client, store } = await storeWithClient();
    const ids = Array.from({ length: 7 }, (_, index) => `t${index}`);
    for (const ticketId of ids) await store.openRun({ system: 'jira', ticketId });
    let pages = 0;
    onInput(client, (command, input) => {
      if (command !== 'QueryCommand') return;
      pages += 1;
      Object.assign(input, { Limit: 3 });
    });
    const open = await store.listOpenRuns();
    expect(open.map(({ ticketId }) => ticketId).toSorted()).toEqual(ids);
    expect(pages).toBeGreaterThan(2);
  });
});
