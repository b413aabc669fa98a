import * as z from 'zod';
import type { HttpFailure } from '#shared/adapters/http/failure.ts';
import {
  ConfigurationInvalid,
  CredentialsRejected,
  type DeskError,
  TicketSystemRateLimited,
  TicketSystemRefused,
  TicketSystemUnavailable,
} from '#shared/errors.ts';

/** Most characters of Jira's own words that travel with an error: they can quote what users wrote. */
const MOST_DETAIL = 200;

/** Platform, service desk, gateway and `application/problem+json` in one: every part may be missing. */
const errorBodySchema = z.object({
  errorMessages: z.array(z.string()).catch([]),
  errors: z.record(z.string(), z.unknown()).catch({}),
  errorMessage: z.string().catch(''),
  message: z.string().catch(''),
  title: z.string().catch(''),
  detail: z.string().catch(''),
});

/**
 * What a failed call means for the desk.
 * @param what the call in a few words, without personal data
 * @param secretName the secret to look at when Jira does not accept the credentials
 */
export function jiraError(failure: HttpFailure, what: string, secretName: string): DeskError {
  const status = failure.status;
  const facts = status === undefined ? { what } : { what, status };
  const cause = { cause: failure };
  if (status === 401 || isLoginFailure(failure.headers())) {
    return new CredentialsRejected({ system: 'Jira', secret: secretName }, cause);
  }
  switch (failure.kind) {
    case 'forbidden':
      return new ConfigurationInvalid({ problem: 'jira.baseUrl must be an https URL of the Jira site' }, cause);
    case 'rateLimited':
      return new TicketSystemRateLimited({ what, retryAfterSeconds: failure.retryAfterSeconds ?? 1 }, cause);
    case 'unreachable':
    case 'timeout':
    // A page instead of JSON with status 200 is a proxy's or a maintenance page.
    case 'notJson':
      return new TicketSystemUnavailable(facts, cause);
    case 'status':
    case 'redirect':
    case 'schema': {
      // A 404 in HTML comes from something in between, not from the API: it must not read as "gone".
      const notTheApi = status === 404 && failure.isHtml();
      if (status === undefined || status >= 500 || status === 408 || status === 425 || notTheApi) {
        return new TicketSystemUnavailable(facts, cause);
      }
      return new TicketSystemRefused({ what, status, detail: detailOf(failure) }, cause);
    }
  }
}

/**
 * Jira answers a dead token on paths open to anonymous callers with 200 and empty data; only this header tells, so it
 * is looked at on every status.
 */
export function isLoginFailure(headers: Headers): boolean {
  const reason = headers.get('x-seraph-loginreason') ?? '';
  return /AUTHENTICATED_FAILED|AUTHENTICATION_DENIED/.test(reason);
}

/** True for the refusal with which Jira says "not there, or not for you": it does not tell which. */
export function isGone(error: unknown): boolean {
  return error instanceof TicketSystemRefused && error.facts.status === 404;
}

/** Gives null where the ticket system says "not there". */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function detailOf(failure: HttpFailure): string {
  if (failure.kind === 'schema') return cut(failure.message);
  if (failure.isHtml()) return 'a web page';
  const body = failure.json(errorBodySchema);
  if (body === null) return 'no reason given';
  const byField = Object.entries(body.errors).map(([field, text]) => `${field}: ${String(text)}`);
  const texts = [...body.errorMessages, ...byField, body.errorMessage, body.message, body.title, body.detail];
  return cut(texts.filter((text) => text !== '').join('; ')) || 'no reason given';
}

function cut(text: string): string {
  return text.length > MOST_DETAIL ? `${text.slice(0, MOST_DETAIL - 1)}…` : text;
}
