import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { unorderable } from './references.ts';
import { ofType, type Resource, resources, words } from './template.ts';

const theOnly = (type: string): Resource => {
  const [first, ...others] = ofType(type);
  if (!first || others.length > 0) throw new Error(`not exactly one ${type}`);
  return first;
};

describe('the stack', () => {
  it('has no cycles', () => {
    expect(unorderable(resources)).toEqual([]);
  });

  it('would be found out if it had one', () => {
    const resource = (Properties: Record<string, unknown>, DependsOn: string[] = []): Resource => ({
      Type: 'Some::Thing',
      Properties,
      DependsOn,
    });
    const cyclic = {
      A: resource({ Name: { 'Fn::Join': ['', ['x', { Ref: 'B' }]] } }),
      B: resource({ Arns: [{ 'Fn::GetAtt': ['C', 'Arn'] }] }),
      C: resource({}, ['D']),
      D: resource({ Text: { 'Fn::Sub': `x \${A.Arn}` } }),
      E: resource({ Self: { Ref: 'AWS::Region' } }),
    };
    expect(unorderable(cyclic)).toEqual(['A', 'B', 'C', 'D']);
  });

  it('has a log group with an end of life for every function, the machine and the API', () => {
    const days = ofType('AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays);
    expect(days).toEqual(
      ofType('AWS::Lambda::Function')
        .map(() => 90)
        .concat(90, 90),
    );
  });

  it('has logs that AWS services deliver under the prefix that needs no room in the account’s resource policy', () => {
    const names = ofType('AWS::Logs::LogGroup').map(({ Properties }) => String(Properties.LogGroupName));
    expect(names.filter((name) => !/^\/access-desk\/example\/[a-z-]+$/.test(name)).sort()).toEqual([
      '/aws/vendedlogs/apis/access-desk-example',
      '/aws/vendedlogs/states/access-desk-example',
    ]);
  });
});

describe('the request table', () => {
  const table = theOnly('AWS::DynamoDB::Table');

  it('is paid on demand, can be set back, forgets what is past its time', () => {
    expect(table.Properties).toMatchObject({
      TableName: 'access-desk-example',
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('has the index of open runs', () => {
    expect(table.Properties.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'open',
        KeySchema: [
          { AttributeName: 'openMark', KeyType: 'HASH' },
          { AttributeName: 'openedAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
  });

  it('outlives the stack', () => {
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table.Properties.DeletionProtectionEnabled).toBe(true);
  });
});

describe('the secrets', () => {
  it('are those of the stage file, outlive the stack, and have no value but the keys nobody issues', () => {
    const secrets = ofType('AWS::SecretsManager::Secret');
    expect(secrets.map(({ Properties }) => Properties.Name).sort()).toEqual([
      'access-desk/example/databricks-reader',
      'access-desk/example/databricks-writer',
      'access-desk/example/jira-api',
      'access-desk/example/jira-webhook',
      'access-desk/example/pseudonym-keys',
      'access-desk/example/servicenow-api',
      'access-desk/example/servicenow-webhook',
    ]);
    for (const secret of secrets) {
      // One left behind by a first deployment that failed would bar the second: secrets cannot be taken in by name.
      expect(secret).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
      const isMade = secret.Properties.Name === 'access-desk/example/pseudonym-keys';
      const keys = isMade ? ['Description', 'GenerateSecretString', 'Name'] : ['Description', 'Name'];
      expect(Object.keys(secret.Properties).sort()).toEqual(keys);
    }
  });

  it('ask for the first key as the first release did: asked for otherwise, CloudFormation would put a new one over all keys', () => {
    const keys = ofType('AWS::SecretsManager::Secret').find(({ Properties }) => Properties.GenerateSecretString);
    expect(keys?.Properties.GenerateSecretString).toEqual({
      SecretStringTemplate: '{"current":"k1"}',
      GenerateStringKey: 'k1',
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
  });
});

describe('the functions', () => {
  it.each(
    ofType('AWS::Lambda::Function').map(({ Properties }) => [Properties.FunctionName, Properties] as const),
  )('%s has the house defaults', (_name, properties) => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      Handler: 'index.handler',
    });
    expect(properties.Timeout).toBeLessThanOrEqual(900);
  });
});

describe('the state machine', () => {
  it('is a Standard one with a fixed name, traced, and logs errors without data', () => {
    expect(theOnly('AWS::StepFunctions::StateMachine').Properties).toMatchObject({
      StateMachineName: 'access-desk-example',
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
    });
  });
});

describe('the HTTP API', () => {
  it('has one route per ticket system', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey);
    expect(routes).toEqual(['POST /webhooks/jira', 'POST /webhooks/servicenow']);
  });

  it('is throttled, and its log holds nothing of what was sent', () => {
    const { Properties } = theOnly('AWS::ApiGatewayV2::Stage');
    expect(Properties).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 50 },
    });
    expect(JSON.stringify(Properties.AccessLogSettings)).toContain('$context.status');
    expect(JSON.stringify(Properties.AccessLogSettings)).not.toMatch(/body|querystring|header/i);
  });
});

describe('the sweep', () => {
  it('is called every 15 minutes, and a failed call is left to the next', () => {
    const { Properties } = theOnly('AWS::Scheduler::Schedule');
    expect(Properties).toMatchObject({
      ScheduleExpression: 'rate(15 minutes)',
      State: 'ENABLED',
      Target: { RetryPolicy: { MaximumRetryAttempts: 0 } },
    });
    expect(theOnly('AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({ MaximumRetryAttempts: 0 });
  });
});

describe('the alarms', () => {
  const alarms = ofType('AWS::CloudWatch::Alarm');
  const theAlarm = (name: string) =>
    alarms.find(({ Properties }) => Properties.AlarmName === `access-desk-example-${name}`)?.Properties ?? {};
  const metrics = z.array(z.object({ Expression: z.string().optional() })).default([]);
  const expressions = (name: string) => metrics.parse(theAlarm(name).Metrics).map(({ Expression }) => Expression);

  it('watch executions, door and sweep', () => {
    expect(alarms.map(({ Properties }) => Properties.AlarmName).sort()).toEqual([
      'access-desk-example-DoorBroken',
      'access-desk-example-RequestsFailed',
      'access-desk-example-SweepBroken',
      'access-desk-example-SweepSilent',
    ]);
  });

  it('need data of one end only to count failed requests', () => {
    // Added by +, an end nobody has met yet (aborted, mostly) might leave the sum without a value.
    expect(expressions('RequestsFailed')).toContain('SUM([failed, timedOut, aborted])');
  });

  it('take an hour without a call for none', () => {
    // Lambda reports nothing where nothing was called, and CloudWatch passes over a gap as long as an older value is in reach.
    expect(expressions('SweepSilent')).toContain('FILL(calls, 0)');
    expect(theAlarm('SweepSilent')).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 1,
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
    expect(JSON.stringify(theAlarm('SweepSilent').Metrics)).toContain('"Period":3600');
  });

  it('all go to the topic, which CloudWatch may use and plain HTTP may not', () => {
    for (const { Properties } of alarms) {
      expect([Properties.AlarmActions].flat(2).map(words)).toEqual(['Topic(access-desk-example-alarms)']);
    }
    const policy = JSON.stringify(theOnly('AWS::SNS::TopicPolicy').Properties.PolicyDocument);
    expect(policy).toContain('"Principal":{"Service":"cloudwatch.amazonaws.com"}');
    expect(policy).toContain('{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
  });
});
