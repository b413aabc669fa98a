import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { Instance } from './instance.ts';
import { ServiceFault } from './service-fault.ts';

/** One authenticated call: who asks (`me`, a sys_id) and what. */
export interface Call {
  readonly instance: Instance;
  readonly me: string;
  readonly request: SimulatorRequest;
}

/** Every spelling of an address: without a version, and with one. */
const versions = ['', '/v1', '/v2'];
const sessionCookie = 'JSESSIONID=0123456789ABCDEF; Path=/; HttpOnly';

/** Routes below `/api/now`, in every version, whose refusals become the instance's error bodies. */
export function restRoutes(
  instance: Instance,
  method: string,
  path: string,
  handle: (call: Call) => SimulatorResponse,
): Route[] {
  return versions.map((version) => ({
    method,
    path: `/api/now${version}${path}`,
    handle: (request: SimulatorRequest) => {
      const answer = answerOf(() => handle({ instance, me: request.principal ?? '', request }));
      // A session for whoever keeps cookies; the date is the instance's own clock, not the machine's.
      const always = { 'set-cookie': sessionCookie, date: new Date(instance.now()).toUTCString() };
      return { ...answer, headers: { ...answer.headers, ...always } };
    },
  }));
}

function answerOf(handle: () => SimulatorResponse): SimulatorResponse {
  try {
    return handle();
  } catch (cause) {
    if (cause instanceof ServiceFault) return faultAnswer(cause);
    throw cause;
  }
}

/** The answer for a refusal. */
export function faultAnswer({ status, message, detail }: ServiceFault): SimulatorResponse {
  return { status, json: { error: { message, detail }, status: 'failure' } };
}

/** A path parameter; the route pattern guarantees it. */
export function param(call: Call, name: string): string {
  return call.request.params[name] ?? '';
}

/** True for the first version of the API, which answers an empty list with 404. */
export function isFirstVersion({ request }: Call): boolean {
  return request.path.startsWith('/api/now/v1/');
}

/** @throws {ServiceFault} 400 or 406 unless the caller says that it reads JSON */
export function requireAccept({ request }: Call): void {
  const { accept } = request.headers;
  if (accept === undefined) throw new ServiceFault(400, 'Missing header', 'The Accept header is missing');
  if (!/application\/json|\*\/\*/.test(accept)) throw new ServiceFault(406, 'Not Acceptable', accept);
}

/**
 * The fields of a JSON body, as text.
 * @throws {ServiceFault} 400 or 415 when it is none
 */
export function fieldsOf({ request }: Call): Record<string, string> {
  const type = request.headers['content-type'];
  if (type === undefined) throw new ServiceFault(400, 'Missing header', 'The Content-Type header is missing');
  if (!type.startsWith('application/json')) throw new ServiceFault(415, 'Unsupported Media Type', type);
  const body = jsonOf(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw unreadable();
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value ?? '')]));
}

function jsonOf(request: SimulatorRequest): unknown {
  try {
    return request.json();
  } catch {
    throw unreadable();
  }
}

function unreadable(): ServiceFault {
  return new ServiceFault(400, 'Exception while reading request', 'The payload is not valid JSON');
}

/** A whole number from the query; the default where it is missing or none. */
export function numberIn({ request }: Call, name: string, fallback: number): number {
  const text = request.query.get(name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : fallback;
}
