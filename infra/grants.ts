import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type Conditions, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { AUDIT_PREFIX, OPEN_INDEX, PERSON_PREFIX } from '#shared/adapters/store/table.ts';
import type { DoorPortName, DoorSystem, PortName } from '#shared/steps.ts';
import type { OperatorSecret } from './constructs/operator-secret.ts';
import type { PseudonymSecret } from './constructs/pseudonym-secret.ts';

/** What stands behind the ports of shared/steps.ts. ARNs of the machine are text, so that nothing refers to it. */
export interface Backing {
  readonly table: Table;
  readonly machineArn: string;
  /** Fits every execution of the machine. */
  readonly executionArn: string;
  readonly pseudonymKeys: PseudonymSecret;
  readonly databricksReader: OperatorSecret;
  readonly databricksWriter: OperatorSecret;
  /** Of each ticket system the stage file has. */
  readonly ticketSystems: Readonly<
    Partial<Record<DoorSystem, { readonly api: OperatorSecret; readonly webhook: OperatorSecret }>>
  >;
}

/** Gives a function exactly the ports it is listed with: granting (role) and telling (environment) is one call. */
export function grantPorts(
  lambda: NodejsFunction,
  ports: readonly (PortName | DoorPortName)[],
  backing: Backing,
): void {
  for (const port of ports) GRANTS[port](lambda, backing);
}

const GRANTS = {
  /** All items but the audit record's and the names in it. */
  store: (lambda, { table }) => {
    lambda.addEnvironment('TABLE_NAME', table.tableName);
    const actions = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    const others = [AUDIT_PREFIX, PERSON_PREFIX].map((prefix) => `${prefix}#*`);
    allow(lambda, actions, table.tableArn, { 'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': others } });
  },
  /** Reading and adding; nobody may update or delete an entry. (Whether a put replaces is beyond IAM: the chain tells.) */
  record: (lambda, { table }) => {
    lambda.addEnvironment('TABLE_NAME', table.tableName);
    allow(lambda, ['dynamodb:Query', 'dynamodb:PutItem'], table.tableArn, onlyKeys(AUDIT_PREFIX));
  },
  /** Names are put and never read: that is for whoever audits, with rights of their own. */
  pseudonyms: (lambda, { table, pseudonymKeys }) => {
    lambda.addEnvironment('TABLE_NAME', table.tableName);
    secret(lambda, 'PSEUDONYM_SECRET', pseudonymKeys);
    allow(lambda, ['dynamodb:PutItem'], table.tableArn, onlyKeys(PERSON_PREFIX));
  },
  openRuns: (lambda, { table }) => {
    lambda.addEnvironment('TABLE_NAME', table.tableName);
    allow(lambda, ['dynamodb:Query'], `${table.tableArn}/index/${OPEN_INDEX}`);
  },
  tickets: (lambda, { ticketSystems: { jira, servicenow } }) => {
    if (jira) secret(lambda, 'JIRA_API_SECRET', jira.api);
    if (servicenow) secret(lambda, 'SERVICENOW_API_SECRET', servicenow.api);
  },
  jiraWebhooks: (lambda, { ticketSystems: { jira } }) => {
    if (jira) secret(lambda, 'JIRA_WEBHOOK_SECRET', jira.webhook);
  },
  serviceNowWebhooks: (lambda, { ticketSystems: { servicenow } }) => {
    if (servicenow) secret(lambda, 'SERVICENOW_WEBHOOK_SECRET', servicenow.webhook);
  },
  directory: (lambda, { databricksReader }) => secret(lambda, 'DATABRICKS_READER_SECRET', databricksReader),
  directoryWriter: (lambda, { databricksWriter }) => secret(lambda, 'DATABRICKS_WRITER_SECRET', databricksWriter),
  starter: (lambda, { machineArn }) => {
    lambda.addEnvironment('MACHINE_ARN', machineArn);
    allow(lambda, ['states:StartExecution'], machineArn);
  },
  /**
   * The service authorization reference lists no resource type for SendTaskSuccess, but Step Functions checks it
   * against the state machine the token belongs to (its AccessDenied names that ARN; CDK's grantTaskResponse does the
   * same), so it need not be open to every machine of the account.
   */
  waker: (lambda, { machineArn }) => allow(lambda, ['states:SendTaskSuccess'], machineArn),
  executions: (lambda, { machineArn, executionArn }) => {
    lambda.addEnvironment('MACHINE_ARN', machineArn);
    allow(lambda, ['states:DescribeExecution'], executionArn);
  },
} as const satisfies Record<PortName | DoorPortName, (lambda: NodejsFunction, backing: Backing) => void>;

function secret(lambda: NodejsFunction, variable: string, { name, arn }: OperatorSecret | PseudonymSecret): void {
  lambda.addEnvironment(variable, name);
  allow(lambda, ['secretsmanager:GetSecretValue'], arn);
}

/** Items whose partition key begins so. (Without a key in the request `ForAllValues` holds; no such request is granted.) */
function onlyKeys(prefix: string): Conditions {
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}#*`] } };
}

function allow(lambda: NodejsFunction, actions: string[], resource: string, conditions: Conditions = {}): void {
  lambda.addToRolePolicy(new PolicyStatement({ actions, resources: [resource], conditions }));
}
