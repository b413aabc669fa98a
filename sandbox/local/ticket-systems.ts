import type { System } from '#shared/domain/ticket.ts';
import type { JiraStage, ServiceNowStage, Stage } from '#shared/stage.ts';
import {
  addressProblem,
  type Environment,
  given,
  JIRA,
  SERVICENOW_ADDRESS,
  SERVICENOW_BASIC,
  SERVICENOW_OAUTH,
  type Variable,
  WEBHOOK_SECRETS,
} from './variables.ts';

/** What stage file and environment together make of one ticket system. */
export type Configured =
  | {
      readonly state: 'served';
      readonly system: System;
      /** Its key of the stage file, with the environment's address. */
      readonly part: Pick<Stage, 'jira' | 'servicenow'>;
      /** Secret name → JSON text. */
      readonly secrets: ReadonlyMap<string, string>;
      readonly hasWebhook: boolean;
    }
  /** `reason` is null where neither side names it; `missing` would bring it in. */
  | { readonly state: 'left out'; readonly reason: string | null; readonly missing: readonly Variable[] }
  | { readonly state: 'incomplete'; readonly missing: readonly Variable[]; readonly problems: readonly string[] };

export function jiraFrom(env: Environment, stage: JiraStage | undefined): Configured {
  const baseUrl = given(env, JIRA.baseUrl.name);
  const email = given(env, JIRA.email.name);
  const apiToken = given(env, JIRA.apiToken.name);
  const all = Object.values(JIRA);
  const missing = all.filter(({ name }) => given(env, name) === undefined);
  const sorted = sortOut(env, {
    system: 'jira',
    called: 'Jira',
    isInStage: stage !== undefined,
    all,
    missing,
    address: JIRA.baseUrl,
  });
  if (sorted !== null || stage === undefined) return sorted ?? NOWHERE;
  return {
    state: 'served',
    system: 'jira',
    part: { jira: { ...stage, baseUrl: baseUrl ?? '' } },
    secrets: new Map([[stage.apiSecret, JSON.stringify({ email, apiToken })], ...webhookSecret(env, 'jira', stage)]),
    hasWebhook: given(env, WEBHOOK_SECRETS.jira) !== undefined,
  };
}

export function serviceNowFrom(env: Environment, stage: ServiceNowStage | undefined): Configured {
  const value = ({ name }: Variable) => given(env, name);
  // Basic authentication is for test instances that have nothing else; whoever names an OAuth client means that.
  const basic =
    Object.values(SERVICENOW_OAUTH).every((one) => value(one) === undefined) &&
    Object.values(SERVICENOW_BASIC).some((one) => value(one) !== undefined);
  const all = [SERVICENOW_ADDRESS, ...Object.values(basic ? SERVICENOW_BASIC : SERVICENOW_OAUTH)];
  const missing = all.filter((one) => value(one) === undefined);
  const sorted = sortOut(env, {
    system: 'servicenow',
    called: 'ServiceNow',
    isInStage: stage !== undefined,
    all,
    missing,
    address: SERVICENOW_ADDRESS,
  });
  if (sorted !== null || stage === undefined) return sorted ?? NOWHERE;
  const access = basic
    ? { userName: value(SERVICENOW_BASIC.userName), password: value(SERVICENOW_BASIC.password) }
    : { clientId: value(SERVICENOW_OAUTH.clientId), clientSecret: value(SERVICENOW_OAUTH.clientSecret) };
  return {
    state: 'served',
    system: 'servicenow',
    part: { servicenow: { ...stage, instanceUrl: value(SERVICENOW_ADDRESS) ?? '' } },
    secrets: new Map([[stage.apiSecret, JSON.stringify(access)], ...webhookSecret(env, 'servicenow', stage)]),
    hasWebhook: given(env, WEBHOOK_SECRETS.servicenow) !== undefined,
  };
}

const NOWHERE: Configured = { state: 'left out', reason: null, missing: [] };

/** Everything but `served`: null where all is there. */
function sortOut(
  env: Environment,
  about: {
    readonly system: System;
    readonly called: string;
    readonly isInStage: boolean;
    readonly all: readonly Variable[];
    readonly missing: readonly Variable[];
    readonly address: Variable;
  },
): Configured | null {
  const { system, called, isInStage, all, missing, address } = about;
  if (missing.length === all.length) {
    if (!isInStage) return NOWHERE;
    const reason = `${called} is left out: the environment has none of its variables (${all.map(({ name }) => name).join(', ')}).`;
    return { state: 'left out', reason, missing };
  }
  if (!isInStage) {
    const reason = `${called} is left out: the environment names it, but the stage file has no key ${system}.`;
    return { state: 'left out', reason, missing: [] };
  }
  const url = given(env, address.name);
  const problem = url === undefined ? null : addressProblem(address.name, url);
  if (missing.length === 0 && problem === null) return null;
  return { state: 'incomplete', missing, problems: problem === null ? [] : [problem] };
}

function webhookSecret(
  env: Environment,
  system: System,
  { webhookSecret: name }: { readonly webhookSecret: string },
): [string, string][] {
  const secret = given(env, WEBHOOK_SECRETS[system]);
  return secret === undefined ? [] : [[name, JSON.stringify({ secrets: [secret] })]];
}
