import type { SimulatedDatabricks } from '../simulators/databricks/simulation.ts';
import { findRoute, type SimulatorRequest, type SimulatorResponse } from '../simulators/http-routes.ts';

export interface CallCounts {
  /** Of Databricks' APIs; the one for an access token, which lasts an hour, is none of them. */
  calls: number;
  /** Answered by 429. */
  limited: number;
}

/**
 * Answers every `fetch` of this process from a simulated account, without a socket: 43,000 calls are then a matter of
 * seconds.
 * @param delay what every call waits for before it is looked at
 * @returns running totals, and the function that puts the former `fetch` back
 */
export function answerFetch(
  simulated: SimulatedDatabricks,
  delay: () => Promise<void>,
): { readonly counts: CallCounts; readonly restore: () => void } {
  const counts: CallCounts = { calls: 0, limited: 0 };
  const former = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = await toSimulator(new Request(input, init));
    if (!request.path.startsWith('/oidc/')) counts.calls += 1;
    await delay();
    const response = await answer(simulated, request);
    if (response.status === 429) counts.limited += 1;
    return toFetch(response);
  };
  const restore = () => {
    globalThis.fetch = former;
  };
  return { counts, restore };
}

async function answer(simulated: SimulatedDatabricks, request: SimulatorRequest): Promise<SimulatorResponse> {
  const admission = simulated.onRequest(request);
  if (admission !== undefined && 'answer' in admission) return admission.answer;
  const found = findRoute(simulated.routes, request.method, request.path);
  const admitted = { ...request, ...admission };
  return found ? found.route.handle({ ...admitted, params: found.params }) : simulated.notFound(admitted);
}

async function toSimulator(request: Request): Promise<SimulatorRequest> {
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

function toFetch({ status, headers, json, text }: SimulatorResponse): Response {
  const body = json === undefined ? (text ?? null) : JSON.stringify(json);
  return new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } });
}
