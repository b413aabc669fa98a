import type * as z from 'zod';
import { PROVIDER_KINDS } from './domain/identity-provider.ts';
import { ConfigurationInvalid } from './errors.ts';
import { mustDiffer, placesOf, refuse } from './stage/differ.ts';
import { jira } from './stage/jira.ts';
import { jsonFault } from './stage/json-fault.ts';
import { misfits } from './stage/misfits.ts';
import { requesters } from './stage/requesters.ts';
import { servicenow } from './stage/servicenow.ts';
import {
  group,
  list,
  mailAddress,
  oneOf,
  secretName,
  table,
  text,
  url,
  wholeNumber,
  wordOf,
  words,
} from './stage/values.ts';

const workspaceId = text(/^\d{1,20}$/, 'the id of a workspace');

const databricks = group({
  host: url,
  accountId: text(/^[\w-]{1,64}$/, 'the id of a Databricks account'),
  readerSecret: secretName,
  writerSecret: secretName,
  workspaceUrls: table(workspaceId, url, 'an object: workspace id → URL').default({}),
  privateHosts: list(
    text(/^[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?$/i, 'a host name, without https:// and path'),
    'a host name',
  ).default([]),
});

const policy = group({
  maxAdditions: wholeNumber(1, 500).default(100),
  neverCopy: group({
    ids: list(words, 'the id of a group').default([]),
    names: list(words, 'a name of groups, with * as wildcard').default([]),
  }).prefault({}),
  requesters,
  neverSource: group({
    ids: list(words, 'the id of a user or service principal').default([]),
    names: list(words, 'a user name, application id or display name, with * as wildcard').default([]),
    groupIds: list(words, 'the id of a group').default([]),
  }).prefault({}),
  unprovenApprover: oneOf('refuse', 'accept').default('refuse'),
  planNames: oneOf('approvers', 'everyone').default('approvers'),
});

const scan = group({
  maxCalls: wholeNumber(0, 100_000).default(2000),
  warehouses: table(
    workspaceId,
    text(/^[\w-]{1,64}$/, 'the id of a SQL warehouse'),
    'an object: workspace id → id of a SQL warehouse in it',
  ).default({}),
});

/** Capitals do not matter: files from before the words were fixed say `Entra`. */
const identityProvider = wordOf(PROVIDER_KINDS, 'what people call it is the key identityProviderName').default('entra');

/** AWS ends an execution after a year, whatever it waits for; three waits of 100 days, and 60 for a turn, stay below. */
const days = wholeNumber(1, 100).default(14);

/** Five replans leave their approver three days each (shared/domain/polling.ts); the stop switch may hold a step for 21. */
const BEYOND_WAITS_DAYS = 5 * 3 + 21;

const timeouts = group({ approvalDays: days, identityDays: days, targetDays: days });

/**
 * The stage file: everything that differs between one installation and the next. Ids, not names; names of secrets, not
 * secrets. docs/configuration.md explains every key (`npm run docs` writes it from here and from infra/configuration),
 * `infra/stages/example.json` has them all.
 */
export const stageSchema = group({
  name: text(/^[a-z][a-z0-9-]{0,19}$/, 'a small letter, then at most 19 small letters, digits and hyphens'),
  writes: oneOf('on', 'planOnly', 'stopped').default('planOnly'),
  databricks,
  identityProvider,
  identityProviderName: words.optional(),
  identityPortalUrl: url.optional(),
  jira: jira.optional(),
  servicenow: servicenow.optional(),
  policy: policy.prefault({}),
  scan: scan.prefault({}),
  timeouts: timeouts.prefault({}),
  identityMap: table(
    text(/^[^\s@]+$/, 'the id of a person in the ticket system'),
    list(mailAddress, 'an e-mail address'),
    'an object: id of a person in the ticket system → list of e-mail addresses',
  ).default({}),
  onboardingHint: words.default('They appear in Databricks once the identity team has added them.'),
  retentionDays: wholeNumber(90, 3650).default(400),
  pseudonymSecret: secretName.optional(),
}).superRefine((stage, context) => {
  if (stage.jira === undefined && stage.servicenow === undefined)
    refuse(context, { path: [] }, 'names no ticket system, must have the key jira or servicenow');
  if (stage.identityProvider === 'other' && stage.identityProviderName === undefined)
    refuse(context, { path: ['identityProviderName'] }, 'is missing: with "other" plans and messages need a name');

  const { databricks, jira, servicenow } = stage;
  const secrets = [
    ...placesOf({ readerSecret: databricks.readerSecret, writerSecret: databricks.writerSecret }, 'databricks'),
    ...placesOf({ apiSecret: jira?.apiSecret, webhookSecret: jira?.webhookSecret }, 'jira'),
    ...placesOf({ apiSecret: servicenow?.apiSecret, webhookSecret: servicenow?.webhookSecret }, 'servicenow'),
    ...placesOf({ pseudonymSecret: pseudonymSecretOf(stage) }),
  ];
  mustDiffer(context, secrets, 'one secret for two purposes, but each has a form and rights of its own');

  // What the store forgets while its request still waits would be missing at the end.
  const { approvalDays, identityDays, targetDays } = stage.timeouts;
  const waits = approvalDays + identityDays + targetDays + BEYOND_WAITS_DAYS;
  if (stage.retentionDays <= waits)
    refuse(
      context,
      { path: ['retentionDays'] },
      `is ${stage.retentionDays}, must be above all timeouts and ${BEYOND_WAITS_DAYS} days more (${waits} days)`,
    );
});

export type Stage = z.infer<typeof stageSchema>;

/** Name of the secret with the keys of the audit record's pseudonyms. */
export function pseudonymSecretOf({ name, pseudonymSecret }: Pick<Stage, 'name' | 'pseudonymSecret'>): string {
  return pseudonymSecret ?? `access-desk/${name}/pseudonym-keys`;
}
export type { JiraStage, JiraTicketType } from './stage/jira.ts';
export type { CatalogItem, ServiceNowStage } from './stage/servicenow.ts';

/**
 * Reads a stage file's text.
 * @throws ConfigurationInvalid with a line for every key that does not fit, or the place where the text is not JSON
 */
export function parseStage(text: string): Stage {
  const fault = jsonFault(text);
  if (fault !== null) throw new ConfigurationInvalid({ problem: `the stage file is not JSON: ${fault}` });
  const file: unknown = JSON.parse(text);
  const parsed = stageSchema.safeParse(file);
  if (parsed.success) return parsed.data;
  const lines = misfits(parsed.error, file).map((line) => `  ${line}`);
  const problem = ['the stage file does not fit:', ...lines, 'docs/configuration.md explains every key.'].join('\n');
  throw new ConfigurationInvalid({ problem });
}
