import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { stackName } from './names.ts';
import { DeskStack } from './stack.ts';
import { EXAMPLE_STAGE_FILE, readStageFile } from './stage-file.ts';

export interface DeskAppOptions {
  /** @default ACCESS_DESK_CONFIG, else context `stageFile`, else the example */
  readonly stageFile?: string;
  /** Where the cloud assembly is written. @default CDK_OUTDIR (set by the cdk command), else cdk.out */
  readonly outdir?: string;
  /** Only the template is wanted, and quickly: code is not bundled, CDK's own rules are not checked. @default false */
  readonly templateOnly?: boolean;
}

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/**
 * The CDK app: one stack, for the stage of the stage file. Needs no AWS account, credentials, Docker or network.
 * @throws ConfigurationInvalid when the stage file is not usable
 */
export function deskApp(options: DeskAppOptions = {}): { app: App; stack: DeskStack } {
  const { templateOnly = false } = options;
  const app = new App({
    outdir: options.outdir ?? process.env.CDK_OUTDIR ?? 'cdk.out',
    builtinCloudFormationValidation: !templateOnly,
    treeMetadata: !templateOnly,
    context: { ...featureFlags(), ...(templateOnly && { 'aws:cdk:bundling-stacks': [] }) },
  });
  const fromContext = z.string().optional().parse(app.node.tryGetContext('stageFile'));
  const path = options.stageFile ?? process.env.ACCESS_DESK_CONFIG ?? fromContext ?? EXAMPLE_STAGE_FILE;
  const stageFile = readStageFile(path);
  const stack = new DeskStack(app, stackName(stageFile.stage.name), stageFile);
  return { app, stack };
}

/** Only the cdk command reads cdk.json by itself; without it the template would be another one. */
function featureFlags(): Record<string, unknown> {
  return cdkJson.parse(JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'))).context;
}
