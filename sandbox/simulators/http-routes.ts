/** What a simulator's handler is given. `params` are percent-decoded; `path` is as sent, without the query. */
export interface SimulatorRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body as JSON; throws SyntaxError when it is none. */
  json(): unknown;
  /** Who asks, as the server's `onRequest` found out. */
  readonly principal?: string;
}

/** What a handler answers; `json` wins over `text`, `text` over `body`. */
export interface SimulatorResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly body?: Buffer;
}

/** One route: `path` is a pattern such as `/api/groups/:id`; a parameter is one path segment. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly handle: (request: SimulatorRequest) => SimulatorResponse | Promise<SimulatorResponse>;
}

/** Finds the first route for a method and path; parameters come percent-decoded. Undefined when none fits. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | undefined {
  const segments = path.split('/');
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchSegments(route.path.split('/'), segments);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchSegments(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const decoded = decode(segments[index] ?? '');
    if (decoded === undefined) return undefined;
    if (expected.startsWith(':')) {
      if (decoded === '') return undefined;
      params[expected.slice(1)] = decoded;
    } else if (expected !== decoded) return undefined;
  }
  return params;
}

/** A stray `%` makes the path match nothing instead of breaking the server. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
