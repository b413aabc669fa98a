import { hostRule } from '#shared/adapters/databricks/hosts.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import { databricksWriter } from '#shared/adapters/databricks/writer.ts';
import { isLoopback } from '#shared/adapters/http/url.ts';
import { ConfigurationInvalid } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DirectoryReader, DirectoryWriter } from '#shared/ports/directory.ts';
import { VERSION } from './version.ts';

/** Account consoles of the public clouds (Databricks documentation, "OAuth M2M"). */
export const ACCOUNT_HOSTS = {
  azure: 'https://accounts.azuredatabricks.net',
  aws: 'https://accounts.cloud.databricks.com',
  gcp: 'https://accounts.gcp.databricks.com',
} as const;
export type Cloud = keyof typeof ACCOUNT_HOSTS;

/** Where the account is and who asks. Exactly one of `cloud` and `host` is given. */
export interface ConnectOptions {
  readonly cloud?: Cloud;
  /** Account console, for example `https://accounts.azuredatabricks.net`. Plain http for this machine only. */
  readonly host?: string;
  readonly accountId: string;
  /** Application id of the service principal; it needs to read the account, and to manage groups for `applyPlan`. */
  readonly clientId: string;
  /** OAuth secret of that service principal. */
  readonly clientSecret: string;
  /** Workspace id → URL, where deployment name and account domain do not give it. @default none */
  readonly workspaceUrls?: Readonly<Record<string, string>>;
  /** Workspace id → id of a SQL warehouse in it, which a Unity Catalog scan asks first. @default none */
  readonly warehouses?: Readonly<Record<string, string>>;
  /** Host names outside Databricks' own domains that may be called. @default none */
  readonly privateHosts?: readonly string[];
  /** What an error calls the secret that is rejected. @default 'clientSecret' */
  readonly secretName?: string;
  /** Time of day and waiting. @default this machine's */
  readonly clock?: Clock;
}

/** A connected account: what `compare`, `buildPlan` and `applyPlan` work with. */
export interface Client {
  readonly host: string;
  readonly accountId: string;
  readonly directory: DirectoryReader;
  /** Calls `directory` has made so far, each page of each list counted. */
  readonly calls: () => number;
  readonly writer: DirectoryWriter;
  /** Workspace id → id of a SQL warehouse in it. */
  readonly warehouses: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * Prepares a client; nothing is sent yet.
 * @throws ConfigurationInvalid when the host is missing, doubled, no account console, or may not be called
 */
export function openClient(options: ConnectOptions): Client {
  const { accountId, clientId, clientSecret, privateHosts = [], workspaceUrls = {}, clock = systemClock } = options;
  for (const [name, value] of Object.entries({ accountId, clientId, clientSecret })) {
    if (value.trim() === '') throw new ConfigurationInvalid({ problem: `${name} is empty` });
  }
  const host = accountHost(options);
  for (const [id, url] of Object.entries(workspaceUrls)) requireCallable(`workspaceUrls, ${id}`, url, privateHosts);
  const account = {
    host,
    accountId,
    credentials: async () => ({ clientId, clientSecret }),
    secretName: options.secretName ?? 'clientSecret',
    privateHosts,
    version: VERSION,
    now: () => clock.now().getTime(),
    sleep: clock.sleep,
  };
  let calls = 0;
  const onCall = () => {
    calls += 1;
  };
  return {
    host,
    accountId,
    directory: databricksReader({ ...account, workspaceUrls, onCall }),
    calls: () => calls,
    writer: databricksWriter(account),
    warehouses: options.warehouses ?? {},
    clock,
  };
}

function accountHost({ cloud, host, privateHosts = [] }: ConnectOptions): string {
  if (cloud !== undefined && host !== undefined)
    throw new ConfigurationInvalid({ problem: 'cloud and host are both given' });
  if (cloud !== undefined) return ACCOUNT_HOSTS[cloud];
  if (host === undefined) throw new ConfigurationInvalid({ problem: 'neither cloud nor host is given' });
  const url = requireCallable('host', withScheme(host), privateHosts);
  if (!isLoopback(url.hostname) && !privateHosts.includes(url.hostname) && !url.hostname.startsWith('accounts')) {
    const problem = `host: ${url.host} is a workspace; the account console is needed, such as ${ACCOUNT_HOSTS.azure}`;
    throw new ConfigurationInvalid({ problem });
  }
  return url.origin;
}

/** Databricks' own tools take a host without its scheme too. */
function withScheme(host: string): string {
  return /^[a-z]+:\/\//i.test(host) ? host : `https://${host}`;
}

function requireCallable(what: string, text: string, privateHosts: readonly string[]): URL {
  const url = URL.parse(text);
  const refuse = (why: string) => new ConfigurationInvalid({ problem: `${what}: ${why}` });
  if (url === null) throw refuse('this is no URL');
  if (url.username !== '' || url.password !== '') throw refuse('a URL must not hold credentials');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw refuse(`${url.host} must be called by https; plain http is for this machine only`);
  }
  if (!hostRule(privateHosts)(url.hostname)) throw refuse(`${url.host} is no host of Databricks`);
  return url;
}
