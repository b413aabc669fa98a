import * as z from 'zod';
import { ConfigurationInvalid } from './errors.ts';

/**
 * The stage file: everything that differs between one installation and the next. Ids, not names; names of secrets, not
 * secrets. `infra/stages/example.json` is a complete one.
 */
const id = z.string().min(1);

const timeouts = z
  .object({
    approvalDays: z.number().positive().default(14),
    identityDays: z.number().positive().default(14),
    targetDays: z.number().positive().default(14),
  })
  .prefault({});

const databricks = z.strictObject({
  /** Account console, for example https://accounts.azuredatabricks.net. */
  host: z.url(),
  accountId: id,
  readerSecret: id,
  writerSecret: id,
  /** Workspace id → URL, where deployment name and account domain do not give it. */
  workspaceUrls: z.record(z.string(), z.url()).default({}),
  /** Host names outside Databricks' own domains that may be called (private link, custom URL). */
  privateHosts: z.array(z.string()).default([]),
});

const jiraApproval = z.discriminatedUnion('mode', [
  /** Plain Jira: a person moves the ticket from the gate status to approved or rejected. */
  z.strictObject({
    mode: z.literal('status'),
    gateStatusId: id,
    approvedStatusId: id,
    rejectedStatusId: id,
    approverGroupId: id,
    approverGroupName: z.string().min(1),
  }),
  /** Jira Service Management: entering the approval status asks the approvers. */
  z.strictObject({
    mode: z.literal('jsm'),
    approvalStatusId: id,
    approverGroupId: id,
    approverGroupName: z.string().min(1),
  }),
]);

const jiraTicketType = z.strictObject({
  projectId: id,
  issueTypeId: id,
  approval: jiraApproval,
  /** Field ids; where a site has no form fields, the lines `from:`, `to:` … of the description are read. */
  fields: z.strictObject({
    source: id.optional(),
    target: id.optional(),
    without: id.optional(),
    scanUc: id.optional(),
    reason: id.optional(),
  }),
  /**
   * Plain Jira: who sees comments for IT; our account must be one of them. `id` is a group's id, or a project role's
   * name: Jira knows roles by nothing else here. Service desks use internal comments instead.
   */
  itRole: z.strictObject({ type: z.enum(['role', 'group']), id }).optional(),
  /** The service desk: its members may correct or cancel a request by reply, as the requester may. */
  correctorGroupId: id.optional(),
  /**
   * Plain Jira has no permissions per file: true attaches the CSV files although whoever sees the ticket, the requester
   * too, can read the source's groups in them. Service desks keep files from the portal and do not need it.
   */
  filesForEverybody: z.boolean().default(false),
  /** Statuses in which nothing is to be done any more. */
  closedStatusIds: z.array(id).min(1),
  /** Where the ticket goes at an end; an end that is not named leaves it where it is. */
  endStatusIds: z
    .strictObject({ done: id.optional(), nothingToAdd: id.optional(), rejected: id.optional(), expired: id.optional() })
    .default({}),
  identityTask: z.strictObject({
    issueTypeId: id,
    onHoldStatusId: id,
    openStatusId: id,
    doneStatusIds: z.array(id).min(1),
    skippedStatusIds: z.array(id).min(1),
    assigneeId: id.optional(),
  }),
});

const jira = z.strictObject({
  baseUrl: z.url(),
  /** Account id of the service account we act as. */
  ownAccountId: id,
  apiSecret: id,
  webhookSecret: id,
  ticketTypes: z.array(jiraTicketType).min(1),
});

/** ServiceNow's record ids; they become part of query texts, so nothing else is taken. */
const sysId = z.string().regex(/^[0-9a-f]{32}$/, 'must be a sys_id: 32 characters 0-9 a-f');
/** States are small numbers, sent as text. */
const state = z.string().regex(/^-?\d{1,4}$/, 'must be the number of a state, as text');
const variableName = z.string().regex(/^\w{1,80}$/, 'must be the name of a variable');

