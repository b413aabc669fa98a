import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { asDeskFailure } from '#shared/adapters/aws/failure.ts';
import { compareText } from '#shared/domain/order.ts';
import { realmSchema } from '#shared/domain/pseudonym.ts';
import { StoredItemDamaged } from '#shared/errors.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';
import { itemKeys } from './keys.ts';
import { AUDIT_PREFIX, PARTITION_KEY, PERSON_PREFIX } from './table.ts';

/** Who a pseudonym stands for. */
export interface KeptName {
  readonly pseudonym: string;
  readonly realm: z.infer<typeof realmSchema>;
  readonly account: string;
  readonly name: string;
  readonly handles: readonly string[];
}

/** The audit records as an auditor reads them, with rights no function of the desk has. */
export interface AuditArchive {
  /** Lines of one record, in their order. */
  linesOf(ticket: TicketRef): Promise<string[]>;
  /** Lines of all records, record by record. Reads the whole table. */
  allLines(): Promise<string[]>;
  /** Names that have not been deleted and have not expired. Reads the whole table. */
  names(): Promise<KeptName[]>;
  /** Deletes who a pseudonym stands for; no entry changes. */
  deleteName(pseudonym: string): Promise<void>;
}

const entrySchema = z.object({ pk: z.string(), sk: z.string(), line: z.string() });
const nameSchema = z.object({
  pk: z.string(),
  realm: realmSchema,
  account: z.string(),
  name: z.string(),
  handles: z.array(z.string()),
  expiresAt: z.number(),
});

export function auditArchive(options: { client: DynamoDBClient; tableName: string; now: () => Date }): AuditArchive {
  const client = DynamoDBDocumentClient.from(options.client);
  const TableName = options.tableName;

  /** Items whose partition key begins so. */
  async function scan<T>(prefix: string, schema: z.ZodType<T>): Promise<T[]> {
    const pages = paginateScan(
      { client },
      {
        TableName,
        ConsistentRead: true,
        FilterExpression: 'begins_with(#pk, :prefix)',
        ExpressionAttributeNames: { '#pk': PARTITION_KEY },
        ExpressionAttributeValues: { ':prefix': `${prefix}#` },
      },
    );
    return collect(pages, schema);
  }

  return {
    async linesOf(ticket) {
      const { pk } = itemKeys.auditEntry(ticket, 0);
      const query = {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': PARTITION_KEY },
        ExpressionAttributeValues: { ':pk': pk },
      };
      return (await collect(paginateQuery({ client }, query), entrySchema)).map(({ line }) => line);
    },

    async allLines() {
      const entries = await scan(AUDIT_PREFIX, entrySchema);
      return entries.sort((a, b) => compareText(a.pk, b.pk) || compareText(a.sk, b.sk)).map(({ line }) => line);
    },

    async names() {
      const alive = options.now().getTime() / 1000;
      const items = (await scan(PERSON_PREFIX, nameSchema)).filter(({ expiresAt }) => expiresAt > alive);
      return items.map(({ pk, expiresAt: _, ...name }) => ({ pseudonym: pk.slice(PERSON_PREFIX.length + 1), ...name }));
    },

    async deleteName(pseudonym) {
      await asked(client.send(new DeleteCommand({ TableName, Key: itemKeys.person(pseudonym) })));
    },
  };
}

async function collect<T>(pages: AsyncIterable<{ Items?: unknown[] | undefined }>, schema: z.ZodType<T>): Promise<T[]> {
  const found: T[] = [];
  const read = async () => {
    for await (const { Items = [] } of pages) {
      for (const item of Items) {
        const parsed = schema.safeParse(item);
        // The zod error stays out: it may quote what is stored.
        if (!parsed.success) throw new StoredItemDamaged({ item: 'audit record' });
        found.push(parsed.data);
      }
    }
  };
  await asked(read());
  return found;
}

async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (failure) {
    throw failure instanceof StoredItemDamaged ? failure : asDeskFailure('audit record', failure);
  }
}
