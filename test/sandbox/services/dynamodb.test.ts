import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalDynamoDB, startDynamoDB } from '#sandbox/services/dynamodb.ts';
import { DUMMY_CREDENTIALS, REGION } from '#sandbox/services/environment.ts';
import { requestStore } from '#shared/adapters/store/request-store.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function clientOf({ url }: LocalDynamoDB): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint: url, region: REGION, credentials: DUMMY_CREDENTIALS });
  closers.push(() => client.destroy());
  return client;
}

describe('startDynamoDB', () => {
  it('has the table with its sparse index ready, under the default or another name', async () => {
    for (const tableName of ['access-desk', 'other']) {
      const local = await startDynamoDB(tableName === 'other' ? { tableName } : {});
      closers.push(local.close);
      expect(local.tableName).toBe(tableName);
      const { Table } = await clientOf(local).send(new DescribeTableCommand({ TableName: tableName }));
      expect(Table).toMatchObject({
        TableStatus: 'ACTIVE',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [{ IndexName: 'open', IndexStatus: 'ACTIVE', Projection: { ProjectionType: 'ALL' } }],
      });
    }
  });

  it('listens on loopback only', async () => {
    const local = await startDynamoDB();
    closers.push(local.close);
    expect(new URL(local.url).hostname).toBe('127.0.0.1');
  });

  it('keeps what it holds in a folder over a restart', async () => {
    const path = await mkdtemp(join(tmpdir(), 'access-desk-store-'));
    closers.push(() => rm(path, { recursive: true }));
    const ticket = { system: 'jira', ticketId: '10042' } as const;
    const storeOn = (local: LocalDynamoDB) =>
      requestStore({
        client: clientOf(local),
        tableName: local.tableName,
        now: () => new Date('2026-11-23T10:00:00Z'),
        retentionDays: 100,
        initialWrites: 'on',
      });

    const before = await startDynamoDB({ path });
    await storeOn(before).openRun(ticket);
    await before.close();

    const after = await startDynamoDB({ path });
    closers.push(after.close);
    expect(await storeOn(after).openRun(ticket)).toMatchObject({ opened: false, key: { run: 1 } });
    expect(await storeOn(after).listOpenRuns()).toHaveLength(1);
  });

  it('survives a client that goes away in the middle of a request', async () => {
    const local = await startDynamoDB();
    closers.push(local.close);
    const { hostname, port } = new URL(local.url);
    const socket = connect(Number(port), hostname);
    socket.write('POST / HTTP/1.1\r\nhost: local\r\ncontent-length: 1000\r\n\r\nhalf');
    // An answer to another request says that the first one has arrived as far as it goes.
    expect((await fetch(local.url)).status).toBe(200);
    socket.resetAndDestroy();
    await once(socket, 'close');
    expect((await fetch(local.url)).status).toBe(200);
  });

  it('closes although clients are connected, also in the middle of a request, and is gone then', async () => {
    const local = await startDynamoDB();
    const { url } = local;
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nhost: local\r\ncontent-length: 1000\r\n\r\nhalf');
    expect((await fetch(url)).status).toBe(200);
    await local.close();
    await expect(fetch(url)).rejects.toThrow();
  });
});
