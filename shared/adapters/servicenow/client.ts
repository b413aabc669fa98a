import * as z from 'zod';
import { type HttpClientOptions, httpClient } from '#shared/adapters/http/client.ts';
import { HttpFailure } from '#shared/adapters/http/failure.ts';
import { limit } from '#shared/adapters/http/limit.ts';
import type { HttpRequest } from '#shared/adapters/http/request.ts';
import { type AuthorizationOptions, authorization } from './access.ts';
import { isGone, serviceNowError } from './errors.ts';

/** An instance cancels calls after 60 s itself (`c_DefaultQuotaRules`); what we gave up on is looked for after 65 s. */
const TIMEOUT_MS = 20_000;

/** Calls of one user are put in a queue, and too many are refused. */
const MOST_AT_ONCE = 4;

/** One call: `what` names it in errors (no personal data), `path` is percent-encoded already. */
export interface ServiceNowCall {
  readonly what: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
}

/** A page of a list, and how many rows all pages have together as far as the instance tells. */
export interface Page<T> {
  readonly rows: T;
  readonly total: number | null;
}

/**
 * ServiceNow's REST API with the desk's errors: TicketSystemUnavailable, TicketSystemRateLimited, TicketSystemRefused,
 * CredentialsRejected, ConfigurationInvalid (the instance URL). Each `result` is the schema of what the answer holds
 * under that name. Cookies are never kept: a shared session puts calls in a row, and drops some.
 */
export interface ServiceNowClient {
  /** GET; repeated by itself after short troubles. */
  read<T>(call: ServiceNowCall, result: z.ZodType<T>): Promise<T>;
  /** The same for one page of a list. */
  readPage<T>(call: ServiceNowCall, result: z.ZodType<T>): Promise<Page<T>>;
  /** POST that must answer 201; sent once: nothing in ServiceNow takes an idempotency key. */
  insert<T>(call: ServiceNowInsert, result: z.ZodType<T>): Promise<T>;
  /** PATCH, sent once. */
  update<T>(call: ServiceNowCall & { readonly body: unknown }, result: z.ZodType<T>): Promise<T>;
  /** DELETE, sent once; a record that is gone is fine. */
  remove(call: ServiceNowCall): Promise<void>;
}

/** `body` is sent as JSON, `bytes` as they are. */
export interface ServiceNowInsert extends ServiceNowCall {
  readonly body?: unknown;
  readonly bytes?: NonNullable<HttpRequest['bytes']>;
}

export interface ServiceNowClientOptions extends Pick<AuthorizationOptions, 'access' | 'secretName'> {
  readonly instanceUrl: string;
  readonly now: () => Date;
  readonly version: string;
  /** How short waits inside the client are done. @default a timer */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** A client for one instance. */
export function serviceNowClient(options: ServiceNowClientOptions): ServiceNowClient {
  const hostname = URL.parse(options.instanceUrl)?.hostname;
  const now = () => options.now().getTime();
  const common = {
    baseUrl: options.instanceUrl,
    userAgent: `access-desk/${options.version}`,
    timeoutMs: TIMEOUT_MS,
    allowHost: (asked) => asked === hostname,
    now,
    ...(options.sleep && { sleep: options.sleep }),
  } satisfies Partial<HttpClientOptions>;
  const { headers, onUnauthorized } = authorization({
    ...options,
    now,
    // Outside the bound: a call that holds a place in it may be waiting for this very token.
    http: httpClient({ ...common, auth: async () => ({}), methods: ['POST'] }),
  });
  const http = httpClient({ ...common, auth: headers, onUnauthorized, concurrency: limit(MOST_AT_ONCE) });

  async function guarded<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof HttpFailure) throw serviceNowError(error, what, options.secretName);
      throw error;
    }
  }

  async function send<T>(call: ServiceNowInsert, request: Sending, result: z.ZodType<T>): Promise<Page<T>> {
    const { what, ...rest } = call;
    const { headers: answered, data } = await guarded(what, () =>
      http.reply({ ...request, ...rest }, z.object({ result, error: z.null().optional() })),
    );
    return { rows: data.result, total: totalOf(answered) };
  }

  return {
    read: async (call, result) => (await send(call, READ, result)).rows,
    readPage: (call, result) => send(call, READ, result),
    insert: async (call, result) => (await send(call, INSERT, result)).rows,
    update: async (call, result) => (await send(call, UPDATE, result)).rows,
    remove: async ({ what, ...rest }) => {
      try {
        await guarded(what, () => http.empty({ ...REMOVE, ...rest }));
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    },
  };
}

type Sending = Pick<HttpRequest, 'method' | 'repeatable' | 'expect'>;

const READ: Sending = { method: 'GET', repeatable: true, expect: 200 };
const INSERT: Sending = { method: 'POST', repeatable: false, expect: 201 };
const UPDATE: Sending = { method: 'PATCH', repeatable: false, expect: 200 };
// Without `Accept` ServiceNow answers 400.
const REMOVE = { method: 'DELETE', repeatable: false, expect: 204, headers: { accept: 'application/json' } } as const;

function totalOf(headers: Headers): number | null {
  const text = headers.get('x-total-count') ?? '';
  return /^\d+$/.test(text) ? Number(text) : null;
}
