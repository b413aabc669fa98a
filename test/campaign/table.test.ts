import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { createTable, type Table } from '#sandbox/campaign/table.ts';
import { requestStore } from '#shared/adapters/store/request-store.ts';
import { requestStoreContract } from '#test/shared/adapters/store/contract.ts';

const real = DynamoDBDocumentClient.prototype.send;
let table: Table | undefined;
const redirect = (send: unknown) =>
  Object.defineProperty(DynamoDBDocumentClient.prototype, 'send', { value: send, configurable: true });
beforeAll(() => void redirect(async (command: unknown) => table?.send(command)));
afterAll(() => void redirect(real));

// The campaign's table must be to the store what DynamoDB is.
requestStoreContract('the table of the campaign', async () => {
  table = createTable({ now: Date.now, lagMs: 0 });
  return {
    connect: (settings) =>
      requestStore({ client: new DynamoDBClient({ region: 'eu-central-1' }), tableName: 'campaign', ...settings }),
  };
});
