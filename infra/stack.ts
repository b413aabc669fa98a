import { Arn, ArnFormat, CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { pseudonymSecretOf, type Stage } from '#shared/stage.ts';
import { DOORS, type DoorName, type DoorPortName, type DoorSystem, type PortName, STEPS } from '#shared/steps.ts';
import { Alarms } from './constructs/alarms.ts';
import { HouseFunction } from './constructs/house-function.ts';
import { OperatorSecret } from './constructs/operator-secret.ts';
import { PseudonymSecret } from './constructs/pseudonym-secret.ts';
import { requestTable } from './constructs/request-table.ts';
import { sweepSchedule } from './constructs/sweep-schedule.ts';
import { WebhookApi } from './constructs/webhook-api.ts';
import { Workflow } from './constructs/workflow.ts';
import { type Backing, grantPorts } from './grants.ts';
import { machineName } from './names.ts';
import { functionTime } from './retry.ts';
import type { StageFile } from './stage-file.ts';

/** An HTTP API gives a door 30 seconds; the sweep must be through before the next one begins. */
const DOOR_TIME: Readonly<Record<DoorName, Duration>> = {
  ReceiveJiraEvent: Duration.seconds(25),
  ReceiveServiceNowEvent: Duration.seconds(25),
  SweepTickets: Duration.minutes(10),
};

/** Everything Access Desk is made of on AWS, for one stage. */
export class DeskStack extends Stack {
  constructor(scope: Construct, id: string, { path, stage }: StageFile) {
    super(scope, id, {
      description: 'Access Desk: gives one Databricks principal the group memberships of another, by ticket.',
      terminationProtection: true,
      analyticsReporting: false,
    });
    const backing = this.backing(stage);
    const build = (name: string, folder: string, timeout: Duration, ports: readonly (PortName | DoorPortName)[]) => {
      const { lambda } = new HouseFunction(this, name, { stage: stage.name, folder, timeout, stageFile: path });
      grantPorts(lambda, ports, backing);
      return lambda;
    };
    const steps = forEach(STEPS, (name, { folder, uses }) => build(name, folder, functionTime(name), uses));
    const door = (name: DoorName) => build(name, DOORS[name].folder, DOOR_TIME[name], DOORS[name].uses);
    const sweep = door('SweepTickets');
    const doors = new Map(webhookDoors(stage).map(({ name, system }) => [system, door(name)] as const));

    const { machine } = new Workflow(this, 'Workflow', stage.name, steps);
    const { api } = new WebhookApi(this, 'Webhooks', stage.name, doors);
    sweepSchedule(this, sweep);
    const { topic } = new Alarms(this, 'Alarms', { stage: stage.name, machine, api, sweep });

    for (const system of doors.keys()) {
      new CfnOutput(this, `${NAMES[system]}WebhookUrl`, { value: `${api.apiEndpoint}/webhooks/${system}` });
    }
    new CfnOutput(this, 'AlarmTopicArn', { value: topic.topicArn });
    this.acknowledge(machineName(stage.name));
  }

  private backing(stage: Stage): Backing {
    const { readerSecret, writerSecret } = stage.databricks;
    const systems = webhookDoors(stage).flatMap(({ system }) => {
      const configured = stage[system];
      return configured === undefined ? [] : [{ system, ...configured }];
    });
    const secret = (id: string, name: string, description: string) =>
      new OperatorSecret(this, id, { name, description });
    const name = machineName(stage.name);
    const states = (resource: string, resourceName: string) =>
      Arn.format({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, this);
    return {
      table: requestTable(this, stage.name),
      machineArn: states('stateMachine', name),
      executionArn: states('execution', `${name}:*`),
      pseudonymKeys: new PseudonymSecret(this, 'PseudonymKeys', pseudonymSecretOf(stage)),
      databricksReader: secret('DatabricksReader', readerSecret, 'Reads the account: {"clientId", "clientSecret"}'),
      databricksWriter: secret('DatabricksWriter', writerSecret, 'Adds members: {"clientId", "clientSecret"}'),
      ticketSystems: Object.fromEntries(
        systems.map(({ system, apiSecret, webhookSecret }) => [
          system,
          {
            api: secret(`${NAMES[system]}Api`, apiSecret, API_SECRETS[system]),
            webhook: secret(`${NAMES[system]}Webhook`, webhookSecret, WEBHOOK_SECRETS),
          },
        ]),
      ),
    };
  }

  /** What the rule packs name and what is meant so. */
  private acknowledge(machine: string): void {
    const anyExecution = `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${machine}:*`;
    const reasons = {
      [`AwsSolutions-IAM5[Resource::${anyExecution}]`]: 'The sweep asks after executions of our own machine, by name.',
      'Serverless-LambdaDLQ': 'Steps and doors are called synchronously; after a failed sweep comes the next sweep.',
      'Serverless-LambdaAsyncFailureDestination': 'As above: nobody but the scheduler calls a function asynchronously.',
    };
    for (const [id, reason] of Object.entries(reasons)) Validations.of(this).acknowledge({ id, reason });
  }
}

/** How constructs and outputs call the ticket systems. */
const NAMES: Readonly<Record<DoorSystem, string>> = { jira: 'Jira', servicenow: 'ServiceNow' };

const API_SECRETS: Readonly<Record<DoorSystem, string>> = {
  jira: 'Service account: {"email", "apiToken"}',
  servicenow: 'Integration user: {"clientId", "clientSecret"}',
};

const WEBHOOK_SECRETS = 'Signatures: {"secrets": [one, or two during a rotation]}';

/** The doors of the ticket systems the stage file has. */
function webhookDoors(stage: Stage) {
  const doors = [
    { name: 'ReceiveJiraEvent', system: DOORS.ReceiveJiraEvent.system },
    { name: 'ReceiveServiceNowEvent', system: DOORS.ReceiveServiceNowEvent.system },
  ] as const;
  return doors.filter(({ system }) => stage[system] !== undefined);
}

function forEach<K extends string, V>(
  table: Readonly<Record<K, V>>,
  build: (name: K, entry: V) => NodejsFunction,
): Readonly<Record<K, NodejsFunction>>;
function forEach<V>(
  table: Readonly<Record<string, V>>,
  build: (name: string, entry: V) => NodejsFunction,
): Readonly<Record<string, NodejsFunction>> {
  return Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, build(name, entry)]));
}
