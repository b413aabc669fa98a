import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deskApp } from '#infra/desk-app.ts';

const packs = [
  ['AWS Solutions', AwsSolutionsChecks],
  ['Serverless', ServerlessChecks],
] as const;

const violations = (pack: NagPack, stack: Stack) =>
  pack
    .validateScope(stack)
    .violations.map(
      ({ ruleName, violatingResources }) => `${ruleName}: ${violatingResources.length} of ${stack.stackName}`,
    );

describe('the rule packs of cdk-nag', () => {
  let outdir: string;
  beforeAll(() => {
    outdir = mkdtempSync(join(tmpdir(), 'access-desk-rules-'));
  });
  afterAll(() => rmSync(outdir, { recursive: true }));

  it.each(packs)('%s has nothing left to say', (_name, Pack) => {
    const { app, stack } = deskApp({ templateOnly: true, outdir });
    expect(violations(new Pack(app), stack)).toEqual([]);
  });

  it.each(packs)('%s speaks up about a careless stack', (_name, Pack) => {
    const { app } = deskApp({ templateOnly: true, outdir });
    const careless = new Stack(app, 'Careless');
    new Topic(careless, 'Topic');
    const code = Code.fromInline('exports.handler = async () => 1;');
    new Lambda(careless, 'Old', { runtime: Runtime.NODEJS_20_X, handler: 'index.handler', code });
    expect(violations(new Pack(app), careless)).not.toEqual([]);
  });
});
