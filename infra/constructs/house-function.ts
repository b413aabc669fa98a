import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { functionName, logGroupName } from '../names.ts';
import { shellWord } from './shell.ts';

/**
 * Loaded by the SDK only where credentials come from a file, a browser or another machine. A Lambda's come from its
 * environment; its runtime has these packages besides.
 */
const CREDENTIALS_OF_OTHER_PLACES = [
  ...['ini', 'sso', 'process', 'web-identity', 'login', 'http'].map((kind) => `@aws-sdk/credential-provider-${kind}`),
  '@smithy/credential-provider-imds',
];

export interface HouseFunctionProps {
  readonly stage: string;
  /** Folder under functions/, also the last part of the function's name. */
  readonly folder: string;
  readonly timeout: Duration;
  /** Absolute path of the stage file; it is shipped with the code. */
  readonly stageFile: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where Lambda unpacks the code (Lambda developer guide, environment variable LAMBDA_TASK_ROOT). */
const TASK_ROOT = '/var/task';
const STAGE_FILE = 'stage.json';

/** One Lambda with the house defaults and a role of its own that may write its own log and nothing else. */
export class HouseFunction extends Construct {
  readonly lambda: NodejsFunction;

  constructor(scope: Construct, id: string, { stage, folder, timeout, stageFile }: HouseFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: logGroupName(stage, folder),
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resource-level permissions.',
    });
    this.lambda = new NodejsFunction(this, 'Function', {
      functionName: functionName(stage, folder),
      entry: `${root}functions/${folder}/handler.ts`,
      handler: 'handler',
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout,
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
      // A switch of the SDK's second version; the third keeps connections by itself.
      awsSdkConnectionReuse: false,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        ACCESS_DESK_CONFIG: `${TASK_ROOT}/${STAGE_FILE}`,
        POWERTOOLS_SERVICE_NAME: folder,
        POWERTOOLS_METRICS_NAMESPACE: 'AccessDesk',
      },
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        minify: true,
        sourceMap: true,
        sourceMapMode: SourceMapMode.EXTERNAL,
        sourcesContent: false,
        externalModules: CREDENTIALS_OF_OTHER_PLACES,
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          afterBundling: (_input, output) => [`cp ${shellWord(stageFile)} ${shellWord(`${output}/${STAGE_FILE}`)}`],
        },
      },
    });
  }
}
