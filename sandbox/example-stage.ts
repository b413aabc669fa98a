import { parseStage, type Stage } from '#shared/stage.ts';
import { readerClient, writerClient } from './simulators/databricks/clients.ts';
import { formFields, people } from './simulators/jira/example-site.ts';
import { groups, items, oauthClient, users } from './simulators/servicenow/example-instance.ts';

/** Where the simulated systems listen. */
export interface Addresses {
  readonly databricks: {
    readonly url: string;
    readonly accountId: string;
    readonly workspaceUrls: Readonly<Record<string, string>>;
  };
  readonly jira: { readonly url: string };
  /** Without one the stage has no ServiceNow. */
  readonly servicenow?: { readonly url: string };
}

export const WEBHOOK_SECRET = 'sandbox-webhook-secret';
export const SERVICENOW_WEBHOOK_SECRET = `whsec_${Buffer.from('sandbox-servicenow-webhook-secret').toString('base64')}`;

/** By these the people of the example company are found in its audit records. */
const PSEUDONYM_KEYS = JSON.stringify({ current: 'k1', k1: 'sandbox-pseudonym-key-of-the-example-company' });

const { approvers, ...fields } = formFields;

const approverGroup = { approverGroupId: 'group-approvers', approverGroupName: 'databricks-approvers' };
const identityTask = {
  onHoldStatusId: '11001',
  openStatusId: '11000',
  doneStatusIds: ['11003'],
  skippedStatusIds: ['11004'],
};
const serviceDesk = {
  issueTypeId: '10200',
  approval: { mode: 'jsm', approvalStatusId: '10031', ...approverGroup },
  fields,
  closedStatusIds: ['10033', '10034', '10035'],
  endStatusIds: { done: '10034', nothingToAdd: '10034' },
  identityTask: { issueTypeId: '10201', ...identityTask },
};

const catalogItem = {
  variables: { source: 'source', target: 'target', without: 'without', scanUc: 'scan_uc', reason: 'reason' },
  correctorGroupId: groups.serviceDesk,
  endStates: { done: '3', nothingToAdd: '3', rejected: '4', expired: '4' },
  identityTask: { assignmentGroupId: groups.identityTeam },
};
const approverRows = { approverGroupId: groups.approvers, approverGroupName: 'databricks-approvers' };

/** One item is decided by itself and shows its files to everybody who may read it; the other one by its order. */
function exampleCatalog({ url }: { readonly url: string }) {
  return {
    instanceUrl: url,
    ownUserId: users.desk,
    ownUserName: 'svc.accessdesk',
    apiSecret: 'access-desk/example/servicenow-api',
    webhookSecret: 'access-desk/example/servicenow-webhook',
    catalogItems: [
      {
        catItemId: items.access,
        ...catalogItem,
        approval: { on: 'item', ...approverRows },
        filesForEverybody: true,
        verdictField: 'u_verdict',
      },
      { catItemId: items.accessPicked, ...catalogItem, approval: { on: 'request', ...approverRows } },
    ],
  };
}

/**
 * The stage file of the example company: in Jira a plain project (DBX) and two service desks (DBS asks later, DBM at
 * once), in ServiceNow two items of the catalog.
 */
export function exampleStage(
  { databricks, jira, servicenow }: Addresses,
  changes: Partial<Pick<Stage, 'writes'>> = {},
): Stage {
  return parseStage(
    JSON.stringify({
      name: 'example',
      writes: 'on',
      databricks: {
        host: databricks.url,
        accountId: databricks.accountId,
        readerSecret: 'access-desk/example/databricks-reader',
        writerSecret: 'access-desk/example/databricks-writer',
        workspaceUrls: databricks.workspaceUrls,
      },
      identityProvider: 'entra',
      jira: {
        baseUrl: jira.url,
        ownAccountId: people.desk,
        apiSecret: 'access-desk/example/jira-api',
        webhookSecret: 'access-desk/example/jira-webhook',
        ticketTypes: [
          {
            projectId: '10100',
            issueTypeId: '10100',
            approval: {
              mode: 'status',
              gateStatusId: '10001',
              approvedStatusId: '10002',
              rejectedStatusId: '10003',
              ...approverGroup,
            },
            fields,
            itRole: { type: 'role', id: 'IT Staff' },
            // In the example everybody in the project may read them; see docs/jira.md.
            filesForEverybody: true,
            closedStatusIds: ['10003', '10004', '10005'],
            endStatusIds: { done: '10004', nothingToAdd: '10004' },
            identityTask: { issueTypeId: '10101', ...identityTask },
          },
          { projectId: '10200', ...serviceDesk },
          { projectId: '10300', ...serviceDesk },
        ],
      },
      ...(servicenow && { servicenow: exampleCatalog(servicenow) }),
      // Paul's profile hides his address; the stage knows it.
      identityMap: { [people.paul]: ['paul@company.com'] },
      ...changes,
    }),
  );
}

/** The secrets the stage names, as the simulated systems know them. */
export function exampleSecrets(): Map<string, string> {
  const client = ({ clientId, clientSecret }: Pick<typeof readerClient, 'clientId' | 'clientSecret'>) =>
    JSON.stringify({ clientId, clientSecret });
  return new Map([
    ['access-desk/example/databricks-reader', client(readerClient)],
    ['access-desk/example/databricks-writer', client(writerClient)],
    [
      'access-desk/example/jira-api',
      JSON.stringify({ email: 'access-desk@company.com', apiToken: 'access-desk-api-token' }),
    ],
    ['access-desk/example/pseudonym-keys', PSEUDONYM_KEYS],
    ['access-desk/example/jira-webhook', JSON.stringify({ secrets: [WEBHOOK_SECRET] })],
    ['access-desk/example/servicenow-api', client(oauthClient)],
    ['access-desk/example/servicenow-webhook', JSON.stringify({ secrets: [SERVICENOW_WEBHOOK_SECRET] })],
  ]);
}
