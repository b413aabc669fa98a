import { describe, expect, it } from 'vitest';
import { InvalidOutput, InvalidToken, TaskDoesNotExist, TaskTimedOut } from '#sandbox/engine/errors.ts';
import { askTask, bench, named } from './bench.ts';

const rest = { Caught: { Type: 'Pass', End: true } };

/** A desk whose task waits for a token, with the tokens it handed out. */
function asking(fields: Record<string, unknown> = {}, ask: (token: string) => unknown = () => ({ ignored: true })) {
  const tokens: string[] = [];
  const handler = (payload: unknown) => {
    const token = String(Object(payload).token);
    tokens.push(token);
    return ask(token);
  };
  const desk = bench({ StartAt: 'Ask', States: { Ask: askTask(fields), ...rest } }, { ask: handler });
  return { ...desk, tokens };
}

async function started(desk: ReturnType<typeof asking>) {
  const { executionArn } = await desk.engine.startExecution({ name: 'run-1' });
  await desk.engine.settled();
  const describe = () => desk.engine.describeExecution(executionArn);
  return { token: desk.tokens[0] ?? '', describe };
}

describe('task tokens', () => {
  it('gives the task the answer and throws the answer of the function away', async () => {
    const desk = asking();
    const { token, describe } = await started(desk);
    expect(token.length).toBeGreaterThanOrEqual(64);
    expect(await describe()).toMatchObject({ status: 'RUNNING' });
    await desk.engine.sendTaskSuccess({ taskToken: token, output: '{"approved":true}' });
    await desk.engine.settled();
    expect(await describe()).toMatchObject({ status: 'SUCCEEDED', output: '{"approved":true}' });
  });

  it('fails the task with the failure it is sent', async () => {
    const desk = asking({ Catch: [{ ErrorEquals: ['Refused'], Next: 'Caught' }] });
    const { token, describe } = await started(desk);
    await desk.engine.sendTaskFailure({ taskToken: token, error: 'Refused', cause: 'by hand' });
    await desk.engine.settled();
    expect(await describe()).toMatchObject({ output: '{"Error":"Refused","Cause":"by hand"}' });
  });

  it('fails the task when the function fails', async () => {
    const desk = asking({}, () => {
      throw named('NoDesk');
    });
    const { token, describe } = await started(desk);
    expect(await describe()).toMatchObject({ status: 'FAILED', error: 'NoDesk' });
    await expect(desk.engine.sendTaskSuccess({ taskToken: token, output: '1' })).rejects.toThrow(TaskTimedOut);
  });

  it('is dead after an answer and after a timeout; every attempt has its own', async () => {
    const desk = asking({ TimeoutSeconds: 60, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }] });
    const { token } = await started(desk);
    desk.clock.jump();
    await desk.engine.settled();
    desk.clock.jump();
    await desk.engine.settled();
    const second = desk.tokens[1] ?? '';
    expect(second).not.toBe(token);
    await expect(desk.engine.sendTaskSuccess({ taskToken: token, output: '1' })).rejects.toThrow(TaskTimedOut);
    await desk.engine.sendTaskSuccess({ taskToken: second, output: '1' });
    await expect(desk.engine.sendTaskSuccess({ taskToken: second, output: '1' })).rejects.toThrow(TaskTimedOut);
    await expect(desk.engine.sendTaskFailure({ taskToken: second })).rejects.toThrow(TaskTimedOut);
  });

  it('times out by itself and cancels that timer when it is answered', async () => {
    const late = asking({ TimeoutSeconds: 60 });
    const { describe } = await started(late);
    await late.drain();
    expect(await describe()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });

    const answered = asking({ TimeoutSeconds: 60 });
    const { token } = await started(answered);
    await answered.engine.sendTaskSuccess({ taskToken: token, output: '1' });
    await answered.engine.settled();
    expect(answered.clock.jump()).toBe(false);
  });

  it('lives as long as its heartbeat', async () => {
    const desk = asking({
      HeartbeatSeconds: 10,
      Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Caught' }],
    });
    const { token, describe } = await started(desk);
    for (let beat = 0; beat < 3; beat += 1) {
      expect(desk.clock.advanceTo(desk.clock.now() + 6_000) || beat > 0).toBe(true);
      await desk.engine.sendTaskHeartbeat({ taskToken: token });
      await desk.engine.settled();
    }
    expect(await describe()).toMatchObject({ status: 'RUNNING' });
    await desk.drain();
    expect(await describe()).toMatchObject({ output: '{"Error":"States.HeartbeatTimeout"}' });
  });

  it('may be answered by the very function that is given it', async () => {
    const desk = asking({}, (token) => desk.engine.sendTaskSuccess({ taskToken: token, output: '"at once"' }));
    const { describe } = await started(desk);
    expect(await describe()).toMatchObject({ status: 'SUCCEEDED', output: '"at once"' });
  });

  it('tells malformed, unknown and unusable answers apart', async () => {
    const desk = asking();
    const { token, describe } = await started(desk);
    const answer = (taskToken: string, output = '1') => desk.engine.sendTaskSuccess({ taskToken, output });
    await expect(answer('short')).rejects.toThrow(InvalidToken);
    await expect(answer('A'.repeat(token.length))).rejects.toThrow(TaskDoesNotExist);
    await expect(answer(token, '{not json')).rejects.toThrow(InvalidOutput);
    await expect(answer(token, JSON.stringify('x'.repeat(262_143)))).rejects.toThrow(InvalidOutput);
    expect(await describe()).toMatchObject({ status: 'RUNNING' });
    await answer(token, JSON.stringify('x'.repeat(262_142)));
  });

  it('dies with its execution', async () => {
    const desk = asking();
    const { token, describe } = await started(desk);
    await desk.engine.stopExecution((await describe()).executionArn, 'Stopped', 'by hand');
    await desk.engine.settled();
    expect(await describe()).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });
    await expect(desk.engine.sendTaskSuccess({ taskToken: token, output: '1' })).rejects.toThrow(TaskTimedOut);
    expect(await desk.events()).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'ExecutionAborted',
    ]);
  });
});
