import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { STEPS, type StepName } from '#shared/steps.ts';
import { logger } from './logger.ts';
import type { Step } from './ports.ts';
import { runStep } from './run-step.ts';
import { wiredPorts } from './wire.ts';

/** Makes the Lambda of a step. Real ports are built at the first call: importing a handler reads no environment. */
export function stepLambda<S extends StepName>(name: S, step: Step<S>) {
  return middy()
    .use(injectLambdaContext(logger))
    .handler((event: unknown) => runStep(name, step, wiredPorts(STEPS[name].folder), event));
}
