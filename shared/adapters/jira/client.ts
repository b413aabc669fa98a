import * as z from 'zod';
import { httpClient } from '#shared/adapters/http/client.ts';
import { HttpFailure } from '#shared/adapters/http/failure.ts';
import { limit } from '#shared/adapters/http/limit.ts';
import type { HttpRequest } from '#shared/adapters/http/request.ts';
import { CredentialsRejected } from '#shared/errors.ts';
import { isLoginFailure, jiraError } from './errors.ts';

/** Below `settleSeconds`, so that a write we gave up on has settled when it is looked for again. */
const TIMEOUT_MS = 20_000;

/** Jira's burst limit is shared by everybody on the site; we keep well away from it. */
const MOST_AT_ONCE = 4;

/** One call: `what` names it in errors (no personal data), `path` is percent-encoded already. */
interface JiraCall extends Omit<HttpRequest, 'repeatable' | 'method'> {
  readonly what: string;
  /** @default GET for reads, POST for writes */
  readonly method?: HttpRequest['method'];
}

/**
 * Jira's REST API with the desk's errors: TicketSystemUnavailable, TicketSystemRateLimited, TicketSystemRefused,
 * CredentialsRejected, ConfigurationInvalid (the base URL).
 */
export interface JiraClient {
  /** Repeated by itself after short troubles; also for POSTs that only read. */
  read<T>(call: JiraCall, schema: z.ZodType<T>): Promise<T>;
  /** Sent once: nothing in Jira takes an idempotency key. */
  write<T>(call: JiraCall, schema: z.ZodType<T>): Promise<T>;
  /** Sent once; the answer's body (often none) is not looked at. */
  send(call: JiraCall): Promise<void>;
}

export interface JiraClientOptions {
  readonly baseUrl: string;
  readonly credentials: () => Promise<{ readonly email: string; readonly apiToken: string }>;
  readonly secretName: string;
  readonly now: () => Date;
  readonly version: string;
  /** How short waits inside the client are done. @default a timer */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** A client for one site, or for the API gateway in front of it (`…/ex/jira/<cloud id>`). */
export function jiraClient(options: JiraClientOptions): JiraClient {
  const hostname = URL.parse(options.baseUrl)?.hostname;
  const http = httpClient({
    baseUrl: options.baseUrl,
    auth: async () => ({ authorization: await basicAuth(options.credentials) }),
    userAgent: `access-desk/${options.version}`,
    timeoutMs: TIMEOUT_MS,
    allowHost: (asked) => asked === hostname,
    now: () => options.now().getTime(),
    concurrency: limit(MOST_AT_ONCE),
    ...(options.sleep && { sleep: options.sleep }),
  });

  async function guarded<T>(call: JiraCall, work: () => Promise<{ headers: Headers; data: T }>): Promise<T> {
    try {
      const { headers, data } = await work();
      if (!isLoginFailure(headers)) return data;
    } catch (error) {
      if (error instanceof HttpFailure) throw jiraError(error, call.what, options.secretName);
      throw error;
    }
    throw new CredentialsRejected({ system: 'Jira', secret: options.secretName });
  }

  return {
    read: (call, schema) => guarded(call, () => http.reply({ ...requestOf(call, 'GET'), repeatable: true }, schema)),
    write: (call, schema) => guarded(call, () => http.reply({ ...requestOf(call, 'POST'), repeatable: false }, schema)),
    send: (call) =>
      guarded(call, async () => {
        const headers = await http.empty({ ...requestOf(call, 'POST'), repeatable: false });
        return { headers, data: undefined };
      }),
  };
}

function requestOf(call: JiraCall, method: HttpRequest['method']): Omit<HttpRequest, 'repeatable'> {
  const { what: _, ...request } = call;
  return { method, ...request };
}

/** RFC 7617 with UTF-8; a user of the site host and of the gateway alike. */
async function basicAuth(credentials: JiraClientOptions['credentials']): Promise<string> {
  const { email, apiToken } = await credentials();
  return `Basic ${Buffer.from(`${email}:${apiToken}`, 'utf8').toString('base64')}`;
}

/** Ids come as text mostly, as numbers from some paths. */
export const idSchema = z.union([z.string().min(1), z.number().transform(String)]);

/** Ids that grow with time, so that they can be compared. */
export const numericIdSchema = idSchema.pipe(z.string().regex(/^\d+$/));

/** Times such as `2026-02-02T08:59:13.900+0100` (no colon in the offset), as ISO 8601 in UTC. */
export const timeSchema = z.string().transform((text, context) => {
  const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  context.addIssue({ code: 'custom', message: 'no time' });
  return z.NEVER;
});

/** An id as part of a path. */
export function inPath(id: string): string {
  return encodeURIComponent(id);
}
