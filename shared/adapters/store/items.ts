import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { asDeskFailure, failureName } from '#shared/adapters/aws/failure.ts';
import { StoredItemDamaged } from '#shared/errors.ts';
import { describeKey, type ItemKey } from './keys.ts';
import { OPEN_INDEX, OPEN_INDEX_PARTITION_KEY, PARTITION_KEY, SORT_KEY, TIME_TO_LIVE } from './table.ts';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * A condition or change in DynamoDB's expression language. Attributes are written `#name` and resolved by themselves;
 * `names` adds those that are not identifiers.
 */
interface Condition {
  readonly when: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Attributes;
}
export interface Change extends Condition {
  readonly change: string;
}

/** The few ways in which the store touches its table. What is read is parsed; what does not fit is StoredItemDamaged. */
export interface Items {
  /** Strongly consistent; null when absent or past its time-to-live. */
  read<T>(key: ItemKey, schema: z.ZodType<T>): Promise<T | null>;
  /** False when the condition did not hold. `days` is the time-to-live; none keeps the item for good. */
  put(key: ItemKey, attributes: Attributes, options?: { days?: number; condition?: Condition }): Promise<boolean>;
  /** The item after the change; null when the condition did not hold. */
  update<T>(key: ItemKey, change: Change, schema: z.ZodType<T>): Promise<T | null>;
  /** All items of the sparse index; eventually consistent. */
  listOpen<T>(mark: string, schema: z.ZodType<T>): Promise<T[]>;
  /** Items of the same partition behind this key, in their order; strongly consistent. */
  listAfter<T>(key: ItemKey, schema: z.ZodType<T>): Promise<T[]>;
  /** Holds for an item that is not there, also for one past its time-to-live that the table still holds. */
  absent(): Condition;
  /** Holds for an item that is there and not past its time-to-live. */
  present(): Condition;
  /** Epoch seconds `days` from now. */
  expiry(days: number): number;
}

const lifeSchema = z.object({ [TIME_TO_LIVE]: z.number().optional() });
const keySchema = z.object({ pk: z.string(), sk: z.string() });

export function tableItems(options: { client: DynamoDBClient; tableName: string; now: () => Date }): Items {
  const documents = DynamoDBDocumentClient.from(options.client);
  const TableName = options.tableName;
  const seconds = () => Math.floor(options.now().getTime() / 1000);
  const expiry = (days: number) => seconds() + days * 86_400;

  async function unlessRefused<T>(call: Promise<T>): Promise<T | null> {
    try {
      return await call;
    } catch (failure) {
      if (failureName(failure) === 'ConditionalCheckFailedException') return null;
      throw asDeskFailure('request store', failure);
    }
  }

  async function listAll<T>(schema: z.ZodType<T>, query: Omit<QueryCommandInput, 'TableName'>): Promise<T[]> {
    const found: T[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({ TableName, ...query, ...(from && { ExclusiveStartKey: from }) });
      const page = await unlessRefused(documents.send(command));
      for (const item of page?.Items ?? []) found.push(parse(keySchema.parse(item), schema, item));
      from = page?.LastEvaluatedKey;
    } while (from !== undefined);
    return found;
  }

  return {
    async read(key, schema) {
      const answer = await unlessRefused(documents.send(new GetCommand({ TableName, Key: key, ConsistentRead: true })));
      if (answer?.Item === undefined) return null;
      const { expiresAt } = parse(key, lifeSchema, answer.Item);
      return expiresAt !== undefined && expiresAt <= seconds() ? null : parse(key, schema, answer.Item);
    },

    async put(key, attributes, { days, condition } = {}) {
      const life = days === undefined ? {} : { [TIME_TO_LIVE]: expiry(days) };
      const Item = { ...key, ...attributes, ...life };
      const command = new PutCommand({ TableName, Item, ...(condition && conditionInput(condition)) });
      return (await unlessRefused(documents.send(command))) !== null;
    },

    async update(key, change, schema) {
      const UpdateExpression = change.change;
      const input = { TableName, Key: key, UpdateExpression, ...conditionInput(change, change.change) };
      const answer = await unlessRefused(documents.send(new UpdateCommand({ ...input, ReturnValues: 'ALL_NEW' })));
      return answer === null ? null : parse(key, schema, answer.Attributes);
    },

    listOpen: (mark, schema) =>
      listAll(schema, {
        IndexName: OPEN_INDEX,
        KeyConditionExpression: '#index = :mark',
        ExpressionAttributeNames: { '#index': OPEN_INDEX_PARTITION_KEY },
        ExpressionAttributeValues: { ':mark': mark },
      }),

    listAfter: ({ pk, sk }, schema) =>
      listAll(schema, {
        ConsistentRead: true,
        KeyConditionExpression: '#pk = :pk AND #sk > :sk',
        ExpressionAttributeNames: { '#pk': PARTITION_KEY, '#sk': SORT_KEY },
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      }),

    absent: () => ({ when: '(attribute_not_exists(#pk) OR #expiresAt <= :now)', values: { ':now': seconds() } }),
    present: () => ({
      when: '(attribute_exists(#pk) AND (attribute_not_exists(#expiresAt) OR #expiresAt > :now))',
      values: { ':now': seconds() },
    }),
    expiry,
  };
}

function parse<T>(key: ItemKey, schema: z.ZodType<T>, item: unknown): T {
  const parsed = schema.safeParse(item);
  // The zod error stays out: it may quote what is stored.
  if (!parsed.success) throw new StoredItemDamaged({ item: describeKey(key) });
  return parsed.data;
}

function conditionInput(condition: Condition, change = '') {
  const used = `${condition.when} ${change}`.matchAll(/#(\w+)/g);
  const names = Object.fromEntries(Array.from(used, ([placeholder, name = '']) => [placeholder, name]));
  return {
    ConditionExpression: condition.when,
    ExpressionAttributeNames: { ...names, ...condition.names },
    ...(condition.values && { ExpressionAttributeValues: condition.values }),
  };
}

/** Text that holds JSON, parsed by `schema`: how values of many shapes are stored exactly as they were. */
export function jsonText<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}
