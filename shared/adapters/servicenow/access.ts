import * as z from 'zod';
import type { HttpClient } from '#shared/adapters/http/client.ts';
import { HttpFailure } from '#shared/adapters/http/failure.ts';
import { tokenCache } from '#shared/adapters/http/token-cache.ts';
import { CredentialsRejected, TicketSystemRefused } from '#shared/errors.ts';
import { serviceNowError } from './errors.ts';

/** An OAuth client, or user name and password where an instance still takes them (Basic authentication is phased out). */
export type ServiceNowAccess =
  | { readonly clientId: string; readonly clientSecret: string }
  | { readonly userName: string; readonly password: string };

type OAuthClient = Extract<ServiceNowAccess, { clientId: string }>;

/** Headers that say who asks, and what to do when they are refused. */
export interface Authorization {
  headers(): Promise<Readonly<Record<string, string>>>;
  /** True when another token can be had. */
  onUnauthorized(refused: Readonly<Record<string, string>>): boolean;
}

export interface AuthorizationOptions {
  /** Without credentials of its own. */
  readonly http: HttpClient;
  /** Asked for every new token, so that a rotated secret is noticed. */
  readonly access: () => Promise<ServiceNowAccess>;
  readonly secretName: string;
  readonly now: () => number;
}

const WHAT = 'access token';

/** A repeated request gives the token there is, with what is left of its life. */
const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().nonnegative() });
const refusalSchema = z.object({ error: z.string(), error_description: z.string().nullish() });

/** What an OAuth server says when client, secret or the user behind them are not accepted (RFC 6749, 5.2). */
const CLIENT_REFUSED = /^(invalid_client|unauthorized_client|invalid_grant|access_denied)$/;

/** Sent with every call from the first one on: the attachment API answers 403, not 401, to callers without (KB3054410). */
export function authorization(options: AuthorizationOptions): Authorization {
  const tokens = tokenCache(async () => {
    const access = await options.access();
    if ('clientId' in access) return askForToken(options, access);
    throw new CredentialsRejected({ system: 'ServiceNow', secret: options.secretName });
  }, options.now);
  return {
    async headers() {
      const access = await options.access();
      return 'clientId' in access ? tokens.authorization() : { authorization: basicAuth(access) };
    },
    onUnauthorized: (refused) => refused.authorization?.startsWith('Bearer ') === true && tokens.forget(refused),
  };
}

async function askForToken({ http, secretName }: AuthorizationOptions, { clientId, clientSecret }: OAuthClient) {
  try {
    const token = await http.json(
      {
        method: 'POST',
        path: '/oauth_token.do',
        form: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
        // Asking twice gives the same token twice.
        repeatable: true,
        expect: 200,
      },
      tokenSchema,
    );
    return { accessToken: token.access_token, expiresInSeconds: token.expires_in };
  } catch (error) {
    if (error instanceof HttpFailure) throw tokenError(error, secretName);
    throw error;
  }
}

function tokenError(failure: HttpFailure, secretName: string): Error {
  const refusal = failure.json(refusalSchema);
  const cause = { cause: failure };
  if (refusal !== null && CLIENT_REFUSED.test(refusal.error)) {
    return new CredentialsRejected({ system: 'ServiceNow', secret: secretName }, cause);
  }
  if (refusal?.error === 'unsupported_grant_type') {
    const detail =
      'the instance gives no tokens to clients: set glide.oauth.inbound.client.credential.grant_type.enabled to true';
    return new TicketSystemRefused({ what: WHAT, status: failure.status ?? 0, detail }, cause);
  }
  return serviceNowError(failure, WHAT, secretName);
}

/** RFC 7617 with UTF-8. */
function basicAuth({ userName, password }: Exclude<ServiceNowAccess, OAuthClient>): string {
  return `Basic ${Buffer.from(`${userName}:${password}`, 'utf8').toString('base64')}`;
}
