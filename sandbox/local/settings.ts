import * as z from 'zod';
import type { System } from '#shared/domain/ticket.ts';
import type { Stage } from '#shared/stage.ts';
import { jiraFrom, serviceNowFrom } from './ticket-systems.ts';
import {
  addressProblem,
  CONFIG,
  DATABRICKS,
  DATABRICKS_WRITER,
  type Environment,
  FOLDER,
  given,
  JIRA,
  PORT,
  SERVICENOW_ADDRESS,
  SERVICENOW_OAUTH,
  type Variable,
  WORKSPACE_URLS,
} from './variables.ts';

/** Everything a local desk needs; what the environment names has replaced what the stage file said. */
export interface Settings {
  readonly stage: Stage;
  /** Secret name → JSON text. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Systems whose webhooks can be checked. */
  readonly webhooks: ReadonlySet<System>;
  readonly hasWriter: boolean;
  /** Systems of the stage file or the environment that are left out, as sentences. */
  readonly leftOut: readonly string[];
  readonly port: number;
  readonly folder: string;
}

/** What the environment or the stage file lacks. */
export interface Lack {
  readonly missing: readonly Variable[];
  /** Whole sentences. */
  readonly problems: readonly string[];
}

const DEFAULT_PORT = 8787;
const DEFAULT_FOLDER = '.local';

const urlsSchema = z.record(z.string(), z.url());

/** Puts stage file and environment together. Everything that is wrong is told at once. */
export function readSettings(env: Environment, stage: Stage): Settings | Lack {
  const missing: Variable[] = [];
  const problems: string[] = [];
  const databricks = databricksFrom(env, missing, problems);
  const writer = writerFrom(env, missing);
  const systems = [jiraFrom(env, stage.jira), serviceNowFrom(env, stage.servicenow)];
  const served = systems.filter((system) => system.state === 'served');
  for (const system of systems) {
    if (system.state !== 'incomplete') continue;
    missing.push(...system.missing);
    problems.push(...system.problems);
  }
  if (served.length === 0 && systems.every(({ state }) => state !== 'incomplete')) {
    problems.push('No ticket system is left: the environment must name one that the stage file has.');
    missing.push(...systems.flatMap((system) => (system.state === 'left out' ? system.missing : [])));
  }
  const port = portFrom(env, problems);
  const workspaceUrls = workspaceUrlsFrom(env, problems);
  if (missing.length > 0 || problems.length > 0 || databricks === null) return { missing, problems };

  const { readerSecret, writerSecret } = stage.databricks;
  const { clientId, clientSecret, ...account } = databricks;
  const secrets = new Map([
    [readerSecret, JSON.stringify({ clientId, clientSecret })],
    ...(writer === null ? [] : [[writerSecret, JSON.stringify(writer)] as const]),
    ...served.flatMap((system) => [...system.secrets]),
  ]);
  const { jira: _jira, servicenow: _servicenow, ...rest } = stage;
  return {
    stage: {
      ...rest,
      // Without a second identity nothing could be written, whatever the stage file says.
      writes: stage.writes === 'on' && writer === null ? 'planOnly' : stage.writes,
      databricks: { ...stage.databricks, ...account, ...(workspaceUrls !== null && { workspaceUrls }) },
      ...Object.assign({}, ...served.map(({ part }) => part)),
    },
    secrets,
    webhooks: new Set(served.flatMap(({ system, hasWebhook }) => (hasWebhook ? [system] : []))),
    hasWriter: writer !== null,
    leftOut: systems.flatMap((system) =>
      system.state === 'left out' && system.reason !== null ? [system.reason] : [],
    ),
    port,
    folder: folderOf(env),
  };
}

/** Where the desk keeps what it must not forget. */
function folderOf(env: Environment): string {
  return given(env, FOLDER) ?? DEFAULT_FOLDER;
}

export function isLack(settings: Settings | Lack): settings is Lack {
  return 'missing' in settings;
}

type Account = Record<keyof typeof DATABRICKS, string>;

function databricksFrom(env: Environment, missing: Variable[], problems: string[]): Account | null {
  const value = ({ name }: Variable) => given(env, name);
  const [host, accountId] = [value(DATABRICKS.host), value(DATABRICKS.accountId)];
  const [clientId, clientSecret] = [value(DATABRICKS.clientId), value(DATABRICKS.clientSecret)];
  missing.push(...Object.values(DATABRICKS).filter((variable) => value(variable) === undefined));
  const problem = host === undefined ? null : addressProblem(DATABRICKS.host.name, host);
  if (problem !== null) problems.push(problem);
  if (host === undefined || accountId === undefined || clientId === undefined || clientSecret === undefined)
    return null;
  return { host, accountId, clientId, clientSecret };
}

/** Null where there is none; half a writer is a mistake. */
function writerFrom(env: Environment, missing: Variable[]): { clientId: string; clientSecret: string } | null {
  const clientId = given(env, DATABRICKS_WRITER.clientId.name);
  const clientSecret = given(env, DATABRICKS_WRITER.clientSecret.name);
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret };
  if (clientId !== undefined) missing.push(DATABRICKS_WRITER.clientSecret);
  if (clientSecret !== undefined) missing.push(DATABRICKS_WRITER.clientId);
  return null;
}

function portFrom(env: Environment, problems: string[]): number {
  const text = given(env, PORT);
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port > 0 && port < 65_536) return port;
  problems.push(`${PORT} must be a number from 1 to 65535.`);
  return DEFAULT_PORT;
}

function workspaceUrlsFrom(env: Environment, problems: string[]): Record<string, string> | null {
  const text = given(env, WORKSPACE_URLS);
  if (text === undefined) return null;
  const parsed = urlsSchema.safeParse(jsonOrNull(text));
  if (parsed.success) {
    const wrong = Object.values(parsed.data).flatMap((url) => addressProblem(WORKSPACE_URLS, url) ?? []);
    problems.push(...new Set(wrong));
    return parsed.data;
  }
  problems.push(
    `${WORKSPACE_URLS} must be JSON such as {"1234567890":"https://adb-1234567890.7.azuredatabricks.net"}.`,
  );
  return null;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What is missing where not even a stage file is named: without it nobody knows which ticket system is meant. */
export function lackWithoutStage(env: Environment): Lack {
  const missing: Variable[] = [CONFIG];
  const problems: string[] = [];
  databricksFrom(env, missing, problems);
  writerFrom(env, missing);
  const systems = [Object.values(JIRA), [SERVICENOW_ADDRESS, ...Object.values(SERVICENOW_OAUTH)]];
  const begun = systems.filter((all) => all.some(({ name }) => given(env, name) !== undefined));
  if (begun.length === 0) problems.push('One ticket system is needed, Jira or ServiceNow; both are listed below.');
  const wanted = begun.length === 0 ? systems : begun;
  missing.push(...wanted.flat().filter(({ name }) => given(env, name) === undefined));
  return { missing, problems };
}
