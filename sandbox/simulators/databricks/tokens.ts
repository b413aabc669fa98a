import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { OAuthClient } from './clients.ts';
import { apiError, oauthError } from './error-bodies.ts';
import type { DatabricksOptions } from './options.ts';

/** An access token lives one hour. */
const lifetimeSeconds = 3_600;

export interface TokenService {
  readonly routes: Route[];
  /** The client a request's bearer token was given to, or the 401 to answer. */
  authenticate(request: SimulatorRequest): OAuthClient | { readonly answer: SimulatorResponse };
  /** Makes every token given so far worthless. */
  revokeAll(): void;
}

/** OAuth machine-to-machine for one account: the token endpoint, discovery, and the check of what it gave out. */
export function tokenService(
  accountId: string,
  options: DatabricksOptions,
  now: () => number,
  url: () => string,
): TokenService {
  const tokens = new Map<string, { client: OAuthClient; expiresAt: number }>();
  let given = 0;
  let throttlesLeft = options.throttledTokenCalls;

  function giveToken(request: SimulatorRequest): SimulatorResponse {
    if (request.params.account !== accountId) return unknownAccount();
    if (throttlesLeft > 0) {
      throttlesLeft -= 1;
      // A 400 that is worth a retry, told from a fatal one by its text only.
      return oauthError(400, 'invalid_request', 'Temporarily throttled, too many requests');
    }
    const form = new URLSearchParams(request.body.toString('utf8'));
    if (form.get('grant_type') !== 'client_credentials') {
      return oauthError(400, 'unsupported_grant_type', 'Only client_credentials is supported');
    }
    if (form.get('scope') !== 'all-apis') return oauthError(400, 'invalid_scope', 'The scope is not known');
    const { id, secret } = credentials(request, form);
    const client = options.clients.find(({ clientId, clientSecret }) => clientId === id && clientSecret === secret);
    if (!client) return oauthError(options.invalidClientStatus, 'invalid_client', 'Client authentication failed');
    given += 1;
    const token = `sandbox-${client.role}-token-${given}`;
    tokens.set(token, { client, expiresAt: now() + lifetimeSeconds * 1_000 });
    const reply = { access_token: token, token_type: 'Bearer', expires_in: lifetimeSeconds, scope: 'all-apis' };
    return { status: 200, json: reply };
  }

  function discover(request: SimulatorRequest): SimulatorResponse {
    if (request.params.account !== accountId) return unknownAccount();
    const issuer = `${url()}/oidc/accounts/${accountId}`;
    return {
      status: 200,
      json: { issuer, token_endpoint: `${issuer}/v1/token`, grant_types_supported: ['client_credentials'] },
    };
  }

  return {
    routes: [
      { method: 'POST', path: '/oidc/accounts/:account/v1/token', handle: giveToken },
      { method: 'GET', path: '/oidc/accounts/:account/.well-known/oauth-authorization-server', handle: discover },
    ],
    authenticate({ headers }) {
      const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
      const known = token === undefined ? undefined : tokens.get(token);
      if (known && known.expiresAt > now()) return known.client;
      const reason =
        token === undefined ? 'Credential was not sent or was of an unsupported type for this API.' : 'Invalid Token';
      return { answer: apiError(401, 'UNAUTHENTICATED', reason) };
    },
    revokeAll: () => tokens.clear(),
  };
}

/** What the real host says about an account id it does not know is not documented; a JSON 404 is the best guess. */
export function unknownAccount(): SimulatorResponse {
  return apiError(404, 'NOT_FOUND', 'The account does not exist.');
}

/** SDKs send id and secret as Basic; other working tools put them into the form. */
function credentials(
  { headers }: SimulatorRequest,
  form: URLSearchParams,
): { id: string | null; secret: string | null } {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id'), secret: form.get('client_secret') };
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s);
  return { id, secret };
}
