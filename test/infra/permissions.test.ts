import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { allowed, ofType, roleOf, words } from './template.ts';

// Written by hand from what each function does, not from the table it is granted by.
const TABLE = 'Table(access-desk-example)';
const MACHINE = 'arn:Partition:states:Region:AccountId:stateMachine:access-desk-example';
const OTHER_KEYS = ' if ForAllValues:StringNotLike dynamodb:LeadingKeys audit#*,person#*';
const STORE = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'].map(
  (action) => `${action} ${TABLE}${OTHER_KEYS}`,
);
const keysOf = (prefix: string) => ` if ForAllValues:StringLike dynamodb:LeadingKeys ${prefix}#*`;
const RECORD = ['dynamodb:PutItem', 'dynamodb:Query'].map((action) => `${action} ${TABLE}${keysOf('audit')}`);
const OPEN_RUNS = [`dynamodb:Query ${TABLE}/index/open`];
const secret = (name: string) => [`secretsmanager:GetSecretValue Secret(access-desk/example/${name})`];
const PSEUDONYMS = [`dynamodb:PutItem ${TABLE}${keysOf('person')}`, ...secret('pseudonym-keys')];
const TICKETS = [...secret('jira-api'), ...secret('servicenow-api')];
const JIRA_SIGNATURES = secret('jira-webhook');
const SERVICENOW_SIGNATURES = secret('servicenow-webhook');
const DATABRICKS = secret('databricks-reader');
const DATABRICKS_WRITING = secret('databricks-writer');
const START = [`states:StartExecution ${MACHINE}`];
const WAKE = [`states:SendTaskSuccess ${MACHINE}`];
const LOOK = ['states:DescribeExecution arn:Partition:states:Region:AccountId:execution:access-desk-example:*'];

const EXPECTED: Readonly<Record<string, readonly string[][]>> = {
  'read-request': [STORE, TICKETS, RECORD, PSEUDONYMS],
  'resolve-principals': [STORE, TICKETS, DATABRICKS, WAKE, RECORD, PSEUDONYMS],
  'await-target': [STORE, TICKETS, WAKE],
  'await-turn': [STORE, TICKETS, WAKE],
  'build-plan': [STORE, TICKETS, DATABRICKS, RECORD],
  'attach-plan': [STORE, TICKETS],
  'open-identity-task': [STORE, TICKETS],
  'request-approval': [STORE, TICKETS, RECORD],
  'await-approval': [STORE, TICKETS, WAKE],
  'read-approval': [STORE, TICKETS, RECORD, PSEUDONYMS],
  'prepare-additions': [STORE, TICKETS, DATABRICKS, RECORD],
  'add-member': [STORE, TICKETS, DATABRICKS, DATABRICKS_WRITING, RECORD],
  'confirm-additions': [STORE, DATABRICKS, RECORD],
  'report-additions': [STORE, TICKETS],
  'release-identity-task': [STORE, TICKETS],
  'await-identity-task': [STORE, TICKETS, WAKE],
  'read-identity-task': [STORE, TICKETS, DATABRICKS],
  'verify-memberships': [STORE, TICKETS, DATABRICKS, RECORD],
  'close-request': [STORE, TICKETS, DATABRICKS, START, WAKE, RECORD, PSEUDONYMS],
  'report-outcome': [STORE, TICKETS, WAKE, RECORD],
  'tell-requester': [STORE, TICKETS, WAKE, RECORD],
  'report-failure': [STORE, TICKETS, DATABRICKS, WAKE, RECORD],
  'receive-jira-event': [STORE, JIRA_SIGNATURES, START, WAKE],
  'receive-servicenow-event': [STORE, SERVICENOW_SIGNATURES, START, WAKE],
  'sweep-tickets': [STORE, OPEN_RUNS, TICKETS, START, WAKE, LOOK, RECORD],
};

