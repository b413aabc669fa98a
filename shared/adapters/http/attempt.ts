import ky, { isNetworkError } from 'ky';
import { HttpFailure } from './failure.ts';
import { givingUp } from './given-up.ts';
import type { HttpRequest } from './request.ts';

/** A whole answer, of any status. */
export interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Sends a request once and reads the answer to its end. Redirects are not followed: they would carry credentials to
 * whatever host an answer names.
 * @returns the answer, or HttpFailure `unreachable` or `timeout` where there is none
 * @throws the reason of the signal it was given up on
 */
export async function sendOnce(
  url: URL,
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Answer | HttpFailure> {
  // ky's own time limit ends at the headers; this one covers the body too.
  const limit = AbortSignal.timeout(timeoutMs);
  const given = givingUp();
  given?.throwIfAborted();
  const signal = given === undefined ? limit : AbortSignal.any([limit, given]);
  try {
    const response = await ky(url, {
      method: request.method,
      headers: request.bytes === undefined ? headers : { 'content-type': request.bytes.type, ...headers },
      ...payload(request),
      signal,
      timeout: false,
      retry: 0,
      throwHttpErrors: false,
      redirect: 'manual',
    });
    const body = new Uint8Array(await response.arrayBuffer());
    return { url, status: response.status, headers: response.headers, body };
  } catch (cause) {
    const call = `${request.method} ${url.host}${url.pathname}`;
    given?.throwIfAborted();
    if (limit.aborted) return new HttpFailure('timeout', `${call} did not answer within ${timeoutMs} ms`);
    if (!isConnectionTrouble(cause)) throw cause;
    return new HttpFailure('unreachable', `${call}: no answer (${reason(cause)})`);
  }
}

function payload(
  request: HttpRequest,
): { json: unknown } | { body: URLSearchParams | FormData | Uint8Array<ArrayBuffer> } | Record<never, never> {
  if (request.body !== undefined) return { json: request.body };
  if (request.form !== undefined) return { body: new URLSearchParams(request.form) };
  if (request.multipart !== undefined) return { body: request.multipart };
  if (request.bytes !== undefined) return { body: new Uint8Array(request.bytes.content) };
  return {};
}

/** ky names what breaks before the headers; while the body is read fetch throws a TypeError with the system's cause. */
function isConnectionTrouble(error: unknown): boolean {
  return isNetworkError(error) || (error instanceof TypeError && error.cause !== undefined);
}

/** The system's word for it, such as ECONNREFUSED, from the bottom of the chain of causes. */
function reason(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause !== undefined) deepest = deepest.cause;
  if (deepest instanceof Error) return 'code' in deepest ? String(deepest.code) : deepest.name;
  return 'unknown reason';
}
