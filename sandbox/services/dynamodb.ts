import {
  type AttributeDefinition,
  CreateTableCommand,
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
        // Clients keep their connections alive; without this, closing would wait for them.
        server.closeAllConnections();
      }),
  };
}

async function createTable(endpoint: string, TableName: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: DUMMY_CREDENTIALS });
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    if (TableNames.includes(TableName)) return;
    const keys = [PARTITION_KEY, SORT_KEY, OPEN_INDEX_PARTITION_KEY, OPEN_INDEX_SORT_KEY];
    const text = (AttributeName: string): AttributeDefinition => ({ AttributeName, AttributeType: 'S' });
    await client.send(
      new CreateTableCommand({
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
      }),
    );
  } finally {
    client.destroy();
  }
}

function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}
