import { Duration } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';

export const SWEEP_EVERY = Duration.minutes(15);

/** Calls the sweep every 15 minutes. A call that fails is not repeated: the next one covers its time. */
export function sweepSchedule(scope: Construct, sweep: IFunction): Schedule {
  const role = new Role(scope, 'SweepScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    inlinePolicies: {
      Sweep: new PolicyDocument({
        statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [sweep.functionArn] })],
      }),
    },
  });
  sweep.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: SWEEP_EVERY });
  return new Schedule(scope, 'SweepSchedule', {
    description: 'Looks for tickets no webhook told of, and for runs that ended without a word',
    schedule: ScheduleExpression.rate(SWEEP_EVERY),
    target: new LambdaInvoke(sweep, {
      role: role.withoutPolicyUpdates(),
      retryAttempts: 0,
      maxEventAge: SWEEP_EVERY,
    }),
  });
}
