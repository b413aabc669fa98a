import { createFaults } from '../simulators/http-faults.ts';
import { findRoute, type SimulatorRequest, type SimulatorResponse } from '../simulators/http-routes.ts';
import type { RecordedRequest, RunningServer, ServeOptions } from '../simulators/http-server.ts';

/** The servers of a world that has no sockets. */
export interface InProcessServers {
  /** For `hostServers`. */
  serve(options: ServeOptions): Promise<RunningServer>;
  /** The server a URL belongs to; undefined where nobody listens. */
  find(url: URL): InProcessServer | undefined;
}

export interface InProcessServer {
  readonly name: string;
  /** The pattern of the route a request takes, such as `/Groups/:id`. */
  routeOf(method: string, path: string): string;
  answer(request: SimulatorRequest): Promise<SimulatorResponse>;
}

export function inProcessServers(): InProcessServers {
  const servers = new Map<string, InProcessServer>();
  let port = 9000;
  return {
    find: (url) => servers.get(url.origin),
    async serve(options) {
      port += 1;
      const url = `http://127.0.0.1:${port}`;
      const errors: Error[] = [];
      const requests: RecordedRequest[] = [];
      servers.set(url, serverOf(options, errors));
      return { url, requests, errors, faults: createFaults(), close: async () => void servers.delete(url) };
    },
  };
}

function serverOf({ name, routes, onRequest, notFound }: ServeOptions, errors: Error[]): InProcessServer {
  async function admitted(request: SimulatorRequest): Promise<SimulatorResponse> {
    const admission = await onRequest?.(request);
    if (admission !== undefined && 'answer' in admission) return admission.answer;
    const found = findRoute(routes, request.method, request.path);
    const known = { ...request, ...admission, ...(found && { params: found.params }) };
    if (found) return found.route.handle(known);
    return notFound?.(known) ?? { status: 404, json: { error: `${name}: no such path` } };
  }
  return {
    name,
    routeOf: (method, path) => findRoute(routes, method, path)?.route.path ?? path,
    async answer(request) {
      try {
        return await admitted(request);
      } catch (cause) {
        const error = cause instanceof Error ? cause : new Error(String(cause));
        errors.push(error);
        return { status: 500, json: { error: `${name} simulator failed: ${error.message}` } };
      }
    },
  };
}
