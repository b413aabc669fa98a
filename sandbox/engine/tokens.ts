import { randomBytes } from 'node:crypto';
import { InvalidOutput, InvalidToken, TaskDoesNotExist, TaskTimedOut } from './errors.ts';
import { StateFailure } from './failure.ts';
import { type Json, parseJson } from './json.ts';
import { payloadLimit } from './limits.ts';

/** One attempt's token: it lives until it is answered or closed. */
export interface Ticket {
  token: string;
  /** What SendTaskSuccess brought; rejects with what SendTaskFailure brought. */
  answer: Promise<Json>;
  /** Called on every SendTaskHeartbeat. */
  onHeartbeat: () => void;
  close(): void;
}

export interface Tokens {
  issue(): Ticket;
  /**
   * @param output JSON text.
   * @throws {InvalidOutput} when it is not JSON or above the payload limit.
   * @throws {InvalidToken | TaskDoesNotExist | TaskTimedOut} for a malformed, an unknown and a closed token.
   */
  succeed(token: string, output: string): void;
  /** @throws {InvalidToken | TaskDoesNotExist | TaskTimedOut} as `succeed` does. */
  fail(token: string, error: string, cause: string | undefined): void;
  /** @throws {InvalidToken | TaskDoesNotExist | TaskTimedOut} as `succeed` does. */
  heartbeat(token: string): void;
}

interface Open {
  ticket: Ticket;
  resolve: (output: Json) => void;
  reject: (failure: StateFailure) => void;
}

const wellFormed = /^[A-Za-z0-9_-]{128}$/;

/** The tokens of one engine. */
export function createTokens(): Tokens {
  const open = new Map<string, Open>();
  const closed = new Set<string>();

  const close = (token: string) => {
    open.delete(token);
    closed.add(token);
  };
  const find = (token: string): Open => {
    if (!wellFormed.test(token)) throw new InvalidToken('Invalid token');
    const found = open.get(token);
    if (found) return found;
    if (closed.has(token)) throw new TaskTimedOut('Task Timed Out: the token was answered, or its task has ended');
    throw new TaskDoesNotExist('Task does not exist');
  };

  return {
    issue() {
      const token = randomBytes(96).toString('base64url');
      const { promise, resolve, reject } = Promise.withResolvers<Json>();
      // A replayed attempt never looks at its answer.
      promise.catch(() => undefined);
      const ticket: Ticket = { token, answer: promise, onHeartbeat: () => undefined, close: () => close(token) };
      open.set(token, { ticket, resolve, reject });
      return ticket;
    },
    succeed(token, output) {
      const { resolve } = find(token);
      const value = readOutput(output);
      close(token);
      resolve(value);
    },
    fail(token, error, cause) {
      const { reject } = find(token);
      close(token);
      reject(new StateFailure(error, cause));
    },
    heartbeat: (token) => find(token).ticket.onHeartbeat(),
  };
}

function readOutput(output: string): Json {
  if (Buffer.byteLength(output, 'utf8') > payloadLimit) throw new InvalidOutput('the output is above 262,144 bytes');
  try {
    return parseJson(output);
  } catch {
    throw new InvalidOutput('the output is not JSON');
  }
}
