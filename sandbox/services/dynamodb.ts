import { setTimeout } from 'node:timers/promises';
import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import {
  OPEN_INDEX,
  OPEN_INDEX_PARTITION_KEY,
  OPEN_INDEX_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
} from '#shared/adapters/store/table.ts';
import { DUMMY_CREDENTIALS, REGION } from './environment.ts';

export interface LocalDynamoDB {
  /** `http://127.0.0.1:<port>`: AWS_ENDPOINT_URL_DYNAMODB. */
  readonly url: string;
  readonly tableName: string;
  close(): Promise<void>;
}

/**
 * A DynamoDB-compatible server with the request store's table in it. It never removes items past their time-to-live.
 * @param options `path`: folder to keep the data in; in memory when left out. `tableName` default `access-desk`.
 */
export async function startDynamoDB(options: { path?: string; tableName?: string } = {}): Promise<LocalDynamoDB> {
  const { path, tableName = 'access-desk' } = options;
  const server = dynalite({ createTableMs: 0, ...(path !== undefined && { path }) });
  // dynalite throws when a client goes away while it sends, which would end this process: nobody is left to answer.
  server.on('request', (request) => {
    request.removeAllListeners('error').on('error', () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('dynalite has no TCP address');
  const url = `http://127.0.0.1:${address.port}`;
  await createTable(url, tableName);
  return {
    url,
    tableName,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((failure) => (failure ? reject(failure) : resolve()));
        // `close` ends idle connections by itself; this ends those in the middle of a request.
        server.closeAllConnections();
      }),
  };
}

async function createTable(endpoint: string, TableName: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: DUMMY_CREDENTIALS });
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    if (!TableNames.includes(TableName)) await client.send(creation(TableName));
    // Even without an artificial delay the table is ACTIVE only after one more write to the disk.
    while (!(await isActive(client, TableName))) await setTimeout(5);
  } finally {
    client.destroy();
  }
}

async function isActive(client: DynamoDBClient, TableName: string): Promise<boolean> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  return Table?.TableStatus === 'ACTIVE';
}

function creation(TableName: string): CreateTableCommand {
  const keys = [PARTITION_KEY, SORT_KEY, OPEN_INDEX_PARTITION_KEY, OPEN_INDEX_SORT_KEY];
  const text = (AttributeName: string): AttributeDefinition => ({ AttributeName, AttributeType: 'S' });
  return new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map(text),
    KeySchema: keySchema(PARTITION_KEY, SORT_KEY),
    GlobalSecondaryIndexes: [
      {
        IndexName: OPEN_INDEX,
        KeySchema: keySchema(OPEN_INDEX_PARTITION_KEY, OPEN_INDEX_SORT_KEY),
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
}

function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}
