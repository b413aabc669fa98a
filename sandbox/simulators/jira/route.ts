import type * as z from 'zod';
import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import { JiraFault } from './jira-fault.ts';
import type { View } from './render-user.ts';
import type { Site } from './site.ts';

/** One authenticated call: who asks (`me`), what, and how answers are rendered for them. */
export interface Call {
  readonly site: Site;
  readonly me: string;
  readonly request: SimulatorRequest;
  readonly view: View;
}

/** A route whose refusals become Jira's error bodies: one shape for the platform, another for the service desk API. */
export function jiraRoute(
  site: Site,
  method: string,
  path: string,
  handle: (call: Call) => SimulatorResponse | Promise<SimulatorResponse>,
): Route {
  return {
    method,
    path,
    handle: async (request) => {
      const me = request.principal ?? '';
      const answer = await answerOf(() => handle({ site, me, request, view: { version: 3, viewer: me } }), path);
      // The site's own clock, so that a client can learn it, and not the machine's.
      return { ...answer, headers: { date: new Date(site.now()).toUTCString(), ...answer.headers } };
    },
  };
}

async function answerOf(
  handle: () => SimulatorResponse | Promise<SimulatorResponse>,
  path: string,
): Promise<SimulatorResponse> {
  try {
    return await handle();
  } catch (cause) {
    if (cause instanceof JiraFault) return faultAnswer(cause, path);
    throw cause;
  }
}

/** The answer for a refusal. */
export function faultAnswer(fault: JiraFault, path: string): SimulatorResponse {
  const { status, headers, errorMessages, errors } = fault;
  const json = path.startsWith('/rest/servicedeskapi')
    ? { errorMessage: fault.message, i18nErrorMessage: { i18nKey: 'sd.error', parameters: [] } }
    : { errorMessages, errors };
  return { status, headers, json };
}

/** A path parameter; the route pattern guarantees it. */
export function param(call: Call, name: string): string {
  return call.request.params[name] ?? '';
}

/** The JSON body, checked. @throws {JiraFault} 400 when it is no JSON or has another shape. */
export function bodyOf<T>(call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(call));
  if (parsed.success) return parsed.data;
  throw new JiraFault(400, 'Invalid request payload. Refer to the REST API documentation and try again.');
}

function jsonOf(call: Call): unknown {
  try {
    return call.request.json();
  } catch {
    throw new JiraFault(400, 'Invalid request payload. Refer to the REST API documentation and try again.');
  }
}

/** A whole number from the query, kept inside `0 … max`; the default where it is missing or no number. */
export function numberIn(call: Call, name: string, fallback: number, max = Number.MAX_SAFE_INTEGER): number {
  const text = call.request.query.get(name);
  return text !== null && /^\d+$/.test(text) ? Math.min(Number(text), max) : fallback;
}

/** The comma list of a query parameter such as `fields` or `expand`; it may also be given several times. */
export function listIn(call: Call, name: string): string[] {
  return call.request.query.getAll(name).flatMap((value) => value.split(','));
}
