import { CredentialsRejected, DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable } from '#shared/errors.ts';
import { HttpFailure } from '../http/failure.ts';
import { readErrorBody } from './error-body.ts';

/** What a call was about, for the error that speaks of it. */
export interface CallContext {
  /** Without personal data: it becomes part of an error message. */
  readonly what: string;
  /** Set on the account host, where 401 means that the secret is no good. A workspace may just not know the caller. */
  readonly secretName?: string;
}

/** Statuses that pass: the same call may work later. 409 is a conflict with somebody else's change. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425]);

/** Turns what went wrong with a call into the desk's own error; what is no HTTP failure stays what it is. */
export function translate(error: unknown, context: CallContext): unknown {
  if (!(error instanceof HttpFailure)) return error;
  const { what } = context;
  const status = error.status ?? 0;
  const cause = { cause: error };
  switch (error.kind) {
    case 'unreachable':
    case 'timeout':
      return new DirectoryUnavailable({ what }, cause);
    case 'notJson':
      // A maintenance page, or an answer cut off on its way.
      return new DirectoryUnavailable({ what, status }, cause);
    case 'rateLimited':
      return new DirectoryRateLimited({ what, retryAfterSeconds: error.retryAfterSeconds ?? 1, status }, cause);
    case 'forbidden':
    case 'schema':
      return new DirectoryRefused({ what, status, detail: error.message }, cause);
    case 'redirect':
      // Seen where Private Link keeps callers out (databricks-sdk-go, apierr/private_link.go).
      return new DirectoryRefused({ what, status, detail: 'sent to a login page instead of an answer' }, cause);
    case 'status':
      return translateStatus(error, status, context);
  }
}

function translateStatus(error: HttpFailure, status: number, { what, secretName }: CallContext): Error {
  const cause = { cause: error };
  const body = readErrorBody(error);
  const requestId = body.requestId === null ? {} : { requestId: body.requestId };
  if (status === 401 && secretName !== undefined) {
    return new CredentialsRejected({ system: 'Databricks', secret: secretName }, cause);
  }
  if (isUnclear(error)) {
    const detail = `unclear, perhaps not allowed: ${body.detail}`;
    return new DirectoryRefused({ what, status, detail, ...requestId }, cause);
  }
  // A 404 in HTML comes from something in between, not from the API: it must not read as "gone".
  const notTheApi = status === 404 && error.isHtml();
  if (status >= 500 || PASSING.has(status) || notTheApi) {
    return new DirectoryUnavailable({ what, status, ...requestId }, cause);
  }
  const detail = body.code === null ? body.detail : `${body.code}: ${body.detail}`;
  return new DirectoryRefused({ what, status, detail, ...requestId }, cause);
}

/**
 * `InternalError: None …` answers a call that is not allowed as well as a malformed one (terraform-provider-databricks
 * #1866, community thread 150122): trying for hours cannot help.
 */
export function isUnclear(error: unknown): boolean {
  return error instanceof HttpFailure && error.status === 500 && /\bInternalError\b/.test(error.text());
}

/** What Databricks said in a refusal. */
export function refusalDetail(error: DirectoryRefused): string {
  return String(error.facts.detail ?? '');
}
