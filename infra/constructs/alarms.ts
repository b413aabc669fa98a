import { Aws, Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { SWEEP_EVERY } from './sweep-schedule.ts';

export interface AlarmsProps {
  readonly stage: string;
  readonly machine: StateMachine;
  readonly api: HttpApi;
  readonly sweep: IFunction;
}

const FIVE_MINUTES = { period: Duration.minutes(5), statistic: 'Sum' };

/** What an operator is told of. The topic has no subscribers of its own: who listens is decided per installation. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { stage, machine, api, sweep }: AlarmsProps) {
    super(scope, id);
    this.topic = alarmTopic(this, stage);
    const alarm = (name: string, description: string, metric: IMetric, rest: Partial<typeof ONCE> = {}) =>
      new Alarm(this, name, {
        alarmName: `access-desk-${stage}-${name}`,
        alarmDescription: `${description} What to do: docs/runbook.md#${name.toLowerCase()}`,
        metric,
        ...ONCE,
        ...rest,
      }).addAlarmAction(new SnsAction(this.topic));

    alarm(
      'RequestsFailed',
      'Requests ended without an answer: search the log for the execution name; the ticket has it as reference.',
      new MathExpression({
        label: 'Executions failed, timed out or aborted',
        // Not with +: whether a sum has a value where one of the three was never reported is documented nowhere.
        expression: 'SUM([failed, timedOut, aborted])',
        period: FIVE_MINUTES.period,
        usingMetrics: {
          failed: machine.metricFailed(FIVE_MINUTES),
          timedOut: machine.metricTimedOut(FIVE_MINUTES),
          aborted: machine.metricAborted(FIVE_MINUTES),
        },
      }),
    );
    alarm(
      'DoorBroken',
      'Webhooks were answered with 5xx. The sender retries and the sweep catches up; look at the door’s log.',
      api.metricServerError(FIVE_MINUTES),
    );
    alarm(
      'SweepBroken',
      'The sweep failed twice in a row: tickets whose webhook was lost are waiting.',
      sweep.metricErrors({ period: SWEEP_EVERY, statistic: 'Sum' }),
      { evaluationPeriods: 2 },
    );
    alarm(
      'SweepSilent',
      'The sweep was not called for an hour: look at the schedule.',
      // Where nothing is called Lambda reports nothing, and CloudWatch judges by the newest value of the last few periods
      // before it takes a gap for one: filled, an hour is an hour.
      new MathExpression({
        label: 'Calls of the sweep',
        expression: 'FILL(calls, 0)',
        period: Duration.hours(1),
        usingMetrics: { calls: sweep.metricInvocations({ period: Duration.hours(1), statistic: 'Sum' }) },
      }),
      {
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      },
    );
  }
}

const ONCE = {
  threshold: 1,
  evaluationPeriods: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** Refusing plain HTTP needs a topic policy, and that replaces the default one, so CloudWatch is let in by name. */
function alarmTopic(scope: Construct, stage: string): Topic {
  const topic = new Topic(scope, 'Topic', { topicName: `access-desk-${stage}-alarms`, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  return topic;
}
