import { isLoopback } from '../http/url.ts';

/**
 * Domains of Databricks' own hosts, government and China clouds included; from the environments table of
 * databricks-sdk-go (common/environment/environments.go).
 */
const DATABRICKS_DOMAINS = [
  'azuredatabricks.net',
  'cloud.databricks.com',
  'gcp.databricks.com',
  'cloud.databricks.us',
  'databricks.azure.us',
  'databricks.azure.cn',
] as const;

/**
 * Which host names may be sent a token: Databricks' own, this machine (simulators), and the private ones an
 * installation names exactly.
 */
export function hostRule(privateHosts: readonly string[]): (hostname: string) => boolean {
  const named = new Set(privateHosts.map((host) => host.toLowerCase()));
  return (hostname) =>
    isLoopback(hostname) || named.has(hostname) || DATABRICKS_DOMAINS.some((domain) => hostname.endsWith(`.${domain}`));
}

/**
 * URL of a workspace: Databricks tells no URL, only a deployment name that stands before the account host's domain
 * (databricks-sdk-go, account_functions.go). Null where the account host is not `accounts.<domain>` or the deployment
 * name cannot be part of a host name.
 */
export function workspaceUrl(accountHost: string, deploymentName: string): string | null {
  const zone = /^accounts(?:-[a-z]+)?\.(.+)$/.exec(URL.parse(accountHost)?.hostname ?? '')?.[1];
  if (zone === undefined || !/^[a-z0-9][a-z0-9.-]*$/i.test(deploymentName)) return null;
  return `https://${deploymentName}.${zone}`;
}
