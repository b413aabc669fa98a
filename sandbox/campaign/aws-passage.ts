import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Engine } from '../engine/engine.ts';
import type { FaultKind } from './faults.ts';
import { outside } from './invocation.ts';
import type { Passage } from './network.ts';

/** The SDK's names for what may be thrown at a caller after its own repetitions. */
const ERRORS: Readonly<Partial<Record<FaultKind, string>>> = {
  throttled: 'ThrottlingException',
  unavailable: 'ServiceUnavailable',
  conflict: 'TransactionInProgressException',
  forbidden: 'AccessDeniedException',
  unauthorized: 'UnrecognizedClientException',
  'wrong request': 'ValidationException',
  timeout: 'TimeoutError',
  'reset before': 'TimeoutError',
};

/** An error with the name the SDK gives it. */
class AwsError extends Error {
  override readonly name: string;
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

/** A command to an AWS service, as the network between takes it. The SDK repeats whatever had no answer. */
export function awsPassage(perform: () => Promise<unknown>): Omit<Passage<unknown>, 'call'> {
  return {
    perform,
    refuse(kind) {
      throw new AwsError(ERRORS[kind] ?? 'InternalServerError');
    },
    async spoil(kind) {
      if (kind === 'reset after') return perform();
      throw new AwsError('TimeoutError');
    },
  };
}

/** Step Functions as far as the desk asks it. */
export async function askStepFunctions(engine: Engine, command: unknown): Promise<unknown> {
  if (command instanceof StartExecutionCommand) {
    const { name, input } = command.input;
    if (name === undefined) throw new AwsError('InvalidName');
    return outside(() => engine.startExecution({ name, ...(input !== undefined && { input }) }));
  }
  if (command instanceof SendTaskSuccessCommand) {
    const { taskToken = '', output = '' } = command.input;
    await outside(() => engine.sendTaskSuccess({ taskToken, output }));
    return {};
  }
  if (command instanceof DescribeExecutionCommand) return engine.describeExecution(command.input.executionArn ?? '');
  throw new Error('a command the Step Functions of the campaign do not know');
}

export function askSecretsManager(secrets: ReadonlyMap<string, string>, command: unknown): unknown {
  if (!(command instanceof GetSecretValueCommand))
    throw new Error('a command the Secrets Manager of the campaign does not know');
  const SecretString = secrets.get(command.input.SecretId ?? '');
  if (SecretString === undefined) throw new AwsError('ResourceNotFoundException');
  return { SecretString };
}

export function operationOfAws(command: unknown): string {
  if (command instanceof StartExecutionCommand) return 'StartExecution';
  if (command instanceof SendTaskSuccessCommand) return 'SendTaskSuccess';
  if (command instanceof DescribeExecutionCommand) return 'DescribeExecution';
  return command instanceof GetSecretValueCommand ? 'GetSecretValue' : 'unknown';
}
