import type { SimulatorRequest, SimulatorResponse } from '../simulators/http-routes.ts';
import type { FaultKind } from './faults.ts';
import type { InProcessServer } from './in-process-servers.ts';
import type { Passage } from './network.ts';

const LOGIN_PAGE = '<!DOCTYPE html><html><head><title>Login</title></head><body><h1>Sign in</h1></body></html>';

const STATUSES: Readonly<Partial<Record<FaultKind, number>>> = {
  throttled: 429,
  broken: 500,
  unavailable: 503,
  conflict: 409,
  forbidden: 403,
  unauthorized: 401,
  'wrong request': 400,
};

/** As `fetch` reports a connection that broke off. */
function brokenOff(): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
}

/** A request to one of the simulated systems, as the network between takes it. */
export function httpPassage(
  server: InProcessServer,
  request: SimulatorRequest,
  signal: AbortSignal,
): Omit<Passage<Response>, 'call'> {
  return {
    signal,
    perform: async () => toResponse(await server.answer(request)),
    refuse(kind, seconds) {
      if (kind === 'reset before') throw brokenOff();
      if (kind === 'login page') return new Response(LOGIN_PAGE, { headers: { 'content-type': 'text/html' } });
      const status = STATUSES[kind] ?? 500;
      const headers = { 'content-type': 'application/json', ...(seconds > 0 && { 'retry-after': String(seconds) }) };
      return new Response(JSON.stringify({ error: kind }), { status, headers });
    },
    async spoil(kind, answer) {
      if (kind === 'reset after') throw brokenOff();
      const text = await answer.text();
      const { status, headers } = answer;
      return isEmpty(status)
        ? new Response(null, { status, headers })
        : new Response(text.slice(0, text.length / 2), { status, headers });
    },
  };
}

export async function toSimulatorRequest(request: Request): Promise<SimulatorRequest> {
  const { pathname, searchParams } = new URL(request.url);
  const body = Buffer.from(request.body ? await request.arrayBuffer() : new ArrayBuffer(0));
  return {
    method: request.method,
    path: pathname,
    params: {},
    query: searchParams,
    headers: Object.fromEntries(request.headers),
    body,
    json: () => JSON.parse(body.toString('utf8')),
  };
}

function toResponse({ status, headers, json, text, body }: SimulatorResponse): Response {
  const content =
    json !== undefined ? JSON.stringify(json) : (text ?? (body === undefined ? null : new Uint8Array(body)));
  const type = json !== undefined ? 'application/json' : 'text/plain; charset=utf-8';
  return new Response(isEmpty(status) ? null : content, {
    status,
    headers: { ...(content !== null && { 'content-type': type }), ...headers },
  });
}

function isEmpty(status: number): boolean {
  return status === 204 || status === 304;
}
