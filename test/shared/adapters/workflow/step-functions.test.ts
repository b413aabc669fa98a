import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { stepFunctionsWorkflow } from '#shared/adapters/workflow/step-functions.ts';
import { DeskUnavailable } from '#shared/errors.ts';

const stateMachineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:access-desk-local';
const sfn = mockClient(SFNClient);
const workflow = stepFunctionsWorkflow({ client: new SFNClient({ region: 'eu-central-1' }), stateMachineArn });
const told = { message: 'told', $metadata: {} };
const input = { system: 'jira', ticketId: '10042', run: 1 };
const outage = Object.assign(new Error('503'), { name: 'ServiceUnavailable' });

beforeEach(() => sfn.reset());

describe('start', () => {
  it('starts the machine under this name with exactly this input', async () => {
    sfn.on(StartExecutionCommand).resolves({});
    await workflow.start('jira-10042-1', input);
    const [call] = sfn.commandCalls(StartExecutionCommand);
    const expected = { stateMachineArn, name: 'jira-10042-1', input: '{"system":"jira","ticketId":"10042","run":1}' };
    expect(call?.args[0].input).toEqual(expected);
  });

  it('takes an execution of this name that exists for started', async () => {
    sfn.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists(told));
    await expect(workflow.start('jira-10042-1', input)).resolves.toBeUndefined();
  });

  it('is DeskUnavailable, with its cause, for anything else', async () => {
    sfn.on(StartExecutionCommand).rejects(outage);
    const answer = workflow.start('jira-10042-1', input);
    await expect(answer).rejects.toBeInstanceOf(DeskUnavailable);
    await expect(answer).rejects.toMatchObject({ cause: outage });
  });
});

describe('wake', () => {
  it('answers the token without data', async () => {
    sfn.on(SendTaskSuccessCommand).resolves({});
    await workflow.wake('token');
    const [call] = sfn.commandCalls(SendTaskSuccessCommand);
    expect(call?.args[0].input).toEqual({ taskToken: 'token', output: '{}' });
  });

  it.each([
    new TaskTimedOut(told),
    new InvalidToken(told),
    new TaskDoesNotExist(told),
  ])('is content when nobody waits any more: $name', async (failure) => {
    sfn.on(SendTaskSuccessCommand).rejects(failure);
    await expect(workflow.wake('token')).resolves.toBeUndefined();
  });

  it('is DeskUnavailable for anything else, without the token in it', async () => {
    sfn.on(SendTaskSuccessCommand).rejects(outage);
    const answer = workflow.wake('token-4711');
    await expect(answer).rejects.toBeInstanceOf(DeskUnavailable);
    await expect(answer).rejects.not.toThrow('4711');
  });
});

describe('isRunning', () => {
  it.each([
    ['RUNNING', true],
    ['PENDING_REDRIVE', false],
    ['SUCCEEDED', false],
    ['FAILED', false],
    ['TIMED_OUT', false],
    ['ABORTED', false],
  ] as const)('%s: %s', async (status, running) => {
    sfn.on(DescribeExecutionCommand).resolves({ status });
    expect(await workflow.isRunning('jira-10042-1')).toBe(running);
    const [call] = sfn.commandCalls(DescribeExecutionCommand);
    const executionArn = 'arn:aws:states:eu-central-1:000000000000:execution:access-desk-local:jira-10042-1';
    expect(call?.args[0].input).toEqual({ executionArn });
  });

  it('is false when there is none of this name', async () => {
    sfn.on(DescribeExecutionCommand).rejects(new ExecutionDoesNotExist(told));
    expect(await workflow.isRunning('jira-10042-1')).toBe(false);
  });

  it('does not take an outage for an answer', async () => {
    sfn.on(DescribeExecutionCommand).rejects(outage);
    await expect(workflow.isRunning('jira-10042-1')).rejects.toBeInstanceOf(DeskUnavailable);
  });
});
