import type { SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { Admission } from '../http-server.ts';
import type { OAuthClient } from './clients.ts';
import { apiError, htmlError } from './error-bodies.ts';
import type { LiveAccount } from './live-account.ts';
import type { DatabricksOptions } from './options.ts';
import { type TokenService, unknownAccount } from './tokens.ts';

/** GET of one group: what clients that read a whole account send most. */
const oneGroup = /\/scim\/v2\/Groups\/[^/]+$/;

/** What stands before every API: the token, the read limits, the account in the path, the workspace's own door, the role. */
export function gate(
  account: LiveAccount,
  options: DatabricksOptions,
  tokens: TokenService,
  now: () => number,
): (request: SimulatorRequest) => Admission {
  const overLimit = readLimit(options.readsPerSecond, now);
  const overGroupLimit = readLimit(options.groupReadsPerSecond, now);
  return (request) => {
    const { path } = request;
    if (path.startsWith('/oidc/')) return undefined;
    const client = tokens.authenticate(request);
    if ('answer' in client) return client;
    if (request.method === 'GET' && (overLimit() || (oneGroup.test(path) && overGroupLimit()))) {
      const tooMany = apiError(429, 'REQUEST_LIMIT_EXCEEDED', 'Too many requests.');
      return { answer: { ...tooMany, headers: { 'retry-after': '1' } } };
    }
    const accountInPath = /^\/api\/2\.\d\/(?:identity\/)?accounts\/([^/]*)/.exec(path)?.[1];
    if (accountInPath !== undefined && accountInPath !== account.id) return { answer: unknownAccount() };
    const workspaceInPath = /^\/ws\/([^/]*)/.exec(path)?.[1];
    const closed = workspaceInPath === undefined ? undefined : workspaceDoor(account, options, workspaceInPath);
    const refused = closed ?? refusedByRole(client, path);
    return refused ? { answer: refused } : { principal: client.clientId };
  };
}

/** A workspace is a host of its own: one that is not there or not running answers no JSON at all. */
function workspaceDoor(account: LiveAccount, options: DatabricksOptions, id: string): SimulatorResponse | undefined {
  const workspace = account.workspaces.find((each) => each.id === id);
  if (!workspace) return htmlError(404, 'Workspace not found');
  if (workspace.status !== 'RUNNING') return htmlError(503, 'Workspace is not running');
  if (!options.closedWorkspaces.includes(id)) return undefined;
  return apiError(403, 'PERMISSION_DENIED', 'The caller is not a member of this workspace.');
}

function refusedByRole({ role }: OAuthClient, path: string): SimulatorResponse | undefined {
  if (role !== 'writer' || /^\/api\/2\.0\/accounts\/[^/]+\/scim\/v2\/Groups(\/|$)/.test(path)) return undefined;
  return apiError(403, 'PERMISSION_DENIED', 'This API is only accessible by admins.');
}

/** Counts calls per second of the clock. */
function readLimit(perSecond: number, now: () => number): () => boolean {
  let second = Number.NaN;
  let reads = 0;
  return () => {
    const current = Math.floor(now() / 1_000);
    if (current !== second) reads = 0;
    second = current;
    reads += 1;
    return reads > perSecond;
  };
}
