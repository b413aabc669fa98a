import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { Instance } from './instance.ts';

export interface TokenService {
  readonly routes: Route[];
  /** sys_id of whom a bearer token acts as; undefined when it is unknown or too old. */
  callerOf(token: string): string | undefined;
  revokeAll(): void;
}

/** `oauth_token.do` with the client credentials grant. A client that asks again gets the token it has, with what is left. */
export function tokenService(instance: Instance): TokenService {
  const current = new Map<string, { token: string; userId: string; expiresAt: number }>();
  let given = 0;

  function giveToken(request: SimulatorRequest): SimulatorResponse {
    const type = request.headers['content-type'] ?? '';
    if (!type.startsWith('application/x-www-form-urlencoded')) return refusal(400, 'invalid_request');
    const form = new URLSearchParams(request.body.toString('utf8'));
    if (form.get('grant_type') !== 'client_credentials') return refusal(400, 'unsupported_grant_type');
    const id = form.get('client_id');
    const client = instance.clients.find(({ clientId, clientSecret }) => {
      return clientId === id && clientSecret === form.get('client_secret');
    });
    if (client === undefined) return refusal(401, 'invalid_client');
    const now = instance.now();
    let held = current.get(client.clientId);
    if (held === undefined || held.expiresAt - now < 1_000) {
      given += 1;
      const expiresAt = now + instance.options.tokenLifetimeSeconds * 1_000;
      held = { token: `sandbox-servicenow-token-${given}`, userId: client.userId, expiresAt };
      current.set(client.clientId, held);
    }
    const json = {
      access_token: held.token,
      scope: 'useraccount',
      token_type: 'Bearer',
      expires_in: Math.floor((held.expiresAt - now) / 1_000),
    };
    return { status: 200, json };
  }

  return {
    routes: [{ method: 'POST', path: '/oauth_token.do', handle: giveToken }],
    callerOf(token) {
      const held = [...current.values()].find((one) => one.token === token);
      return held !== undefined && held.expiresAt > instance.now() ? held.userId : undefined;
    },
    revokeAll: () => current.clear(),
  };
}

function refusal(status: number, error: string): SimulatorResponse {
  return { status, json: { error, error_description: 'access_denied' } };
}
