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

/** Most characters of ServiceNow's own words that travel with an error: they can quote what users wrote. */
const MOST_DETAIL = 200;

const HIBERNATING = 'the instance is asleep; a developer instance wakes up when somebody signs in to it';

const errorBodySchema = z.object({
  error: z.union([z.object({ message: z.string().nullish(), detail: z.string().nullish() }), z.string()]),
});

/**
 * What a failed call means for the desk. Success is the expected status with JSON that has a `result` and no `error`:
 * a cancelled transaction, a dropped request (202) and a sleeping instance all answer 2xx (ServiceNow KB1297438,
 * KB3047080).
 * @param what the call in a few words, without personal data
 * @param secretName the secret to look at when ServiceNow does not accept the credentials
 */
export function serviceNowError(failure: HttpFailure, what: string, secretName: string): DeskError {
  const { status } = failure;
  const cause = { cause: failure };
  const unavailable = (why?: string) =>
    new TicketSystemUnavailable(
      { what: why === undefined ? what : `${what}: ${why}`, ...(status !== undefined && { status }) },
      cause,
    );
  if (status === 401) return new CredentialsRejected({ system: 'ServiceNow', secret: secretName }, cause);
  if (failure.isHtml() && status !== 403) return unavailable(isHibernating(failure) ? HIBERNATING : 'a web page came');
  switch (failure.kind) {
    case 'forbidden':
      return new ConfigurationInvalid(
        { problem: 'servicenow.instanceUrl must be an https URL of the instance' },
        cause,
      );
    case 'rateLimited':
      return new TicketSystemRateLimited({ what, retryAfterSeconds: failure.retryAfterSeconds ?? 1 }, cause);
    case 'unreachable':
    case 'timeout':
    case 'notJson':
      return unavailable();
    case 'status':
    case 'redirect':
    case 'schema':
      return answered(failure, what, unavailable);
  }
}

function answered(failure: HttpFailure, what: string, unavailable: (why?: string) => DeskError): DeskError {
  const { kind, status } = failure;
  if (kind === 'redirect') {
    const detail = 'it sends us elsewhere: servicenow.instanceUrl must be the address the instance itself uses';
    return new TicketSystemRefused({ what, status: status ?? 0, detail }, { cause: failure });
  }
  if (status === undefined || status >= 500 || status === 408 || status === 425) return unavailable();
  if (status === 202) return unavailable('the request was put aside, not done');
  if (status < 300 && (kind === 'status' || !hasResult(failure))) return unavailable('an answer without a result');
  return new TicketSystemRefused({ what, status, detail: detailOf(failure) }, { cause: failure });
}

/** True for the refusal with which ServiceNow says "not there, or not for you": it does not tell which. */
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

function isHibernating(failure: HttpFailure): boolean {
  return /hibernat/i.test(failure.text());
}

function hasResult(failure: HttpFailure): boolean {
  const body = failure.json(z.looseObject({ result: z.unknown(), error: z.unknown().optional() }));
  return body !== null && body.result !== undefined && (body.error ?? null) === null;
}

/** What ServiceNow said in a refusal, at most 200 characters. */
function detailOf(failure: HttpFailure): string {
  if (failure.kind === 'schema') return cut(failure.message);
  if (failure.isHtml()) return 'a web page';
  const error = failure.json(errorBodySchema)?.error;
  const texts = typeof error === 'object' ? [error.message, error.detail] : [error];
  return cut(texts.filter((text) => text).join('; ')) || 'no reason given';
}

function cut(text: string): string {
  return text.length > MOST_DETAIL ? `${text.slice(0, MOST_DETAIL - 1)}…` : text;
}