const catalogItem = z.strictObject({
  catItemId: sysId,
  /** Names of the item's variables; what has none is read from the lines `from:`, `to:` … */
  variables: z
    .strictObject({
      source: variableName.optional(),
      target: variableName.optional(),
      without: variableName.optional(),
      scanUc: variableName.optional(),
      reason: variableName.optional(),
    })
    .prefault({}),
  /** Where those lines stand. */
  linesFrom: z
    .union([z.enum(['description', 'short_description']), z.strictObject({ variable: variableName })])
    .default('description'),
  approval: z.strictObject({
    /** Whose approver rows are asked and counted: those of the item, or of the order it belongs to. */
    on: z.enum(['item', 'request']).default('item'),
    /** One approver row per member is opened for every plan. */
    approverGroupId: sysId,
    approverGroupName: z.string().min(1),
    /** What to do when the item turns approved and no approver answered: a flow or a hand set the field. */
    withoutRows: z.enum(['refuse', 'accept']).default('refuse'),
    /** sys_id of an approver → sys_ids of those who may answer in their place. */
    delegates: z.record(sysId, z.array(sysId)).default({}),
  }),
  /** The service desk: its members may correct or cancel a request by reply, as the requester may. */
  correctorGroupId: sysId.optional(),
  /** ServiceNow shows files of an item to whoever may read the item, the requester too; true attaches them anyway. */
  filesForEverybody: z.boolean().default(false),
  /** States in which nothing is to be done any more. */
  closedStates: z.array(state).min(1).default(['3', '4', '7']),
  /** Where the item goes at an end; an end that is not named leaves it where it is. */
  endStates: z
    .strictObject({
      done: state.optional(),
      nothingToAdd: state.optional(),
      rejected: state.optional(),
      expired: state.optional(),
    })
    .default({}),
  identityTask: z.strictObject({
    assignmentGroupId: sysId,
    onHoldState: state.default('-5'),
    openState: state.default('1'),
    doneStates: z.array(state).min(1).default(['3']),
    /** The first one is where we put a task that is not needed any more. */
    skippedStates: z.array(state).min(1).default(['7', '4']),
  }),
});

const servicenow = z.strictObject({
  /** For example https://acme.service-now.com. */
  instanceUrl: z.url(),
  /** The integration user we act as. */
  ownUserId: sysId,
  /** Its user name: ServiceNow names the author of a change so. */
  ownUserName: z.string().regex(/^[\w.@-]{1,40}$/, 'must be a user name: letters, digits and . _ @ -'),
  apiSecret: id,
  webhookSecret: id,
  /** `audit` reads who changed what from sys_audit; `none` where our account may not: see docs/servicenow.md. */
  history: z.enum(['audit', 'none']).default('audit'),
  catalogItems: z.array(catalogItem).min(1),
});

export const stageSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/),
    /** What a fresh installation may write; later the control item of the store rules. */
    writes: z.enum(['on', 'planOnly', 'stopped']).default('planOnly'),
    databricks,
    /** How people call the identity provider: Entra, Okta … */
    identityProvider: z.string().min(1).default('Entra'),
    jira: jira.optional(),
    servicenow: servicenow.optional(),
    policy: z
      .strictObject({
        maxAdditions: z.number().int().min(1).max(500).default(100),
        /** Groups never copied: exact ids, and names with `*` as wildcard. */
        neverCopy: z
          .strictObject({ ids: z.array(id).default([]), names: z.array(z.string().min(1)).default([]) })
          .prefault({}),
        unprovenApprover: z.enum(['refuse', 'accept']).default('refuse'),
        planNames: z.enum(['approvers', 'everyone']).default('approvers'),
      })
      .prefault({}),
    scan: z.strictObject({ maxCalls: z.number().int().nonnegative().default(2000) }).prefault({}),
    timeouts,
    /** Ticket-system person id → further e-mails of the same person, where profiles hide theirs. */
    identityMap: z.record(z.string(), z.array(z.string().min(3))).default({}),
    /** What a requester is told when the target is not in Databricks yet. */
    onboardingHint: z.string().default('They appear in Databricks once the identity team has added them.'),
    retentionDays: z.number().int().min(90).default(400),
  })
  .refine(({ jira, servicenow }) => jira !== undefined || servicenow !== undefined, {
    message: 'names no ticket system: jira or servicenow',
  });

export type Stage = z.infer<typeof stageSchema>;
export type JiraStage = z.infer<typeof jira>;
export type JiraTicketType = z.infer<typeof jiraTicketType>;
export type ServiceNowStage = z.infer<typeof servicenow>;
export type CatalogItem = z.infer<typeof catalogItem>;

/**
 * Reads a stage file's text.
 * @throws ConfigurationInvalid naming every key that does not fit
 */
export function parseStage(text: string): Stage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ConfigurationInvalid({ problem: 'the stage file is not JSON' }, { cause });
  }
  const parsed = stageSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
    .join('; ');
  throw new ConfigurationInvalid({ problem: `stage file: ${problem}` });
}
