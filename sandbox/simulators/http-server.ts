import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createFaults, type Fault, type Faults } from './http-faults.ts';
import { findRoute, type Route, type SimulatorRequest, type SimulatorResponse } from './http-routes.ts';

/** One request as a test or the page sees it; secrets are not kept. */
export interface RecordedRequest {
  readonly method: string;
  /** As sent (percent-encoded), without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names of all headers. */
  readonly headerNames: readonly string[];
  /** Headers without those that carry credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body text; secrets of a form are replaced by `***`. */
  readonly body: string;
  /** The server's clock, milliseconds. */
  readonly at: number;
  /** Who asked, once the gate let the request in. */
  principal?: string;
  /** Undefined until answered, and for good when the socket was destroyed. */
  status?: number;
  fault?: Fault['kind'];
}

/** What the gate in front of all routes decides: who asks, or an answer instead of the handler's. */
export type Admission = { readonly principal: string } | { readonly answer: SimulatorResponse } | undefined;

export interface ServeOptions {
  /** Shown in the bodies of errors that are the simulator's own. */
  readonly name: string;
  readonly routes: readonly Route[];
  /** The clock requests are recorded by, milliseconds. */
  readonly now: () => number;
  /** Runs before every handler, unknown paths included. */
  readonly onRequest?: (request: SimulatorRequest) => Admission | Promise<Admission>;
  /** Answers what no route fits; a plain 404 when left out. */
  readonly notFound?: (request: SimulatorRequest) => SimulatorResponse;
  /** Default: any free port. */
  readonly port?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  /** What handlers threw; a test that shows no fault of the simulator expects none. */
  readonly errors: Error[];
  /** Stops listening and destroys what is still open. */
  close(): Promise<void>;
}

const secretHeaders = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-hub-signature', 'x-sn-apikey']);
const secretFormFields = /(^|&)(client_secret|password|assertion|subject_token|refresh_token)=[^&]*/g;
const loginPage = '<!DOCTYPE html><html><head><title>Login</title></head><body><h1>Sign in</h1></body></html>';

type Host = (options: ServeOptions) => Promise<RunningServer>;

let host: Host | undefined;

/** From now on the servers of this process are run by `next` instead of listening on sockets; undefined: on sockets again. */
export function hostServers(next: Host | undefined): void {
  host = next;
}

/** Starts an HTTP server on 127.0.0.1 for a simulator. Every request is recorded; faults come before routes. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  return host ? host(options) : listen(options);
}

async function listen(options: ServeOptions): Promise<RunningServer> {
  const requests: RecordedRequest[] = [];
  const errors: Error[] = [];
  const faults = createFaults();
  const timers = new Set<NodeJS.Timeout>();

  async function answer(request: SimulatorRequest, admission: Admission): Promise<SimulatorResponse> {
    if (admission !== undefined && 'answer' in admission) return admission.answer;
    const found = findRoute(options.routes, request.method, request.path);
    const known = { ...request, ...admission, ...(found && { params: found.params }) };
    if (found) return found.route.handle(known);
    return options.notFound?.(known) ?? { status: 404, json: { error: `${options.name}: no such path` } };
  }

  function delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer);
    });
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = toRequest(incoming, await readBody(incoming));
    const fault = faults.next(request.method, request.path);
    const record = recordOf(request, options.now());
    if (fault) record.fault = fault.kind;
    requests.push(record);
    const send = (response: SimulatorResponse) => {
      record.status = response.status;
      write(outgoing, response, fault?.kind === 'truncate');
    };
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'resetBefore') return void incoming.socket.destroy();
    if (fault?.kind === 'html') return send({ status: 200, headers: { 'content-type': 'text/html' }, text: loginPage });
    if (fault?.kind === 'answer') return send(fault);
    if (fault?.kind === 'delay') await delay(fault.delayMs);
    try {
      const admission = await options.onRequest?.(request);
      if (admission && 'principal' in admission) record.principal = admission.principal;
      const response = await answer(request, admission);
      if (fault?.kind === 'resetAfter') incoming.socket.destroy();
      else send(fault?.kind === 'answerAfter' ? { status: fault.status, text: fault.text } : response);
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      errors.push(error);
      send({ status: 500, json: { error: `${options.name} simulator failed: ${error.message}` } });
    }
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((cause: unknown) => {
      // The client went away while its body was read: nobody is left to answer.
      if (!incoming.destroyed) errors.push(cause instanceof Error ? cause : new Error(String(cause)));
      incoming.socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`${options.name}: no TCP address`);

  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    faults,
    errors,
    close: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearTimeout(timer);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function toRequest(incoming: IncomingMessage, body: Buffer): SimulatorRequest {
  // Not `new URL`: it would read a path that begins with `//` as a host and resolve `..`.
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: incoming.method ?? 'GET',
    path,
    params: {},
    query: new URLSearchParams(query),
    headers,
    body,
    json: () => JSON.parse(body.toString('utf8')),
  };
}

function recordOf(request: SimulatorRequest, at: number): RecordedRequest {
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const text = request.body.toString('utf8');
  return {
    method: request.method,
    path: request.path,
    query: request.query,
    headerNames: Object.keys(request.headers),
    headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !secretHeaders.has(name))),
    body: form ? text.replace(secretFormFields, '$1$2=***') : text,
    at,
  };
}

function write(outgoing: ServerResponse, response: SimulatorResponse, truncated: boolean): void {
  const [type, whole] =
    response.json !== undefined
      ? ['application/json', Buffer.from(JSON.stringify(response.json))]
      : ['text/plain; charset=utf-8', response.text !== undefined ? Buffer.from(response.text) : response.body];
  const body = truncated ? whole?.subarray(0, Math.floor(whole.length / 2)) : whole;
  outgoing.writeHead(response.status, { ...(body && { 'content-type': type }), ...response.headers });
  outgoing.end(body);
}
