import { ConfigurationInvalid } from '#shared/errors.ts';
import { type HttpClient, type HttpClientOptions, httpClient } from '../http/client.ts';
import type { Limit } from '../http/limit.ts';
import { requestUrl } from '../http/url.ts';
import { hostRule } from './hosts.ts';
import { pausing } from './pause.ts';
import { type ClientCredentials, type TokenSource, tokenSource } from './token.ts';

/** Milliseconds one attempt may take; a group of thousands of members takes its time. */
const TIMEOUT_MS = 30_000;

/** What both identities, reader and writer, need to reach an account. */
export interface AccountOptions {
  /** Account console, for example https://accounts.azuredatabricks.net. */
  readonly host: string;
  readonly accountId: string;
  /** Asked for every new token. */
  readonly credentials: () => Promise<ClientCredentials>;
  /** Name of the secret behind `credentials`, for the error that says it is rejected. */
  readonly secretName: string;
  /** Hosts outside Databricks' own domains that may be called. @default none */
  readonly privateHosts?: readonly string[];
  /** Of Access Desk, for the User-Agent. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Bound on calls under way; one per run. */
  readonly concurrency?: Limit;
  /** Told of every call but those for tokens; what the client sends once more on its own counts once. */
  readonly onCall?: () => void;
  /** How waits inside the client are done. @default a timer */
  readonly sleep?: (ms: number) => Promise<void>;
  /** @default 30000 */
  readonly timeoutMs?: number;
}

/** Clients of the hosts of one account, all with the token of one identity. */
export interface Connection {
  readonly tokens: TokenSource;
  /** `methods` is all this client can ever send. */
  client(baseUrl: string, options: Pick<HttpClientOptions, 'methods' | 'onUnauthorized'>): HttpClient;
}

/**
 * Prepares the connection; nothing is sent yet.
 * @throws ConfigurationInvalid when the account host may not be called
 */
export function connection(options: AccountOptions): Connection {
  const { host, now, sleep = timer, concurrency = unbounded, onCall } = options;
  const allowHost = hostRule(options.privateHosts ?? []);
  try {
    requestUrl(host, allowHost, { method: 'GET', path: '/', repeatable: true });
  } catch (cause) {
    throw new ConfigurationInvalid({ problem: 'the Databricks host may not be called' }, { cause });
  }
  const common = {
    allowHost,
    now,
    userAgent: `access-desk/${options.version}`,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    sleep,
  };
  const tokens = tokenSource({
    ...options,
    // Outside the bound: a call that holds a place in it may be waiting for this very token.
    http: httpClient({ ...common, baseUrl: host, auth: async () => ({}), methods: ['POST'] }),
  });
  const counted: Limit = (work) => {
    onCall?.();
    return concurrency(work);
  };
  return {
    tokens,
    client: (baseUrl, more) =>
      httpClient({
        ...common,
        ...pausing({ sleep, concurrency: counted }),
        baseUrl,
        auth: tokens.authorization,
        ...more,
      }),
  };
}

const timer = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const unbounded: Limit = (work) => work();

/** Host name of a URL for error messages. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
