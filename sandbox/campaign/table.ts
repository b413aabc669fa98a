import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { compileCondition, compileUpdate, type Item } from './expressions.ts';

/** A write that took place. */
export interface Written {
  readonly pk: string;
  readonly sk: string;
  /** Null where it was deleted. */
  readonly item: Item | null;
}

export interface TableOptions {
  /** Milliseconds; decides how old an answer may be that did not ask for consistency. */
  readonly now: () => number;
  /** Milliseconds for which reads that do not ask for consistency, and the index, may miss a write. */
  readonly lagMs: number;
  readonly onWrite?: (written: Written) => void;
}

/** One DynamoDB table with the sparse index of the request store, in memory, as the document client sees it. */
export interface Table {
  /** The answer to a command of the document client; throws as the SDK does. */
  send(command: unknown): unknown;
  /** The name of a command as DynamoDB's API calls it. */
  operationOf(command: unknown): string;
  /** What is stored now; whoever changes it here damages it. */
  readonly items: ReadonlyMap<string, Item>;
  /** Stores an item whatever was there: damage, or an operator's hand. */
  force(item: Item): void;
}

const keySchema = z.looseObject({ pk: z.string(), sk: z.string() });
const indexQuerySchema = z.object({
  IndexName: z.string(),
  ExpressionAttributeNames: z.object({ '#index': z.string() }),
  ExpressionAttributeValues: z.object({ ':mark': z.unknown() }),
});

class ConditionalCheckFailedException extends Error {
  override readonly name = 'ConditionalCheckFailedException';
}

const COMMANDS = [
  ['GetItem', GetCommand],
  ['PutItem', PutCommand],
  ['UpdateItem', UpdateCommand],
  ['DeleteItem', DeleteCommand],
  ['Query', QueryCommand],
] as const;

/**
 * Unlike the server of `npm start` it also knows what eventual consistency is: a read that does not ask for the newest
 * state gets the one before, for a while.
 */
export function createTable({ now, lagMs, onWrite = () => undefined }: TableOptions): Table {
  const items = new Map<string, Item>();
  /** What an inconsistent read may still be shown. */
  const before = new Map<string, { readonly item: Item | undefined; readonly until: number }>();
  const idOf = ({ pk, sk }: z.infer<typeof keySchema>) => `${pk}\n${sk}`;

  const keep = (key: z.infer<typeof keySchema>, item: Item | null) => {
    const id = idOf(key);
    if (lagMs > 0) before.set(id, { item: items.get(id), until: now() + lagMs });
    if (item === null) items.delete(id);
    else items.set(id, item);
    onWrite({ pk: key.pk, sk: key.sk, item });
  };
  const check = (condition: string | undefined, input: Parameters<typeof compileCondition>[1], item: Item = {}) => {
    if (condition === undefined || compileCondition(condition, input)(item)) return;
    throw new ConditionalCheckFailedException('The conditional request failed');
  };
  const asRead = (id: string) => {
    const older = before.get(id);
    return older !== undefined && older.until > now() ? older.item : items.get(id);
  };

  return {
    items,
    force: (item) => items.set(idOf(keySchema.parse(item)), item),
    operationOf: (command) => COMMANDS.find(([, kind]) => command instanceof kind)?.[0] ?? 'unknown',
    send(command) {
      if (command instanceof GetCommand) {
        const id = idOf(keySchema.parse(command.input.Key));
        const item = command.input.ConsistentRead ? items.get(id) : asRead(id);
        return item === undefined ? {} : { Item: structuredClone(item) };
      }
      if (command instanceof PutCommand) {
        const { Item: item = {}, ConditionExpression } = command.input;
        const key = keySchema.parse(item);
        check(ConditionExpression, command.input, items.get(idOf(key)));
        keep(key, structuredClone(item));
        return {};
      }
      if (command instanceof UpdateCommand) {
        const { Key, UpdateExpression = '', ConditionExpression } = command.input;
        const key = keySchema.parse(Key);
        const known = items.get(idOf(key));
        check(ConditionExpression, command.input, known);
        const changed = compileUpdate(UpdateExpression, command.input)({ ...key, ...structuredClone(known) });
        keep(key, changed);
        return { Attributes: structuredClone(changed) };
      }
      if (command instanceof DeleteCommand) {
        const key = keySchema.parse(command.input.Key);
        check(command.input.ConditionExpression, command.input, items.get(idOf(key)));
        keep(key, null);
        return {};
      }
      if (command instanceof QueryCommand) return { Items: query(command.input) };
      throw new Error('a command the table of the campaign does not know');
    },
  };

  function query(input: QueryCommand['input']): Item[] {
    const found = [...items.keys()].flatMap((id): Item[] => {
      const item = input.ConsistentRead ? items.get(id) : asRead(id);
      return item === undefined ? [] : [item];
    });
    const byIndex = indexQuerySchema.safeParse(input);
    if (byIndex.success) {
      const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = byIndex.data;
      return structuredClone(found.filter((item) => item[names['#index']] === values[':mark']));
    }
    const condition = compileCondition(input.KeyConditionExpression ?? '', input);
    const sorted = found.filter(condition).sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
    return structuredClone(input.ScanIndexForward === false ? sorted.reverse() : sorted).slice(0, input.Limit);
  }
}