const lambdaSchema = z.object({
  FunctionName: z.string(),
  Role: z.unknown(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const lambdas = new Map(
  ofType('AWS::Lambda::Function').map(({ Properties }) => {
    const { FunctionName, Role, Environment } = lambdaSchema.parse(Properties);
    return [FunctionName.replace('access-desk-example-', ''), { Role, variables: Environment.Variables }];
  }),
);
const cases = Object.entries(EXPECTED).map(([folder, rights]) => ({ folder, rights: rights.flat() }));

describe('each function', () => {
  it('is in the table below', () => {
    expect([...lambdas.keys()].sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(cases)('$folder may do exactly this', ({ folder, rights }) => {
    const log = `LogGroup(/access-desk/example/${folder})`;
    const always = [
      `logs:CreateLogStream ${log}`,
      `logs:PutLogEvents ${log}`,
      'xray:PutTelemetryRecords *',
      'xray:PutTraceSegments *',
    ];
    expect(allowed(roleOf(lambdas.get(folder)?.Role))).toEqual([...always, ...rights].sort());
  });

  it.each(cases)('$folder is told exactly what it may use', ({ folder, rights }) => {
    const told: Readonly<Record<string, { value: string; when: readonly string[] }>> = {
      TABLE_NAME: { value: TABLE, when: STORE },
      PSEUDONYM_SECRET: { value: 'access-desk/example/pseudonym-keys', when: PSEUDONYMS },
      JIRA_API_SECRET: { value: 'access-desk/example/jira-api', when: TICKETS },
      SERVICENOW_API_SECRET: { value: 'access-desk/example/servicenow-api', when: TICKETS },
      JIRA_WEBHOOK_SECRET: { value: 'access-desk/example/jira-webhook', when: JIRA_SIGNATURES },
      SERVICENOW_WEBHOOK_SECRET: { value: 'access-desk/example/servicenow-webhook', when: SERVICENOW_SIGNATURES },
      DATABRICKS_READER_SECRET: { value: 'access-desk/example/databricks-reader', when: DATABRICKS },
      DATABRICKS_WRITER_SECRET: { value: 'access-desk/example/databricks-writer', when: DATABRICKS_WRITING },
      MACHINE_ARN: { value: MACHINE, when: START },
    };
    const expected = Object.entries(told)
      .filter(([, { when }]) => when.every((right) => rights.includes(right)))
      .map(([name, { value }]) => [name, value]);
    const given = Object.entries(lambdas.get(folder)?.variables ?? {}).map(([name, value]) => [name, words(value)]);
    const general = [
      ['NODE_OPTIONS', '--enable-source-maps'],
      ['ACCESS_DESK_CONFIG', '/var/task/stage.json'],
      ['POWERTOOLS_SERVICE_NAME', folder],
      ['POWERTOOLS_METRICS_NAMESPACE', 'AccessDesk'],
    ];
    expect(given.sort()).toEqual([...general, ...expected].sort());
  });

  it('has a role of its own', () => {
    const roles = [...lambdas.values()].map(({ Role }) => roleOf(Role));
    expect(new Set(roles).size).toBe(lambdas.size);
  });
});

describe('the others', () => {
  const roleOfThe = (type: string, pick: (properties: Record<string, unknown>) => unknown) => {
    const [resource] = ofType(type);
    return allowed(roleOf(pick(resource?.Properties ?? {})));
  };

  it('the machine may call the steps, and no door', () => {
    const steps = Object.keys(EXPECTED).filter((folder) => !/^(receive-.*|sweep-tickets)$/.test(folder));
    const rights = roleOfThe('AWS::StepFunctions::StateMachine', ({ RoleArn }) => RoleArn);
    expect(rights.filter((right) => !right.endsWith(' *'))).toEqual(
      steps.map((folder) => `lambda:InvokeFunction Function(access-desk-example-${folder})`).sort(),
    );
  });

  it('the scheduler may call the sweep', () => {
    const target = z.object({ RoleArn: z.unknown() });
    expect(roleOfThe('AWS::Scheduler::Schedule', ({ Target }) => target.parse(Target).RoleArn)).toEqual([
      'lambda:InvokeFunction Function(access-desk-example-sweep-tickets)',
    ]);
  });

  it('only log delivery and X-Ray, which know no resources, reach every resource', () => {
    const everywhere = ofType('AWS::IAM::Role').flatMap(({ id }) =>
      allowed(id).filter((right) => right.endsWith(' *')),
    );
    expect(everywhere.length).toBeGreaterThan(0);
    for (const right of everywhere)
      expect(right).toMatch(
        /^(xray:\w+|logs:(\w+LogDelivery|\w+LogDeliveries|\w+ResourcePolic(y|ies)|DescribeLogGroups)) \*$/,
      );
  });

  it('nobody may do an action by wildcard', () => {
    for (const { id } of ofType('AWS::IAM::Role')) {
      for (const right of allowed(id)) expect(right.split(' ')[0]).not.toContain('*');
    }
  });

  it('the HTTP API may call the two doors, and no other permission is on any function', () => {
    const permissions = ofType('AWS::Lambda::Permission').map(({ Properties }) => ({
      who: words(Properties.Principal),
      calls: words(Properties.FunctionName),
      from: words(Properties.SourceArn).replace(/Api\([^)]*\)/, 'Api'),
    }));
    expect(permissions).toEqual(
      ['jira', 'servicenow'].map((system) => ({
        who: 'apigateway.amazonaws.com',
        calls: `Function(access-desk-example-receive-${system}-event)`,
        from: `arn:Partition:execute-api:Region:AccountId:Api/*/*/webhooks/${system}`,
      })),
    );
  });
});
