import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Beneath the SDK's own retries: a request here is one request on the wire. */
const ON_THE_WIRE = { step: 'deserialize', priority: 'high' } as const;

/** The operations in which a client sends requests, in order; `ConditionCheckFailed` ones included. */
export function recordOperations(client: DynamoDBClient): string[] {
  const operations: string[] = [];
  client.middlewareStack.add(
    (next, context) => (args) => {
      operations.push(operationOf(context.commandName));
      return next(args);
    },
    ON_THE_WIRE,
  );
  return operations;
}

/** The first request of this operation takes effect, but its answer is lost on the way back. */
export function loseAnswer(client: DynamoDBClient, operation: string): void {
  let lost = false;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (lost || operationOf(context.commandName) !== operation) return answer;
      lost = true;
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
    },
    ON_THE_WIRE,
  );
}

/** Holds requests of this operation back until all clients have sent one, then lets them all go. */
export function meet(clients: readonly DynamoDBClient[], operation: string): void {
  let arrived = 0;
  const { promise: everybodyIsHere, resolve } = Promise.withResolvers<void>();
  for (const client of clients) {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (operationOf(context.commandName) === operation) {
          arrived += 1;
          if (arrived === clients.length) resolve();
          await everybodyIsHere;
        }
        return next(args);
      },
      ON_THE_WIRE,
    );
  }
}

function operationOf(commandName: unknown): string {
  return String(commandName).replace(/(Item)?Command$/, '');
}
