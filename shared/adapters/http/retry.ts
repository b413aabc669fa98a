/** Answers that say "not now": nothing was done, or doing it again is harmless because the request is repeatable. */
const TRY_AGAIN_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Attempts in all, the first one included. */
const MOST_ATTEMPTS = 4;

/** Waits before the second, third and fourth attempt where the other side names none; up to half is taken off at random. */
const BACKOFF_MS = [200, 500, 1_200];

/** What callers are told to wait where a rate limit names no time. */
const UNNAMED_WAIT_SECONDS = 10;

export function asksForRetry(status: number): boolean {
  return TRY_AGAIN_STATUSES.has(status);
}

/** What is known when a retry is weighed. */
export interface Attempts {
  readonly made: number;
  /** Milliseconds waited so far, for this request. */
  readonly waitedMs: number;
  readonly maxWaitMs: number;
}

/**
 * Milliseconds to wait before the next attempt; null when there is to be none.
 * @param retryAfterMs what the other side asked for; undefined when it asked for nothing
 */
export function nextWaitMs(attempts: Attempts, retryAfterMs: number | undefined, random: () => number): number | null {
  if (attempts.made >= MOST_ATTEMPTS) return null;
  const backoff = (BACKOFF_MS[attempts.made - 1] ?? 0) * (1 - random() / 2);
  const wait = retryAfterMs ?? backoff;
  return attempts.waitedMs + wait <= attempts.maxWaitMs ? wait : null;
}

/**
 * Retry-After in milliseconds from now, from whole seconds or an HTTP date (RFC 9110, 10.2.3); undefined when the
 * header is missing or unreadable. A date goes by the clock of the server that wrote it, where the answer tells it.
 */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  const serverMs = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, date - (Number.isNaN(serverMs) ? nowMs : serverMs));
}

/** Nobody throttles for longer in earnest; a wrong figure must not put a request to sleep for years. */
const LONGEST_WAIT_SECONDS = 3_600;

/** Whole seconds for a caller to wait, an hour at most. */
export function waitSeconds(retryAfterMs: number | undefined): number {
  if (retryAfterMs === undefined) return UNNAMED_WAIT_SECONDS;
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(retryAfterMs / 1_000)));
}
