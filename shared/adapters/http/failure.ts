import type * as z from 'zod';
import { parseJson } from './json.ts';

/**
 * - `forbidden`: our own rules refused the URL or method; nothing was sent
 * - `unreachable`: no connection, or it broke before the whole answer was there
 * - `timeout`: no whole answer in time
 * - `status`: any other answer than 2xx
 * - `rateLimited`: 429, or 503 with Retry-After, and waiting longer is the caller's business
 * - `redirect`: 3xx where none was asked for
 * - `notJson`: 2xx whose body is not JSON, for example a login page
 * - `schema`: 2xx whose JSON has another shape than expected
 */
export type HttpFailureKind =
  | 'forbidden'
  | 'unreachable'
  | 'timeout'
  | 'status'
  | 'rateLimited'
  | 'redirect'
  | 'notJson'
  | 'schema';

/** What of an answer a failure keeps. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly retryAfterSeconds?: number;
}

/**
 * Every way an HTTP call can fail, for a vendor's adapter to translate into the errors of the desk. The answer's body
 * may hold personal data, so it is readable through methods only and never printed with the error.
 */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: HttpFailureKind;
  /** Status of the last answer; undefined when there was none. */
  readonly status: number | undefined;
  /** For `rateLimited`: whole seconds to wait before the next try. */
  readonly retryAfterSeconds: number | undefined;
  readonly #answer: FailedAnswer | undefined;

  constructor(kind: HttpFailureKind, message: string, answer?: FailedAnswer, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.status = answer?.status;
    this.retryAfterSeconds = answer?.retryAfterSeconds;
    this.#answer = answer;
  }

  /** Headers of the answer; empty when there was none. */
  headers(): Headers {
    return this.#answer?.headers ?? new Headers();
  }

  /** The first 500 characters of the answer. */
  text(): string {
    return (this.#answer?.body ?? '').slice(0, 500);
  }

  /** The answer as JSON of this shape, whatever its Content-Type says; null when it is none. */
  json<T>(schema: z.ZodType<T>): T | null {
    try {
      const parsed = schema.safeParse(parseJson(this.#answer?.body ?? ''));
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  }

  /** True when the answer is a web page instead of data. */
  isHtml(): boolean {
    return /^\s*<(!doctype|html)/i.test(this.#answer?.body ?? '');
  }
}
