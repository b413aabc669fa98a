import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, QueryLanguage, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { StepName } from '#shared/steps.ts';
import { ticketMachine } from '../machine.ts';
import { machineName, vendedLogGroupName } from '../names.ts';

/** The state machine of infra/machine.ts, with its log and a role that may call the steps and nothing else. */
export class Workflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, stage: string, steps: Readonly<Record<StepName, IFunction>>) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: vendedLogGroupName(stage, 'states'),
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: machineName(stage),
      stateMachineType: StateMachineType.STANDARD,
      queryLanguage: QueryLanguage.JSON_PATH,
      definitionBody: DefinitionBody.fromChainable(ticketMachine(this, steps)),
      role: machineRole(this, Object.values(steps)).withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: { destination: logGroup, level: LogLevel.ERROR, includeExecutionData: false },
    });
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason: 'The execution history has every event for 90 days; the log needs only what went wrong.',
    });
  }
}

/**
 * Written by hand: CDK would add every version of every function. Log delivery and X-Ray know no resources (Step
 * Functions developer guide, "Using CloudWatch Logs to log execution history", "IAM policies for X-Ray").
 */
function machineRole(scope: Construct, steps: readonly IFunction[]): Role {
  const allow = (actions: string[], resources: string[]) =>
    new PolicyDocument({ statements: [new PolicyStatement({ actions, resources })] });
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    inlinePolicies: {
      Steps: allow(
        ['lambda:InvokeFunction'],
        steps.map((step) => step.functionArn),
      ),
      LogDelivery: allow(
        [
          'logs:CreateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:DescribeLogGroups',
          'logs:DescribeResourcePolicies',
          'logs:GetLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:UpdateLogDelivery',
        ],
        ['*'],
      ),
      Tracing: allow(
        ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
        ['*'],
      ),
    },
  });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Log delivery and X-Ray have no resource-level permissions.',
  });
  return role;
}
