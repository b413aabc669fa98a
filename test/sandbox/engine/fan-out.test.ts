import { describe, expect, it } from 'vitest';
import { TaskTimedOut } from '#sandbox/engine/errors.ts';
import { askTask, bench, lambda, named } from './bench.ts';

const task = (name: string, fields: Record<string, unknown> = {}) => ({
  StartAt: name,
  States: { [name]: { Type: 'Task', Resource: lambda(name.toLowerCase()), End: true, ...fields } },
});
const pause = (name: string, Seconds: number) => ({
  StartAt: name,
  States: { [name]: { Type: 'Wait', Seconds, End: true } },
});
const one = (state: Record<string, unknown>) => ({
  StartAt: 'Fork',
  States: { Fork: { End: true, ...state }, Caught: { Type: 'Pass', End: true } },
});

describe('Parallel', () => {
  it('gives every branch the input and lists the outputs in the order of the branches', async () => {
    const Slow = { Type: 'Wait', Seconds: 9, Next: 'Left' };
    const left = { StartAt: 'Slow', States: { Slow, ...task('Left').States } };
    const desk = bench(one({ Type: 'Parallel', Branches: [left, task('Right')] }), {
      left: (payload) => ({ left: payload }),
      right: (payload) => ({ right: payload }),
    });
    expect((await desk.run({ a: 1 })).output).toEqual([{ left: { a: 1 } }, { right: { a: 1 } }]);
  });

  it('ends the other branches when one fails: timers are cancelled, tokens die', async () => {
    const tokens: string[] = [];
    const Branches = [
      { StartAt: 'Soon', States: { Soon: { Type: 'Wait', Seconds: 5, Next: 'Break' }, ...task('Break').States } },
      pause('Long', 9_999),
      { StartAt: 'Ask', States: { Ask: askTask() } },
    ];
    const Catch = [{ ErrorEquals: ['Broken'], Next: 'Caught', ResultPath: '$.problem' }];
    const desk = bench(one({ Type: 'Parallel', Branches, Catch }), {
      break: () => Promise.reject(named('Broken')),
      ask: (payload) => tokens.push(String(Object(payload).token)),
    });
    expect((await desk.run()).output).toMatchObject({ problem: { Error: 'Broken' } });
    expect(desk.clock.now()).toBe(Date.UTC(2026, 10, 23, 9, 0, 5));
    const late = desk.engine.sendTaskSuccess({ taskToken: tokens[0] ?? '', output: '1' });
    await expect(late).rejects.toThrow(TaskTimedOut);
    expect((await desk.events()).slice(-8)).toEqual([
      'LambdaFunctionFailed',
      'WaitStateAborted',
      'TaskStateAborted',
      'ParallelStateFailed',
      'ParallelStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('starts no further step in a branch that was ended while its function ran', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const First = { Type: 'Task', Resource: lambda('first'), Next: 'Second' };
    const slow = { StartAt: 'First', States: { First, ...task('Second').States } };
    const desk = bench(one({ Type: 'Parallel', Branches: [slow, task('Break')] }), {
      first: () => promise,
      break: () => Promise.reject(named('Broken')),
    });
    const { executionArn } = await desk.engine.startExecution({ name: 'run-1' });
    await new Promise((turn) => setImmediate(turn));
    resolve();
    await desk.drain();
    expect(await desk.engine.describeExecution(executionArn)).toMatchObject({ error: 'Broken' });
    expect(desk.calls.map(({ name }) => name)).not.toContain('second');
  });

  it('is retried as a whole', async () => {
    let rounds = 0;
    const Retry = [{ ErrorEquals: ['Broken'], IntervalSeconds: 7 }];
    const desk = bench(one({ Type: 'Parallel', Branches: [task('Left'), task('Right')], Retry }), {
      left: () => 'left',
      right: () => {
        rounds += 1;
        if (rounds < 3) throw named('Broken');
        return rounds;
      },
    });
    expect((await desk.run()).output).toEqual(['left', 3]);
    expect(desk.calls.filter(({ name }) => name === 'left').map(({ second }) => second)).toEqual([0, 7, 21]);
  });

  it('reports a choice without a match to the Catch around it', async () => {
    const Which = { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'Yes' }] };
    const branch = { StartAt: 'Which', States: { Which, Yes: { Type: 'Succeed' } } };
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const desk = bench(one({ Type: 'Parallel', Branches: [branch], Catch }));
    expect((await desk.run()).output).toMatchObject({ Error: 'States.NoChoiceMatched' });
  });
});

describe('Map', () => {
  it('runs its processor for every item, with what ItemSelector makes of it', async () => {
    const fields = {
      ItemsPath: '$.items',
      ItemSelector: { 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'who.$': '$.who' },
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...task('Each') },
      ResultPath: '$.done',
    };
    const desk = bench(one({ Type: 'Map', ...fields }), { each: (payload) => payload });
    const done = [
      { item: 'x', index: 0, who: 'me' },
      { item: 'y', index: 1, who: 'me' },
    ];
    expect((await desk.run({ items: ['x', 'y'], who: 'me' })).output).toEqual({ items: ['x', 'y'], who: 'me', done });
  });

  it('takes the older names for the same, and $$.Map.Item inside an iteration', async () => {
    const Iterator = task('Each', { Parameters: { 'at.$': '$$.Map.Item.Index', 'in.$': '$' } });
    const desk = bench(one({ Type: 'Map', Parameters: { 'v.$': '$$.Map.Item.Value' }, Iterator }), {
      each: (payload) => payload,
    });
    expect((await desk.run(['x', 'y'])).output).toEqual([
      { at: 0, in: { v: 'x' } },
      { at: 1, in: { v: 'y' } },
    ]);
  });

  it.each([
    [1, 1],
    [2, 2],
    [0, 40],
    [99, 40],
  ])('with MaxConcurrency %i runs %i at once', async (MaxConcurrency, expected) => {
    let running = 0;
    let most = 0;
    const each = async (item: unknown) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return item;
    };
    const items = Array.from({ length: 45 }, (_, index) => index);
    const desk = bench(one({ Type: 'Map', MaxConcurrency, ItemProcessor: task('Each') }), { each });
    expect((await desk.run(items)).output).toEqual(items);
    expect(most).toBe(expected);
  });

  it('stops at the first failure and starts no further item', async () => {
    const desk = bench(one({ Type: 'Map', MaxConcurrency: 1, ItemProcessor: task('Each') }), {
      each: (item) => (item === 2 ? Promise.reject(named('Broken')) : item),
    });
    expect(await desk.run([1, 2, 3])).toMatchObject({ status: 'FAILED', error: 'Broken' });
    expect(desk.calls).toHaveLength(2);
    expect((await desk.events()).slice(-3)).toEqual(['MapIterationFailed', 'MapStateFailed', 'ExecutionFailed']);
  });

  it('makes an empty list of no items and fails without a list', async () => {
    const definition = one({ Type: 'Map', ItemProcessor: task('Each') });
    expect((await bench(definition).run([])).output).toEqual([]);
    expect(await bench(definition).run({})).toMatchObject({ error: 'States.Runtime' });
  });
});
