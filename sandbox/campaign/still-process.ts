import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { currentInvocation, type Invocation } from './invocation.ts';

/** Where everything goes that would otherwise leave this process or depend on its real time. */
export interface Surroundings {
  fetch(request: Request): Promise<Response>;
  /** A command of an AWS client. */
  send(service: 'DynamoDB' | 'Step Functions' | 'Secrets Manager', command: unknown): Promise<unknown>;
  /** Lets virtual time pass inside the invocation that asks. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `reach` after so much virtual time, unless the invocation is over before. */
  limit(invocation: Invocation, ms: number, reach: () => void): void;
  /** Between 0 and 1. */
  random(): number;
}

let surroundings: Surroundings | undefined;
let isStill = false;

/**
 * Makes this process one in which nothing happens by itself: no socket, no timer of a function, no thread, no chance
 * that the seed does not decide. What functions call goes to `next`. Must be called before the functions are loaded.
 */
export function keepStill(next: Surroundings): void {
  surroundings = next;
  if (isStill) return;
  isStill = true;
  redirectFetch();
  redirectAws();
  virtualTimers();
  // Compressing in another thread would let real time decide about the order of things.
  type Done = (error: Error | null, result: Buffer) => void;
  zlib.gzip = Object.assign((bytes: zlib.InputType, done: Done) => done(null, zlib.gzipSync(bytes)), zlib.gzip);
  zlib.gunzip = Object.assign((bytes: zlib.InputType, done: Done) => {
    try {
      done(null, zlib.gunzipSync(bytes));
    } catch (error) {
      done(error instanceof Error ? error : new Error('not gzip'), Buffer.alloc(0));
    }
  }, zlib.gunzip);
  syncBuiltinESMExports();
  Math.random = () => around().random();
  // Many schemas are made for one use; compiling each would take most of the time.
  z.config({ jitless: true });
}

function around(): Surroundings {
  if (surroundings === undefined) throw new Error('there is no world');
  return surroundings;
}

function redirectFetch(): void {
  globalThis.fetch = (input, init) => around().fetch(new Request(input, init));
}

function redirectAws(): void {
  const clients = [
    [DynamoDBDocumentClient, 'DynamoDB'],
    [SFNClient, 'Step Functions'],
    [SecretsManagerClient, 'Secrets Manager'],
  ] as const;
  for (const [client, service] of clients) {
    Object.defineProperty(client.prototype, 'send', { value: (command: unknown) => around().send(service, command) });
  }
}

/** Timers set by a function run in virtual time and end with their invocation; those of the process itself stay real. */
function virtualTimers(): void {
  const realTimeout = globalThis.setTimeout;
  const realClear = globalThis.clearTimeout;
  const realLimit = AbortSignal.timeout;
  const own = new WeakMap<object, AbortController>();
  const timer = (act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const invocation = currentInvocation();
    if (invocation === undefined) return realTimeout(act, ms, ...args);
    const cleared = new AbortController();
    const handle = realTimeout(() => undefined, 0);
    own.set(handle, cleared);
    around()
      .sleep(ms, cleared.signal)
      .then(
        () => act(...args),
        () => undefined,
      );
    return handle;
  };
  globalThis.setTimeout = Object.assign(timer, realTimeout);
  globalThis.clearTimeout = (handle) => {
    if (typeof handle === 'object') own.get(handle)?.abort();
    realClear(handle);
  };
  AbortSignal.timeout = (ms) => {
    const invocation = currentInvocation();
    if (invocation === undefined) return realLimit.call(AbortSignal, ms);
    const limit = new AbortController();
    around().limit(invocation, ms, () => limit.abort(new DOMException('The operation timed out', 'TimeoutError')));
    return limit.signal;
  };
}
