import { describe, expect, it } from 'vitest';
import { bench, named, oneTask } from './bench.ts';

const catchAll = [{ ErrorEquals: ['States.ALL'], Next: 'Caught', ResultPath: '$.problem' }];

/** Fails with the given errors, one per call, and then succeeds. */
function failing(...errors: string[]) {
  const left = [...errors];
  return () => {
    const next = left.shift();
    if (next) throw named(next);
    return 'done';
  };
}

const seconds = (desk: ReturnType<typeof bench>) => desk.calls.map(({ second }) => second);

describe('Retry', () => {
  it('waits a second, then twice as long each time, three times, by default', async () => {
    const desk = bench(oneTask({ Retry: [{ ErrorEquals: ['Busy'] }] }), { work: failing(...Array(9).fill('Busy')) });
    expect(await desk.run()).toMatchObject({ status: 'FAILED', error: 'Busy' });
    expect(seconds(desk)).toEqual([0, 1, 3, 7]);
  });

  it('obeys interval, rate, cap and number of attempts', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 60, MaxAttempts: 4 }];
    const desk = bench(oneTask({ Retry }), { work: failing(...Array(4).fill('Busy')) });
    expect((await desk.run()).output).toBe('done');
    expect(seconds(desk)).toEqual([0, 10, 40, 100, 160]);
  });

  it('spreads the delay with full jitter', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 8, JitterStrategy: 'FULL' }];
    const desk = bench(oneTask({ Retry }), { work: failing('Busy', 'Busy') }, { random: () => 0.25 });
    await desk.run();
    expect(seconds(desk)).toEqual([0, 2, 6]);
  });

  it('counts each retrier for itself, and one without attempts forbids', async () => {
    // The example of the AWS developer guide, "Complex retry scenarios".
    const Retry = [
      { ErrorEquals: ['ErrorA', 'ErrorB'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
      { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
    ];
    const desk = bench(oneTask({ Retry, Catch: catchAll }), { work: failing('ErrorA', 'ErrorB', 'ErrorC', 'ErrorB') });
    expect((await desk.run()).output).toMatchObject({ problem: { Error: 'ErrorB' } });
    expect(seconds(desk)).toEqual([0, 1, 3, 8]);

    const never = [{ ErrorEquals: ['Fatal'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }];
    const strict = bench(oneTask({ Retry: never }), { work: failing('Fatal') });
    expect(await strict.run()).toMatchObject({ error: 'Fatal' });
    expect(strict.calls).toHaveLength(1);
  });

  it('tells the attempt, computes the parameters anew and keeps the time of entry', async () => {
    const fields = {
      Parameters: { 'retries.$': '$$.State.RetryCount', 'entered.$': '$$.State.EnteredTime' },
      Retry: [{ ErrorEquals: ['States.TaskFailed'] }],
    };
    const attempts: number[] = [];
    const work = failing('Busy');
    const desk = bench(oneTask(fields), {
      work: (_, attempt) => {
        attempts.push(attempt);
        return work();
      },
    });
    await desk.run();
    expect(attempts).toEqual([1, 2]);
    const entered = '2026-11-23T09:00:00.000Z';
    expect(desk.calls.map(({ payload }) => payload)).toEqual([
      { retries: 0, entered },
      { retries: 1, entered },
    ]);
  });
});

describe('Catch', () => {
  it('reports a Lambda error as Lambda does', async () => {
    const desk = bench(oneTask({ Catch: catchAll }), { work: failing('PrincipalNotFound') });
    const Cause = JSON.stringify({ errorType: 'PrincipalNotFound', errorMessage: 'no', trace: [] });
    expect((await desk.run({ kept: 1 })).output).toEqual({ kept: 1, problem: { Error: 'PrincipalNotFound', Cause } });
  });

  it('takes the first catcher that matches', async () => {
    const Catch = [
      { ErrorEquals: ['Other'], Next: 'Caught', ResultPath: '$.first' },
      { ErrorEquals: ['States.TaskFailed'], Next: 'Caught', ResultPath: null },
    ];
    expect((await bench(oneTask({ Catch }), { work: failing('Busy') }).run({ kept: 1 })).output).toEqual({ kept: 1 });
  });

  it('does not take a timeout for a failed task', async () => {
    const Catch = [
      { ErrorEquals: ['States.TaskFailed'], Next: 'Caught', ResultPath: '$.failed' },
      { ErrorEquals: ['States.Timeout'], Next: 'Caught', ResultPath: '$.timeout' },
    ];
    const desk = bench(oneTask({ TimeoutSeconds: 60, Catch }), { work: () => new Promise(() => undefined) });
    const { executionArn } = await desk.engine.startExecution({ name: 'run-1' });
    await new Promise((resolve) => setImmediate(resolve));
    desk.clock.jump();
    await new Promise((resolve) => setImmediate(resolve));
    const { output } = await desk.engine.describeExecution(executionArn);
    expect(JSON.parse(output ?? '')).toEqual({ timeout: { Error: 'States.Timeout' } });
  });

  it('catches no States.Runtime, not even by name', async () => {
    for (const name of ['States.ALL', 'States.Runtime', 'States.TaskFailed']) {
      const rules = { ErrorEquals: [name], Next: 'Caught' };
      const fields = { Parameters: { 'x.$': '$.missing' }, Catch: [rules], Retry: [{ ErrorEquals: [name] }] };
      expect(await bench(oneTask(fields)).run()).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    }
  });

  it('catches a result that does not fit its place', async () => {
    const fields = {
      ResultPath: '$.text.inner',
      Catch: [{ ErrorEquals: ['States.ResultPathMatchFailure'], Next: 'Caught' }],
    };
    const desk = bench(oneTask(fields), { work: () => 1 });
    expect((await desk.run({ text: 'x' })).output).toMatchObject({ Error: 'States.ResultPathMatchFailure' });
  });
});

describe('a task of Lambda', () => {
  it('goes on as a zombie after its timeout, and its answer is ignored', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const desk = bench(oneTask({ TimeoutSeconds: 5 }), { work: () => promise });
    const { executionArn } = await desk.engine.startExecution({ name: 'run-1' });
    await new Promise((turn) => setImmediate(turn));
    expect(desk.clock.jump()).toBe(true);
    let settled = false;
    const settling = desk.engine.settled().then(() => {
      settled = true;
    });
    await new Promise((turn) => setImmediate(turn));
    expect(await desk.engine.describeExecution(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
    });
    expect(settled).toBe(false);
    resolve('too late');
    await settling;
    expect(await desk.events()).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionTimedOut',
      'ExecutionFailed',
    ]);
  });

  it('answers lambda:invoke with a Payload, and nothing with null', async () => {
    const invoke = {
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'work', 'Payload.$': '$' },
    };
    expect((await bench(oneTask(invoke), { work: (payload) => payload }).run({ a: 1 })).output).toEqual({
      Payload: { a: 1 },
    });
    expect((await bench(oneTask(), { work: () => undefined }).run()).output).toBeNull();
  });

  it('reads timeouts from paths', async () => {
    const desk = bench(oneTask({ TimeoutSecondsPath: '$.limit' }), { work: () => 1 });
    expect((await desk.run({ limit: 3 })).output).toBe(1);
    expect(await desk.run({ limit: 'soon' }, 'run-2')).toMatchObject({ error: 'States.Runtime' });
  });

  it('is failed by a thrown value that is no error', async () => {
    const work = () => Promise.reject('just text');
    const Cause = JSON.stringify({ errorType: 'string', errorMessage: 'just text', trace: [] });
    expect((await bench(oneTask({ Catch: catchAll }), { work }).run()).output).toEqual({
      problem: { Error: 'string', Cause },
    });
  });
});
