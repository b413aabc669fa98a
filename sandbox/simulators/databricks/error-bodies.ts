import type { SimulatorResponse } from '../http-routes.ts';

/** The shapes in which Databricks tells an error; which one comes depends on the API, and clients must read them all. */

const requestId = '3f6c1f60-0000-4000-8000-5a1db0c00001';

/** `{error_code, message, details}` with the request id that support asks for. */
export function apiError(status: number, errorCode: string, message: string): SimulatorResponse {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RequestInfo', request_id: requestId, serving_data: '' }];
  return { status, json: { error_code: errorCode, message, details } };
}

/** The SCIM error of RFC 7644; `status` is a string in the body. */
export function scimError(status: number, detail: string, scimType?: string): SimulatorResponse {
  return {
    status,
    headers: { 'content-type': 'application/scim+json' },
    json: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      detail,
      status: String(status),
      ...(scimType !== undefined && { scimType }),
    },
  };
}

/** OAuth and old APIs: `{error, error_description}`. */
export function oauthError(status: number, error: string, description: string): SimulatorResponse {
  return { status, json: { error, error_description: description } };
}

/** `CODE: message` as plain text, as some account APIs do. */
export function plainError(status: number, code: string, message: string): SimulatorResponse {
  return { status, text: `${code}: ${message}` };
}

/** An HTML page with the message in `<pre>`, as proxies in front of a workspace answer. */
export function htmlError(status: number, message: string): SimulatorResponse {
  return {
    status,
    headers: { 'content-type': 'text/html;charset=utf-8' },
    text: `<html><body><pre>${message}</pre></body></html>`,
  };
}

/** JSON that claims to be plain text. */
export function mislabelled(response: SimulatorResponse): SimulatorResponse {
  return { ...response, headers: { ...response.headers, 'content-type': 'text/plain' } };
}

/** What an API says to a caller without the right. */
export function onlyAdmins(): SimulatorResponse {
  return scimError(403, 'This API is only accessible by admins.');
}
