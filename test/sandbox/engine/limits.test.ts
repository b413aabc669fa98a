import { describe, expect, it } from 'vitest';
import { InvalidExecutionInput } from '#sandbox/engine/errors.ts';
import { bench, lambda, oneTask } from './bench.ts';

/** A value that is exactly this many bytes of JSON. */
const text = (bytes: number) => 'x'.repeat(bytes - 2);
const limit = 262_144;

describe('payload limit', () => {
  it('lets a result of exactly 262,144 bytes pass and fails one byte more', async () => {
    expect(await bench(oneTask(), { work: () => text(limit) }).run()).toMatchObject({ status: 'SUCCEEDED' });
    const failed = await bench(oneTask(), { work: () => text(limit + 1) }).run();
    expect(failed).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('counts bytes of UTF-8, not characters', async () => {
    const failed = await bench(oneTask(), { work: () => 'ü'.repeat(limit / 2) }).run();
    expect(failed).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  it('holds for what is given to a task and for what a state makes of a small result', async () => {
    const half = { a: text(limit / 2) };
    const doubled = oneTask({ Parameters: { 'a.$': '$.a', 'b.$': '$.a' } });
    expect(await bench(doubled, { work: () => 1 }).run(half)).toMatchObject({ error: 'States.DataLimitExceeded' });
    const grown = oneTask({ ResultPath: '$.b' });
    expect(await bench(grown, { work: () => half.a }).run(half)).toMatchObject({ error: 'States.DataLimitExceeded' });
    const Copy = { Type: 'Pass', Parameters: { 'a.$': '$.a', 'b.$': '$.a' }, End: true };
    expect(await bench({ StartAt: 'Copy', States: { Copy } }).run(half)).toMatchObject({
      error: 'States.DataLimitExceeded',
    });
  });

  it('is not caught or retried by States.ALL, only by its own name', async () => {
    const handlers = { work: () => text(limit + 1) };
    const rule = (name: string) =>
      oneTask({ Retry: [{ ErrorEquals: ['States.ALL'] }], Catch: [{ ErrorEquals: [name], Next: 'Caught' }] });
    for (const name of ['States.ALL', 'States.TaskFailed']) {
      const desk = bench(rule(name), handlers);
      expect(await desk.run()).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
      expect(desk.calls).toHaveLength(1);
    }
    expect(await bench(rule('States.DataLimitExceeded'), handlers).run()).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('holds for the input of an execution', async () => {
    const desk = bench(oneTask(), { work: () => 1 });
    await expect(desk.run(text(limit + 1))).rejects.toThrow(InvalidExecutionInput);
    await expect(desk.engine.startExecution({ name: 'n', input: '{' })).rejects.toThrow(InvalidExecutionInput);
    expect(await desk.run(text(limit))).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is watched per state', async () => {
    const desk = bench(oneTask(), { work: () => text(100) });
    await desk.run(text(20), 'first');
    await desk.run(text(10), 'second');
    expect(desk.engine.payloads()).toEqual({ Work: { maxInputBytes: 20, maxOutputBytes: 100 } });
  });
});

describe('history limit', () => {
  /** One event at the start, then two per turn, which never end. */
  const endless = { StartAt: 'Turn', States: { Turn: { Type: 'Pass', Next: 'Turn' } } };

  it('fails the execution at 25,000 events', async () => {
    const desk = bench(endless);
    const end = await desk.run();
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(end.cause).toBe('The execution reached the maximum number of history events (25000).');
    const events = await desk.events();
    expect([events.length, events.at(-2), events.at(-1)]).toEqual([25_000, 'PassStateExited', 'ExecutionFailed']);
  });

  it('cannot be caught', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const Fork = { Type: 'Parallel', Branches: [endless], Catch, End: true };
    const desk = bench({ StartAt: 'Fork', States: { Fork, Caught: { Type: 'Succeed' } } });
    expect(await desk.run()).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect((await desk.events()).length).toBe(25_000);
  });

  it('leaves room for number 25,000 to be the success', async () => {
    const items = (n: number) => Array.from({ length: n }, () => 0);
    const States = {
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
        Next: 'Last',
      },
      Last: { Type: 'Succeed' },
    };
    const desk = bench({ StartAt: 'Each', States });
    // Start 1, Map 4 and 4 per item, Succeed 2, end 1: 25,000 for 6,248 items.
    expect(await desk.run(items(6_248))).toMatchObject({ status: 'SUCCEEDED' });
    expect((await desk.events()).length).toBe(25_000);
    expect(await desk.run(items(6_249), 'run-2')).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('execution timeout', () => {
  it('ends the execution as TIMED_OUT', async () => {
    const definition = {
      ...oneTask({
        Resource: lambda('work'),
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, MaxAttempts: 99 }],
      }),
      TimeoutSeconds: 250,
    };
    const desk = bench(definition, { work: () => Promise.reject(new Error('no')) });
    expect(await desk.run()).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect((await desk.events()).at(-1)).toBe('ExecutionTimedOut');
  });
});
