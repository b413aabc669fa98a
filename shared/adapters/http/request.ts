/** Values left `undefined` are not sent. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call of an outside API. At most one of `body`, `form`, `multipart` and `bytes` is given. */
export interface HttpRequest {
  readonly method: HttpMethod;
  /** Begins with a slash and is percent-encoded already; no query. */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly multipart?: FormData;
  /** Sent as they are, with this Content-Type. */
  readonly bytes?: { readonly content: Uint8Array; readonly type: string };
  /** Besides those of the client; these win. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * True when sending it again does no harm (GET, or idempotent by the other side's word): it is tried again after
   * 429, 502, 503, 504 and broken connections. Others are sent once.
   */
  readonly repeatable: boolean;
  /** The one status that means success; any other 2xx is a failure then. @default any 2xx */
  readonly expect?: number;
}

/** A successful (2xx) answer with its checked body. */
export interface HttpReply<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: T;
}
