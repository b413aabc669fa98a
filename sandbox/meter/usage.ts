import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest, IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { HistoryEvent } from '../engine/history.ts';
import { GIGABYTES, PRICES, SECONDS } from './prices.ts';

/** What a run of the desk has used of AWS, and called elsewhere. */
export interface Usage {
  transitions: number;
  invocations: number;
  /** Read units (4 KB, consistent) and write units (1 KB) of the store. */
  readUnits: number;
  writeUnits: number;
  awsCalls: number;
  vendorCalls: number;
  /** Events of the longest history. */
  events: number;
}

export interface Meter {
  readonly usage: Usage;
  /** For the engine: each event of each execution. */
  onEvent(execution: string, event: HistoryEvent): void;
  onInvoke(): void;
  /** Counts calls to these services from now on. */
  watch(services: {
    readonly store: string;
    readonly aws: readonly string[];
    readonly vendors: readonly string[];
  }): void;
  close(): void;
}

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

const numberHeader = z.coerce.number().catch(0);
/** A request of node:http, which the AWS SDK uses, with its answer. */
const answeredSchema = z.object({
  request: z.instanceof(ClientRequest),
  response: z.instanceof(IncomingMessage),
});
/** A request of fetch, which the vendors' clients use. */
const fetchedSchema = z.object({ request: z.object({ origin: z.coerce.string() }) });

/** Counts what happens in this process. One at a time. */
export function createMeter(): Meter {
  const usage: Usage = {
    transitions: 0,
    invocations: 0,
    readUnits: 0,
    writeUnits: 0,
    awsCalls: 0,
    vendorCalls: 0,
    events: 0,
  };
  let scheduledIn: string | undefined;
  let watched = { store: '', aws: new Set<string>(), vendors: new Set<string>() };

  const onAnswer = (message: unknown) => {
    const call = answeredSchema.safeParse(message).data;
    if (call === undefined) return;
    const { request, response } = call;
    const host = String(request.getHeader('host'));
    if (!watched.aws.has(host)) return;
    usage.awsCalls += 1;
    if (host !== watched.store) return;
    const operation = String(request.getHeader('x-amz-target')).split('.').at(-1);
    if (operation === 'GetItem' || operation === 'Query')
      usage.readUnits += units(response.headers['content-length'], READ_UNIT_BYTES);
    else usage.writeUnits += units(request.getHeader('content-length'), WRITE_UNIT_BYTES);
  };
  const onFetch = (message: unknown) => {
    const origin = fetchedSchema.safeParse(message).data?.request.origin;
    if (origin !== undefined && watched.vendors.has(new URL(origin).host)) usage.vendorCalls += 1;
  };
  subscribe('http.client.response.finish', onAnswer);
  subscribe('undici:request:create', onFetch);

  return {
    usage,
    onEvent(_execution, { id, type, state }) {
      usage.events = Math.max(usage.events, id);
      if (type.endsWith('StateEntered')) usage.transitions += 1;
      // A task that is scheduled again without being entered is a retry, and each is a transition.
      if (type === 'TaskStateEntered') scheduledIn = undefined;
      if (type === 'LambdaFunctionScheduled' || type === 'TaskScheduled') {
        if (scheduledIn === state) usage.transitions += 1;
        scheduledIn = state;
      }
    },
    onInvoke: () => {
      usage.invocations += 1;
    },
    watch({ store, aws, vendors }) {
      const hosts = (urls: readonly string[]) => new Set(urls.map((url) => new URL(url).host));
      watched = { store: new URL(store).host, aws: hosts([store, ...aws]), vendors: hosts(vendors) };
    },
    close() {
      unsubscribe('http.client.response.finish', onAnswer);
      unsubscribe('undici:request:create', onFetch);
    },
  };
}

/** US dollars for what was used: Step Functions, Lambda, DynamoDB. */
export function costOf(usage: Usage): number {
  const { invocation, awsCall, vendorCall } = SECONDS;
  const seconds = usage.invocations * invocation + usage.awsCalls * awsCall + usage.vendorCalls * vendorCall;
  return (
    usage.transitions * PRICES.stateTransition +
    usage.invocations * PRICES.invocation +
    seconds * GIGABYTES * PRICES.gigabyteSecond +
    usage.readUnits * PRICES.readUnit +
    usage.writeUnits * PRICES.writeUnit
  );
}

function units(bytes: unknown, perUnit: number): number {
  return Math.max(1, Math.ceil(numberHeader.parse(bytes) / perUnit));
}
