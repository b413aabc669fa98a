import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach } from 'vitest';
import { type LocalDynamoDB, startDynamoDB } from '#sandbox/services/dynamodb.ts';
import { DUMMY_CREDENTIALS, REGION } from '#sandbox/services/environment.ts';
import { requestStore } from '#shared/adapters/store/request-store.ts';
import type { Backing } from './contract.ts';

/** An empty table behind the real SDK; clients and server are closed after each test of the file that calls this. */
export function dynaliteForTests() {
  const servers: LocalDynamoDB[] = [];
  const clients: DynamoDBClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  return async function table() {
    const server = await startDynamoDB();
    servers.push(server);
    const { url: endpoint, tableName } = server;
    const newClient = (options: { maxAttempts?: number } = {}): DynamoDBClient => {
      const client = new DynamoDBClient({ endpoint, region: REGION, credentials: DUMMY_CREDENTIALS, ...options });
      clients.push(client);
      return client;
    };
    const backing: Backing = {
      connect: (settings) => requestStore({ client: newClient(), tableName, ...settings }),
    };
    return { tableName, newClient, backing };
  };
}
