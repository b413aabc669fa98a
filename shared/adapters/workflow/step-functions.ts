import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { asDeskFailure, failureName } from '#shared/adapters/aws/failure.ts';
import type { Workflow } from '#shared/ports/workflow.ts';

/**
 * Errors of SendTaskSuccess that say the task no longer waits: answered before, timed out, or its execution is gone.
 * Nothing is lost by them, the Read step behind every wait decides by itself.
 */
const NOT_WAITING = ['TaskTimedOut', 'InvalidToken', 'TaskDoesNotExist'];

/**
 * The workflow on AWS Step Functions.
 * @throws DeskUnavailable (every method) when the service does not answer after the SDK's own retries
 */
export function stepFunctionsWorkflow({
  client,
  stateMachineArn,
}: {
  client: SFNClient;
  stateMachineArn: string;
}): Workflow {
  return {
    async start(name, input) {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      // Answered likewise when the execution has already ended: a name stands for one run, so it was started.
      await answerUnless(['ExecutionAlreadyExists'], client.send(command));
    },

    async wake(token) {
      const command = new SendTaskSuccessCommand({ taskToken: token, output: '{}' });
      await answerUnless(NOT_WAITING, client.send(command));
    },

    async isRunning(name) {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      const command = new DescribeExecutionCommand({ executionArn });
      return (await answerUnless(['ExecutionDoesNotExist'], client.send(command)))?.status === 'RUNNING';
    },
  };
}

/** The answer, or null for an error of one of these names. */
async function answerUnless<T>(names: readonly string[], call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (failure) {
    if (names.includes(failureName(failure))) return null;
    throw asDeskFailure('workflow', failure);
  }
}
