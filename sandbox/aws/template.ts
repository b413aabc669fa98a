import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { deskApp } from '#infra/desk-app.ts';
import { EXAMPLE_STAGE_FILE } from '#infra/stage-file.ts';
import { DOORS, STEPS } from '#shared/steps.ts';
import { resolver, type Template, templateSchema } from './intrinsics.ts';

/** A Lambda of the template, as far as it takes to run its handler here. */
export interface LocalFunction {
  /** Step or door, as in shared/steps.ts. */
  readonly name: string;
  /** Folder under functions/. */
  readonly folder: string;
  readonly logicalId: string;
  /** As the machine's definition calls it. */
  readonly arn: string;
  /** ACCESS_DESK_CONFIG is a path inside the Lambda; who runs it elsewhere replaces it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

export interface LocalDesk {
  /** The state machine in the Amazon States Language. */
  readonly definition: unknown;
  readonly machineName: string;
  readonly machineArn: string;
  readonly tableName: string;
  readonly functions: readonly LocalFunction[];
}

const cache = new Map<string, LocalDesk>();

/**
 * Synthesises the stack as `npm run synth` does, but without bundling code, and reads from its template what it takes
 * to run the desk on this machine. Remembered per stage file for the life of the process.
 * @throws ConfigurationInvalid when the stage file is not usable
 */
export function synthesise(stageFile: string = EXAMPLE_STAGE_FILE): LocalDesk {
  const known = cache.get(stageFile);
  if (known) return known;
  const desk = localDesk(synthesiseTemplate(stageFile));
  cache.set(stageFile, desk);
  return desk;
}

/** The template itself, as JSON. */
export function synthesiseTemplate(stageFile: string = EXAMPLE_STAGE_FILE): unknown {
  const outdir = mkdtempSync(join(tmpdir(), 'access-desk-synth-'));
  try {
    const { app, stack } = deskApp({ stageFile, outdir, templateOnly: true });
    return app.synth().getStackByName(stack.stackName).template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const lambdaSchema = z.object({
  FunctionName: z.string(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const machineSchema = z.object({ StateMachineName: z.string(), DefinitionString: z.unknown() });
const tableSchema = z.object({ TableName: z.string() });

function localDesk(json: unknown): LocalDesk {
  const template = templateSchema.parse(json);
  const resolve = resolver(template);
  const machine = theOnly(template, 'AWS::StepFunctions::StateMachine');
  const { StateMachineName, DefinitionString } = machineSchema.parse(machine.properties);
  const table = theOnly(template, 'AWS::DynamoDB::Table');
  return {
    definition: JSON.parse(resolve(DefinitionString)),
    machineName: StateMachineName,
    machineArn: resolve({ Ref: machine.logicalId }),
    tableName: tableSchema.parse(table.properties).TableName,
    functions: ofType(template, 'AWS::Lambda::Function').map(({ logicalId, properties }) => {
      const { FunctionName, Timeout, Environment } = lambdaSchema.parse(properties);
      const variables = Object.entries(Environment.Variables).map(([name, value]) => [name, resolve(value)] as const);
      return {
        ...nameOf(FunctionName),
        logicalId,
        arn: resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }),
        environment: Object.fromEntries(variables),
        timeoutSeconds: Timeout,
      };
    }),
  };
}

function ofType({ Resources }: Template, type: string) {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([logicalId, { Properties: properties }]) => ({ logicalId, properties }));
}

function theOnly(template: Template, type: string) {
  const [first, ...others] = ofType(template, type);
  if (!first || others.length > 0) throw new Error(`the template should have one ${type}`);
  return first;
}

/** A function's name ends with its folder; the longest that fits, because one folder's name may end like another's. */
function nameOf(functionName: string): { name: string; folder: string } {
  const fitting = Object.entries({ ...STEPS, ...DOORS })
    .map(([name, { folder }]) => ({ name, folder }))
    .filter(({ folder }) => functionName.endsWith(`-${folder}`))
    .sort((a, b) => b.folder.length - a.folder.length);
  const [best] = fitting;
  if (!best) throw new Error(`the function ${functionName} belongs to no step and no door`);
  return best;
}
