import * as z from 'zod';
import type { HttpFailure } from '../http/failure.ts';

/** What an error answer of Databricks says. */
export interface ErrorBody {
  /** Databricks' word for the error, such as RESOURCE_DOES_NOT_EXIST or invalid_client; null where there is none. */
  readonly code: string | null;
  /** One sentence, at most 300 characters, without tokens. */
  readonly detail: string;
  /** What Databricks' support asks for. */
  readonly requestId: string | null;
}

const apiError = z.object({
  error_code: z.union([z.string(), z.number()]).transform(String),
  message: z.string().nullish(),
  details: z.array(z.looseObject({ request_id: z.string().optional() })).nullish(),
});
const scimError = z.object({
  schemas: z.array(z.string()),
  detail: z.string().nullish(),
  scimType: z.string().nullish(),
});
const oauthError = z.object({ error: z.string(), error_description: z.string().nullish() });

/**
 * Reads an error answer. Databricks has seven shapes, and Content-Type may lie; the order is the one of
 * databricks-sdk-go (apierr/errors.go).
 */
export function readErrorBody(failure: HttpFailure): ErrorBody {
  const { code, detail, requestId } = recognised(failure);
  return { code, detail: tidy(detail), requestId: requestId ?? failure.headers().get('x-request-id') };
}

function recognised(failure: HttpFailure): ErrorBody {
  const api = failure.json(apiError);
  if (api) {
    const requestId = api.details?.find(({ request_id }) => request_id !== undefined)?.request_id ?? null;
    return { code: api.error_code, detail: api.message ?? api.error_code, requestId };
  }
  const scim = failure.json(scimError);
  // `detail` may be the word "null".
  if (scim && scim.detail !== 'null')
    return { code: scim.scimType ?? null, detail: scim.detail ?? '', requestId: null };
  if (scim) return { code: scim.scimType ?? null, detail: '', requestId: null };
  const oauth = failure.json(oauthError);
  if (oauth) return { code: oauth.error, detail: oauth.error_description ?? oauth.error, requestId: null };
  const [, code = null, message] = /^([A-Za-z][A-Za-z0-9_]*): (.*)$/s.exec(failure.text()) ?? [];
  if (message !== undefined) return { code, detail: message, requestId: null };
  const page = /<pre>(.*?)<\/pre>/is.exec(failure.text())?.[1];
  if (page !== undefined) return { code: null, detail: page, requestId: null };
  return { code: null, detail: failure.isHtml() ? 'a web page' : failure.text(), requestId: null };
}

function tidy(detail: string): string {
  const text = detail
    .replace(/(bearer|basic)\s+\S+/gi, '$1 ***')
    .replace(/\bey[\w-]{10,}\.[\w.-]+/g, '***')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return text === '' ? 'no explanation' : text.slice(0, 300);
}
