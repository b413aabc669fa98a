import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { OPEN_INDEX } from '#shared/adapters/store/table.ts';
import type { DoorPortName, DoorSystem, PortName } from '#shared/steps.ts';
import type { OperatorSecret } from './constructs/operator-secret.ts';

/** What stands behind the ports of shared/steps.ts. ARNs of the machine are text, so that nothing refers to it. */
export interface Backing {
  readonly table: Table;
  readonly machineArn: string;
  /** Fits every execution of the machine. */
  readonly executionArn: string;
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
  store: (lambda, { table }) => {
    lambda.addEnvironment('TABLE_NAME', table.tableName);
    allow(lambda, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], table.tableArn);
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

function secret(lambda: NodejsFunction, variable: string, { name, arn }: OperatorSecret): void {
  lambda.addEnvironment(variable, name);
  allow(lambda, ['secretsmanager:GetSecretValue'], arn);
}

function allow(lambda: NodejsFunction, actions: string[], resource: string): void {
  lambda.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
}
