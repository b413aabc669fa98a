import { describe, expect, it } from 'vitest';
import { resolver } from '#sandbox/aws/intrinsics.ts';
import { synthesise } from '#sandbox/aws/template.ts';
import { DOORS, STEPS } from '#shared/steps.ts';

describe('synthesise', () => {
  const desk = synthesise();

  it('names every step and door once, with its folder', () => {
    const expected = Object.entries({ ...STEPS, ...DOORS }).map(([name, { folder }]) => ({ name, folder }));
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    expect(desk.functions.map(({ name, folder }) => ({ name, folder })).sort(byName)).toEqual(expected.sort(byName));
  });

  it('gives the machine by its fixed name', () => {
    expect(desk).toMatchObject({
      machineName: 'access-desk-example',
      machineArn: 'arn:aws:states:eu-central-1:000000000000:stateMachine:access-desk-example',
      tableName: 'access-desk-example',
    });
  });

  it('tells functions names that fit: table, machine, secrets', () => {
    const sweep = desk.functions.find(({ name }) => name === 'SweepTickets');
    expect(sweep?.environment).toMatchObject({
      TABLE_NAME: desk.tableName,
      MACHINE_ARN: desk.machineArn,
      JIRA_API_SECRET: 'access-desk/example/jira-api',
    });
  });

  it('is a definition without a reference left, calling functions of the list', () => {
    const text = JSON.stringify(desk.definition);
    expect(text).not.toMatch(/Fn::|"Ref"|\$\{/);
    const called = new Set([...text.matchAll(/arn:aws:lambda:[^"]+/g)].map(([arn]) => arn));
    const steps = desk.functions.filter(({ name }) => name in STEPS).map(({ arn }) => arn);
    expect([...called].sort()).toEqual(steps.sort());
  });

  it('is remembered', () => {
    expect(synthesise()).toBe(desk);
  });
});

describe('resolver', () => {
  const resolve = resolver({
    Resources: {
      T: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'requests' } },
      M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'm' } },
      R: { Type: 'AWS::IAM::Role', Properties: {} },
    },
  });

  it('resolves what CDK writes', () => {
    expect(resolve({ Ref: 'T' })).toBe('requests');
    expect(resolve({ Ref: 'M' })).toBe('arn:aws:states:eu-central-1:000000000000:stateMachine:m');
    expect(resolve({ 'Fn::GetAtt': ['T', 'Arn'] })).toBe('arn:aws:dynamodb:eu-central-1:000000000000:table/requests');
    expect(resolve({ 'Fn::Join': [':', ['a', { Ref: 'AWS::Partition' }]] })).toBe('a:aws');
    expect(resolve({ 'Fn::Sub': `\${AWS::Region}/\${T}/\${T.Arn}/\${!kept}` })).toBe(
      `eu-central-1/requests/arn:aws:dynamodb:eu-central-1:000000000000:table/requests/\${!kept}`,
    );
  });

  it.each([
    { Ref: 'Nobody' },
    { Ref: 'R' },
    { 'Fn::GetAtt': ['T', 'StreamArn'] },
    { 'Fn::If': [] },
    7,
  ])('refuses %j rather than guess', (value) => {
    expect(() => resolve(value)).toThrow();
  });
});
