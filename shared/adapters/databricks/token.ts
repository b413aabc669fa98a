import * as z from 'zod';
import { CredentialsRejected, DirectoryRateLimited, DirectoryRefused } from '#shared/errors.ts';
import type { HttpClient } from '../http/client.ts';
import { HttpFailure } from '../http/failure.ts';
import { type TokenSource, tokenCache } from '../http/token-cache.ts';
import { readErrorBody } from './error-body.ts';
import { translate } from './errors.ts';

export type { TokenSource };

/** What is said to callers when the token endpoint throttles; it names no time. */
const THROTTLED_SECONDS = 10;

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** OAuth client of a service principal. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface TokenOptions {
  /** Without credentials of its own; may send POST only. */
  readonly http: HttpClient;
  readonly host: string;
  readonly accountId: string;
  /** Asked for every new token, so that a rotated secret is noticed. */
  readonly credentials: () => Promise<ClientCredentials>;
  /** Named when the credentials are rejected. */
  readonly secretName: string;
  readonly now: () => number;
}

/** OAuth client credentials of the account; the token is good for the account and its workspaces. */
export function tokenSource(options: TokenOptions): TokenSource {
  return tokenCache(async () => {
    const { clientId, clientSecret } = await options.credentials();
    const reply = await ask(options, `${clientId}:${clientSecret}`);
    return { accessToken: reply.access_token, expiresInSeconds: reply.expires_in };
  }, options.now);
}

async function ask({ http, host, accountId, secretName }: TokenOptions, idAndSecret: string) {
  const what = `access token (${host})`;
  try {
    return await http.json(
      {
        method: 'POST',
        path: `/oidc/accounts/${encodeURIComponent(accountId)}/v1/token`,
        headers: { authorization: `Basic ${Buffer.from(idAndSecret).toString('base64')}` },
        form: { grant_type: 'client_credentials', scope: 'all-apis' },
        // A second token does no harm.
        repeatable: true,
      },
      tokenSchema,
    );
  } catch (error) {
    if (!(error instanceof HttpFailure) || error.kind !== 'status') throw translate(error, { what });
    const { code, detail } = readErrorBody(error);
    // 400 or 401, both are seen. A wrong secret, or the secret of another identity provider.
    if (code === 'invalid_client' || error.status === 401) {
      throw new CredentialsRejected({ system: 'Databricks', secret: secretName }, { cause: error });
    }
    // Throttling comes as 400 and is told by its text only (terraform-provider-databricks #2127).
    if (error.status === 400 && /throttled|too many requests/i.test(detail)) {
      throw new DirectoryRateLimited({ what, retryAfterSeconds: THROTTLED_SECONDS }, { cause: error });
    }
    if (error.status === 404 && !error.isHtml()) {
      const reason = `the account ${accountId} does not exist on this host: ${detail}`;
      throw new DirectoryRefused({ what: `${what}: no such account`, status: 404, detail: reason }, { cause: error });
    }
    throw translate(error, { what });
  }
}
