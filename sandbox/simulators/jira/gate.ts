import type { SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { Admission } from '../http-server.ts';
import { issueNotFound, JiraFault } from './jira-fault.ts';
import { faultAnswer } from './route.ts';
import type { Site } from './site.ts';
import { WriteLimit } from './write-limit.ts';

const failed = { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' };

/** What callers without a session get where Jira lets them in: success without content, tickets that do not exist. */
const anonymousAnswers: readonly { readonly path: RegExp; readonly status: number; readonly json: unknown }[] = [
  { path: /^\/rest\/api\/3\/search\/jql$/, status: 200, json: { issues: [], isLast: true } },
  { path: /^\/rest\/api\/3\/user\/search$/, status: 200, json: [] },
  { path: /^\/rest\/api\/3\/field$/, status: 200, json: [] },
  { path: /^\/rest\/api\/3\/issue\//, status: 404, json: { errorMessages: issueNotFound().errorMessages, errors: {} } },
];

/** The gate in front of every route: Basic authentication with e-mail and API token, then the limit on writes. */
export function createGate(site: Site): (request: SimulatorRequest) => Admission {
  const limit = new WriteLimit();
  return (request) => {
    const caller = callerOf(site, request);
    if (caller === undefined) return { answer: rejected(site, request) };
    const issueId = site.options.limitIssueWrites ? writtenIssue(site, request) : undefined;
    try {
      if (issueId !== undefined) limit.count(issueId, site.now());
    } catch (cause) {
      if (cause instanceof JiraFault) return { answer: faultAnswer(cause, request.path) };
      throw cause;
    }
    return { principal: caller };
  };
}

function callerOf(site: Site, request: SimulatorRequest): string | undefined {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, email, token] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  const found = site.accounts.find((account) => {
    return account.active && account.email.toLowerCase() === email?.toLowerCase() && account.token === token;
  });
  return token === undefined || token === '' ? undefined : found?.accountId;
}

function rejected(site: Site, request: SimulatorRequest): SimulatorResponse {
  if (site.options.deadToken === 'anonymous') {
    const empty = anonymousAnswers.find(({ path }) => path.test(request.path));
    if (empty !== undefined) return { status: empty.status, headers: failed, json: empty.json };
  }
  const json = { message: 'Client must be authenticated to access this resource.', 'status-code': 401 };
  return { status: 401, headers: failed, json };
}

/** The id of the ticket a request writes to. */
function writtenIssue(site: Site, request: SimulatorRequest): string | undefined {
  if (request.method === 'GET') return undefined;
  const [, idOrKey] = /^\/rest\/(?:api\/3\/issue|servicedeskapi\/request)\/([^/]+)/.exec(request.path) ?? [];
  return idOrKey === undefined ? undefined : site.findIssue(idOrKey)?.id;
}
