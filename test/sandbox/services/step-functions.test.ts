import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  InvalidName,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { virtualClock } from '#sandbox/engine/clock.ts';
import { createEngine } from '#sandbox/engine/engine.ts';
import { DUMMY_CREDENTIALS, REGION } from '#sandbox/services/environment.ts';
import { startStepFunctions } from '#sandbox/services/step-functions.ts';
import { stepFunctionsWorkflow } from '#shared/adapters/workflow/step-functions.ts';

const stateMachineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:access-desk-local';
const executionArn = stateMachineArn.replace(':stateMachine:', ':execution:').concat(':jira-10042-1');
const startTime = Date.parse('2026-11-23T10:00:00.250Z');
const name = 'jira-10042-1';

/** One state that waits for an answer; the last token it handed out is kept. */
const definition = {
  StartAt: 'Await',
  States: {
    Await: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'await', Payload: { 'token.$': '$$.Task.Token' } },
      End: true,
    },
  },
};
const payloadSchema = z.object({ token: z.string() });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function started() {
  let token = '';
  const engine = createEngine({
    definition,
    stateMachineArn,
    clock: virtualClock(startTime),
    invoke: async (_, payload) => {
      token = payloadSchema.parse(payload).token;
      return {};
    },
  });
  const service = await startStepFunctions({ engine, stateMachineArn });
  closers.push(service.close);
  const options = { endpoint: service.url, region: REGION, credentials: DUMMY_CREDENTIALS, maxAttempts: 1 };
  const client = new SFNClient(options);
  closers.push(() => client.destroy());
  const start = async (input = '{}') => {
    const answer = await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    await engine.settled();
    return answer;
  };
  const describeIt = () => client.send(new DescribeExecutionCommand({ executionArn }));
  return { client, engine, service, start, describeIt, token: () => token };
}

describe('executions', () => {
  it('starts one and describes it, with times', async () => {
    const { start, describeIt } = await started();
    const startDate = new Date(startTime);
    expect(await start('{"run":1}')).toMatchObject({ executionArn, startDate });
    const expected = { executionArn, stateMachineArn, name, status: 'RUNNING', input: '{"run":1}', startDate };
    expect(await describeIt()).toMatchObject(expected);
  });

  it('stops one', async () => {
    const { client, start, describeIt } = await started();
    await start();
    const stop = new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by hand' });
    expect((await client.send(stop)).stopDate).toEqual(new Date(startTime));
    expect(await describeIt()).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });
  });

  it('pages through the history in both directions', async () => {
    const { client, start } = await started();
    await start();
    const first = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 2 }));
    expect(first.events?.map(({ id, type }) => [id, type])).toEqual([
      [1, 'ExecutionStarted'],
      [2, 'TaskStateEntered'],
    ]);
    expect(first.events?.[0]?.timestamp).toEqual(new Date(startTime));
    const { nextToken } = first;
    const rest = await client.send(new GetExecutionHistoryCommand({ executionArn, ...(nextToken && { nextToken }) }));
    expect(rest.events?.[0]?.id).toBe(3);
    expect(rest.nextToken).toBeUndefined();
    const command = new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 });
    const [last] = (await client.send(command)).events ?? [];
    expect(last?.id).toBe(rest.events?.at(-1)?.id);
  });

  it("answers with the SDK's own errors", async () => {
    const { client, start, describeIt } = await started();
    await expect(describeIt()).rejects.toBeInstanceOf(ExecutionDoesNotExist);
    await start('{"run":1}');
    await expect(start('{"run":2}')).rejects.toBeInstanceOf(ExecutionAlreadyExists);
    const badName = new StartExecutionCommand({ stateMachineArn, name: 'no spaces' });
    await expect(client.send(badName)).rejects.toBeInstanceOf(InvalidName);
    const elsewhere = new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}-other`, name });
    await expect(client.send(elsewhere)).rejects.toBeInstanceOf(StateMachineDoesNotExist);
  });
});

describe('task tokens', () => {
  it('are answered with success', async () => {
    const { client, start, describeIt, token, engine } = await started();
    await start();
    await client.send(new SendTaskHeartbeatCommand({ taskToken: token() }));
    await client.send(new SendTaskSuccessCommand({ taskToken: token(), output: '{"a":1}' }));
    await engine.settled();
    expect(await describeIt()).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}' });
  });

  it('are answered with failure', async () => {
    const { client, start, describeIt, token, engine } = await started();
    await start();
    await client.send(new SendTaskFailureCommand({ taskToken: token(), error: 'Refused', cause: 'no' }));
    await engine.settled();
    expect(await describeIt()).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'no' });
  });

  it('are refused when unknown or answered', async () => {
    const { client, start, token } = await started();
    await start();
    const answer = (taskToken: string) => client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    await expect(answer('unknown')).rejects.toBeInstanceOf(InvalidToken);
    await answer(token());
    await expect(answer(token())).rejects.toBeInstanceOf(TaskTimedOut);
  });
});

describe('the protocol', () => {
  it('refuses operations and bodies it does not know', async () => {
    const { service } = await started();
    const post = async (operation: string, body: string) => {
      const headers = { 'x-amz-target': `AWSStepFunctions.${operation}` };
      const answer = await fetch(service.url, { method: 'POST', headers, body });
      return [answer.status, await answer.json()];
    };
    const refused = (type: string) => [400, expect.objectContaining({ __type: type })];
    expect(await post('CreateStateMachine', '{}')).toEqual(refused('UnknownOperationException'));
    expect(await post('DescribeExecution', '{')).toEqual(refused('SerializationException'));
    expect(await post('DescribeExecution', '{}')).toEqual(refused('ValidationException'));
  });

  it('does not pass a fault of the engine off as an answer of the service', async () => {
    const { engine } = await started();
    const broken = { ...engine, describeExecution: () => Promise.reject(new Error('bug')) };
    const service = await startStepFunctions({ engine: broken, stateMachineArn });
    closers.push(service.close);
    const headers = { 'x-amz-target': 'AWSStepFunctions.DescribeExecution' };
    const answer = await fetch(service.url, { method: 'POST', headers, body: JSON.stringify({ executionArn }) });
    expect(answer.status).toBe(500);
    expect(service.errors.map(({ message }) => message)).toEqual(['bug']);
  });
});

describe('the workflow adapter against it', () => {
  it('starts, wakes and asks; every repetition is harmless', async () => {
    const { client, engine, token } = await started();
    const workflow = stepFunctionsWorkflow({ client, stateMachineArn });
    const input = { system: 'jira', ticketId: '10042', run: 1 };
    expect(await workflow.isRunning(name)).toBe(false);
    await workflow.start(name, input);
    await workflow.start(name, input);
    await engine.settled();
    expect(await workflow.isRunning(name)).toBe(true);
    await workflow.wake('no such token');
    expect(await workflow.isRunning(name)).toBe(true);
    await workflow.wake(token());
    await workflow.wake(token());
    await engine.settled();
    expect(await workflow.isRunning(name)).toBe(false);
    await workflow.start(name, input);
    expect(await workflow.isRunning(name)).toBe(false);
  });
});
