import type * as z from 'zod';
import { type Answer, sendOnce } from './attempt.ts';
import { HttpFailure } from './failure.ts';
import { unlessGivenUp } from './given-up.ts';
import { parseJson } from './json.ts';
import type { Limit } from './limit.ts';
import type { HttpMethod, HttpReply, HttpRequest } from './request.ts';
import { asksForRetry, nextWaitMs, readRetryAfterMs, waitSeconds } from './retry.ts';
import { requestUrl } from './url.ts';

export interface HttpClientOptions {
  /** May have a path of its own. https, or http for this machine only. */
  readonly baseUrl: string;
  /** Headers that say who asks; read anew for every attempt. */
  readonly auth: () => Promise<Readonly<Record<string, string>>>;
  readonly userAgent: string;
  /** Milliseconds one attempt may take, its body included. */
  readonly timeoutMs: number;
  /** Whether this host name may be called at all. */
  readonly allowHost: (hostname: string) => boolean;
  /** What this client may send at all. @default every method */
  readonly methods?: readonly HttpMethod[];
  /**
   * Called on 401, once per request, with the headers `auth` gave: forget that token, so that `auth` brings another,
   * and return true. Then the request is sent again, also one that is not repeatable: 401 says that nothing was done.
   * False, or left out: 401 is a failure at once.
   */
  readonly onUnauthorized?: (auth: Readonly<Record<string, string>>) => boolean;
  /** Milliseconds all waits of one request may add up to; a longer Retry-After is left to the caller. @default 5000 */
  readonly maxWaitMs?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Shared by the clients of one system. Left out: no bound. */
  readonly concurrency?: Limit;
  /** @default a timer */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Every method throws HttpFailure and nothing else, but for what `auth` throws and the reason it was given up for. */
export interface HttpClient {
  /** The body of a 2xx answer, checked. */
  json<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T>;
  /** The same with status and headers. */
  reply<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<HttpReply<T>>;
  /** Any body will do, but for a web page: that is somebody else's answer. Returns the headers. */
  empty(request: HttpRequest): Promise<Headers>;
  bytes(request: HttpRequest): Promise<Uint8Array>;
  /** Where a 3xx answer points to, resolved but not followed; any other answer is a failure. */
  location(request: HttpRequest): Promise<string>;
}

/**
 * The one HTTP client of the adapters: a schema for every answer, a time limit for every attempt, retries only for
 * what may be repeated, and no redirect followed anywhere.
 */
export function httpClient(options: HttpClientOptions): HttpClient {
  const sleep = options.sleep ?? ((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const concurrency: Limit = options.concurrency ?? ((work) => work());
  const maxWaitMs = options.maxWaitMs ?? 5_000;

  /** Sends until there is an answer that is not to be retried. Throws only where there is no answer at all. */
  async function exchange(request: HttpRequest): Promise<Answer> {
    if (options.methods && !options.methods.includes(request.method)) {
      throw new HttpFailure('forbidden', `this client sends no ${request.method}`);
    }
    const url = requestUrl(options.baseUrl, options.allowHost, request);
    let made = 0;
    let waitedMs = 0;
    let refreshed = false;
    for (;;) {
      made += 1;
      const auth = await options.auth();
      const headers = { 'user-agent': options.userAgent, ...auth, ...request.headers };
      const outcome = await sendOnce(url, request, headers, options.timeoutMs);
      const answer = outcome instanceof HttpFailure ? undefined : outcome;

      if (answer?.status === 401 && !refreshed && options.onUnauthorized?.(auth)) {
        refreshed = true;
        continue;
      }
      // A timeout has used up its time already; the caller decides about another one.
      const passing = answer
        ? asksForRetry(answer.status)
        : outcome instanceof HttpFailure && outcome.kind === 'unreachable';
      const retryAfterMs = answer && readRetryAfterMs(answer.headers, options.now());
      const wait =
        passing && request.repeatable ? nextWaitMs({ made, waitedMs, maxWaitMs }, retryAfterMs, Math.random) : null;
      if (wait === null) {
        if (answer) return answer;
        throw outcome;
      }
      await unlessGivenUp(sleep(wait));
      waitedMs += wait;
    }
  }

  async function success(request: HttpRequest): Promise<Answer> {
    const answer = await concurrency(() => exchange(request));
    const fits =
      request.expect === undefined ? answer.status >= 200 && answer.status < 300 : answer.status === request.expect;
    if (fits) return answer;
    throw refused(request, answer, options.now());
  }

  async function reply<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<HttpReply<T>> {
    const accept = { accept: 'application/json', ...request.headers };
    const answer = await success({ ...request, headers: accept });
    return { status: answer.status, headers: answer.headers, data: checked(request, answer, schema) };
  }

  return {
    reply,
    json: async (request, schema) => (await reply(request, schema)).data,
    empty: async (request) => {
      const answer = await success(request);
      if (isPage(answer)) throw notJson(request, answer);
      return answer.headers;
    },
    bytes: async (request) => (await success(request)).body,
    location: async (request) => {
      const answer = await concurrency(() => exchange(request));
      const target = answer.headers.get('location');
      const resolved = isRedirect(answer.status) && target !== null ? URL.parse(target, answer.url.href) : null;
      if (resolved) return resolved.href;
      throw refused(request, answer, options.now());
    },
  };
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

function refused(request: HttpRequest, answer: Answer, now: number): HttpFailure {
  const retryAfterMs = readRetryAfterMs(answer.headers, now);
  const limited = answer.status === 429 || (answer.status === 503 && retryAfterMs !== undefined);
  const message = `${called(request, answer)} answered ${answer.status}`;
  if (limited) {
    return new HttpFailure('rateLimited', message, { ...kept(answer), retryAfterSeconds: waitSeconds(retryAfterMs) });
  }
  return new HttpFailure(isRedirect(answer.status) ? 'redirect' : 'status', message, kept(answer));
}

function checked<T>(request: HttpRequest, answer: Answer, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = parseJson(text(answer));
  } catch {
    // The parser's own error is not kept as cause: its message quotes the text, which may hold names.
    throw notJson(request, answer);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').slice(0, 5);
  const message = `${called(request, answer)} answered an unexpected shape at ${places.join(', ')}`;
  throw new HttpFailure('schema', message, kept(answer));
}

function notJson(request: HttpRequest, answer: Answer): HttpFailure {
  const found = isPage(answer) ? 'a web page' : 'no JSON';
  return new HttpFailure('notJson', `${called(request, answer)} answered ${found}`, kept(answer));
}

function isPage(answer: Answer): boolean {
  return text(answer).trimStart().startsWith('<');
}

function called(request: HttpRequest, { url }: Answer): string {
  return `${request.method} ${url.host}${url.pathname}`;
}

function text(answer: Answer): string {
  return new TextDecoder().decode(answer.body);
}

function kept(answer: Answer) {
  return { status: answer.status, headers: answer.headers, body: text(answer) };
}
