import { isLoopback } from '#shared/adapters/http/url.ts';

/** A variable of the environment, and where a person finds its value. */
export interface Variable {
  readonly name: string;
  readonly where: string;
}

const variable = (name: string, where: string): Variable => ({ name, where });

export const CONFIG = variable(
  'ACCESS_DESK_CONFIG',
  'path of your stage file; begin with a copy of infra/stages/example.json',
);

export const DATABRICKS = {
  host: variable('DATABRICKS_HOST', 'the account console, such as https://accounts.azuredatabricks.net'),
  accountId: variable('DATABRICKS_ACCOUNT_ID', 'in the account console, menu at the top right'),
  clientId: variable('DATABRICKS_CLIENT_ID', 'application id of the service principal that reads'),
  clientSecret: variable('DATABRICKS_CLIENT_SECRET', 'an OAuth secret of that service principal'),
} as const;

export const DATABRICKS_WRITER = {
  clientId: variable('DATABRICKS_WRITER_CLIENT_ID', 'application id of the service principal that writes'),
  clientSecret: variable('DATABRICKS_WRITER_CLIENT_SECRET', 'an OAuth secret of that service principal'),
} as const;

export const JIRA = {
  baseUrl: variable('JIRA_BASE_URL', 'address of your site, such as https://company.atlassian.net'),
  email: variable('JIRA_EMAIL', 'address of the account the desk acts as'),
  apiToken: variable('JIRA_API_TOKEN', 'made by that account at id.atlassian.com, Security, API tokens'),
} as const;

export const SERVICENOW_ADDRESS = variable(
  'SERVICENOW_INSTANCE_URL',
  'address of your instance, such as https://dev00000.service-now.com',
);

export const SERVICENOW_OAUTH = {
  clientId: variable('SERVICENOW_CLIENT_ID', 'client id of an OAuth API endpoint in the Application Registry'),
  clientSecret: variable('SERVICENOW_CLIENT_SECRET', 'client secret of that endpoint'),
} as const;

export const SERVICENOW_BASIC = {
  userName: variable('SERVICENOW_USER_NAME', 'user name of the integration user, where basic authentication is open'),
  password: variable('SERVICENOW_PASSWORD', 'its password'),
} as const;

export const WEBHOOK_SECRETS = { jira: 'JIRA_WEBHOOK_SECRET', servicenow: 'SERVICENOW_WEBHOOK_SECRET' } as const;
export const WORKSPACE_URLS = 'DATABRICKS_WORKSPACE_URLS';
export const PORT = 'PORT';
export const FOLDER = 'ACCESS_DESK_FOLDER';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable without white space around it; undefined when it is empty. */
export function given(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim() ?? '';
  return value === '' ? undefined : value;
}

/** Why an address cannot be one we send credentials to, as a sentence; null when it can. */
export function addressProblem(name: string, address: string): string | null {
  const url = URL.parse(address);
  if (url === null) return `${name} is not an address: it must look like https://host.`;
  if (url.username !== '' || url.password !== '') return `${name} holds credentials: leave them out of the address.`;
  if (url.search !== '' || url.hash !== '') return `${name} must end with the host or a path.`;
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return null;
  return `${name} must begin with https://; plain http is for this machine only (127.0.0.1, localhost).`;
}
