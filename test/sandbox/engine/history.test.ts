import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '#sandbox/engine/history.ts';
import { askTask, bench, lambda, named, oneTask } from './bench.ts';

const oneStep = { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: lambda('work'), End: true } } };

/**
 * Event types are those of the AWS API reference, HistoryEvent. "As AWS does" means: the sequence equals one recorded
 * from AWS itself in the AWS-validated snapshots of github.com/localstack/localstack (tests/aws/services/stepfunctions/v2:
 * services/test_lambda_task, callback/test_callback, timeouts/test_timeouts, error_handling/test_states_errors).
 */
describe('history', () => {
  it('counts a Lambda task as AWS does', async () => {
    const desk = bench(oneTask(), { work: () => 'Hello' });
    await desk.run();
    expect(await desk.events()).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('counts retries without entering the state again, and a caught failure as an exit', async () => {
    const fields = {
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'work' },
      Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
    };
    const desk = bench(oneTask(fields), { work: () => Promise.reject(named('Busy')) });
    await desk.run();
    const attempt = ['TaskScheduled', 'TaskStarted', 'TaskFailed'];
    expect(await desk.events()).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      ...attempt,
      ...attempt,
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('counts a token that times out as AWS does', async () => {
    const desk = bench({ StartAt: 'Ask', States: { Ask: askTask({ TimeoutSeconds: 5 }) } }, { ask: () => null });
    await desk.run();
    expect(await desk.events()).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskTimedOut',
      'ExecutionFailed',
    ]);
  });

  it('counts a Map whose first item fails while three others run as AWS does', async () => {
    // Counted by hand: start 1, Map entered and started 2, then per item started, entered, scheduled, started (4 x 4);
    // one function and iteration failed 2, three tasks and iterations aborted (3 x 2), Map and execution failed 2.
    const Each = { Type: 'Map', ItemProcessor: oneStep, End: true };
    const desk = bench(
      { StartAt: 'Each', States: { Each } },
      { work: (item) => (item === 1 ? Promise.reject(named('Busy')) : new Promise(() => undefined)) },
    );
    await desk.engine.startExecution({ name: 'run-1', input: '[1,2,3,4]' });
    await new Promise((resolve) => setImmediate(resolve));
    const events = await desk.events();
    expect(events).toHaveLength(1 + 2 + 16 + 2 + 6 + 2);
    expect(events.slice(-10, -8)).toEqual(['LambdaFunctionFailed', 'MapIterationFailed']);
    // The order among the aborted is not promised.
    const aborted = [...Array(3).fill('MapIterationAborted'), ...Array(3).fill('TaskStateAborted')];
    expect(events.slice(-8, -2).toSorted()).toEqual(aborted);
    expect(events.slice(-2)).toEqual(['MapStateFailed', 'ExecutionFailed']);
  });

  it('counts every kind of state', async () => {
    const States = {
      Which: { Type: 'Choice', Choices: [{ Variable: '$.n', IsPresent: true, Next: 'Pause' }] },
      Pause: { Type: 'Wait', Seconds: 1, Next: 'Fork' },
      Fork: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }],
        Next: 'Each',
      },
      Each: { Type: 'Map', Iterator: { StartAt: 'Q', States: { Q: { Type: 'Succeed' } } }, Next: 'Stop' },
      Stop: { Type: 'Fail', Error: 'Enough', Cause: 'said so' },
    };
    const desk = bench({ StartAt: 'Which', States });
    expect(await desk.run({ n: 1 })).toEqual({
      status: 'FAILED',
      output: undefined,
      error: 'Enough',
      cause: 'said so',
    });
    expect(await desk.events()).toEqual([
      'ExecutionStarted',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'WaitStateEntered',
      'WaitStateExited',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'PassStateEntered',
      'PassStateExited',
      'ParallelStateSucceeded',
      'ParallelStateExited',
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'SucceedStateEntered',
      'SucceedStateExited',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'FailStateEntered',
      'ExecutionFailed',
    ]);
  });

  it('tells number, time, state and error of an event, and whoever listens', async () => {
    const heard: HistoryEvent[] = [];
    const desk = bench(
      oneTask({ TimeoutSeconds: 9 }),
      { work: () => Promise.reject(named('Busy')) },
      { onEvent: (_, event) => heard.push(event) },
    );
    await desk.run();
    const [{ executionArn } = { executionArn: '' }] = await desk.engine.listExecutions();
    const history = await desk.engine.getExecutionHistory(executionArn);
    expect(heard).toEqual(history);
    const time = Date.UTC(2026, 10, 23, 9);
    expect(history[4]).toEqual({
      id: 5,
      type: 'LambdaFunctionFailed',
      time,
      state: 'Work',
      details: { error: 'Busy' },
    });
  });

  it('waits for moments as well as for durations', async () => {
    const States = {
      Until: { Type: 'Wait', TimestampPath: '$.at', Next: 'Past' },
      Past: { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', Next: 'For' },
      For: { Type: 'Wait', SecondsPath: '$.seconds', End: true },
    };
    const desk = bench({ StartAt: 'Until', States });
    await desk.run({ at: '2026-11-23T10:00:00Z', seconds: 30 });
    expect(new Date(desk.clock.now()).toISOString()).toBe('2026-11-23T10:00:30.000Z');
    expect(await desk.run({ at: 'soon', seconds: 30 }, 'run-2')).toMatchObject({ error: 'States.Runtime' });
  });
});
