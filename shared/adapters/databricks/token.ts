import * as z from 'zod';
import { CredentialsRejected, DirectoryRateLimited, DirectoryRefused } from '#shared/errors.ts';
import type { HttpClient } from '../http/client.ts';
import { HttpFailure } from '../http/failure.ts';
import { readErrorBody } from './error-body.ts';
import { translate } from './errors.ts';

/** Databricks refuses a token in its last half minute or so (databricks-sdk-go, config/oauth_visitors.go). */
const MARGIN_MS = 60_000;

/** What is said to callers when the token endpoint throttles; it names no time. */
const THROTTLED_SECONDS = 10;

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** OAuth client of a service principal. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The bearer token of one service principal, good for the account and its workspaces. */
export interface TokenSource {
  /** Headers for a call; gets a token when there is none that lives long enough. */
  authorization(): Promise<Readonly<Record<string, string>>>;
  /** Forgets the token these headers carry, if it is still the one in use; true, because another can be had. */
  forget(headers: Readonly<Record<string, string>>): true;
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

/** OAuth client credentials of the account: one token at a time, whoever waits for it gets the same. */
export function tokenSource(options: TokenOptions): TokenSource {
  let current: { readonly authorization: string; readonly until: number } | undefined;
  let underWay: Promise<string> | undefined;

  async function renew(): Promise<string> {
    const { clientId, clientSecret } = await options.credentials();
    const askedAt = options.now();
    const reply = await ask(options, `${clientId}:${clientSecret}`);
    const authorization = `Bearer ${reply.access_token}`;
    current = { authorization, until: askedAt + reply.expires_in * 1_000 - MARGIN_MS };
    return authorization;
  }

  return {
    async authorization() {
      if (current && options.now() < current.until) return { authorization: current.authorization };
      underWay ??= renew().finally(() => {
        underWay = undefined;
      });
      return { authorization: await underWay };
    },
    forget(headers) {
      if (headers.authorization === current?.authorization) current = undefined;
      return true;
    },
  };
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
