import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { bench, lambda, named } from './bench.ts';

type Handler = (payload: unknown) => unknown;

interface Case {
  definition: { StartAt: string; States: Record<string, unknown> };
  input: unknown;
  /** Makes fresh handlers, since some count their calls; known by function here and by state there. */
  handlers?: () => Record<string, Handler>;
  /** Where aws-local-stepfunctions is known to differ from AWS, and what it gives instead. */
  differs?: { reason: string; theirs: unknown };
}

const task = (name: string, fields: Record<string, unknown>) => ({ Type: 'Task', Resource: lambda(name), ...fields });
const alone = (name: string, state: unknown) => ({ StartAt: name, States: { [name]: state } });

/** Fails as often as told, then succeeds. */
const flaky = (failures: number, error: string) => () => {
  let left = failures;
  return {
    Work: () => {
      left -= 1;
      if (left >= 0) throw named(error);
      return { ok: true };
    },
  };
};

const cases: Record<string, Case> = {
  'data flow through a task': {
    definition: alone(
      'Work',
      task('Work', {
        InputPath: '$.in',
        Parameters: { 'value.$': '$.list[1]', fixed: { deep: [1, true] }, 'name.$': '$.name' },
        ResultSelector: { 'got.$': '$.value', 'again.$': '$.fixed.deep[0]' },
        ResultPath: '$.out.result',
        OutputPath: '$.out',
        End: true,
      }),
    ),
    input: { in: { list: [1, 2, 3], name: 'x' }, out: { kept: true } },
    handlers: () => ({ Work: (payload) => payload }),
  },
  'ResultPath null and a nested new object': {
    definition: {
      StartAt: 'Drop',
      States: {
        Drop: task('Drop', { ResultPath: null, Next: 'Add' }),
        Add: { Type: 'Pass', Result: { n: 1 }, ResultPath: '$.a.b.c', End: true },
      },
    },
    input: { kept: 1 },
    handlers: () => ({ Drop: () => 'gone' }),
  },
  'intrinsic functions': {
    definition: alone('Make', {
      Type: 'Pass',
      Parameters: {
        'text.$': "States.Format('{} has {} of {}', $.name, States.ArrayLength($.list), 3)",
        'parsed.$': 'States.StringToJson($.json)',
        'json.$': 'States.JsonToString($.list)',
        'list.$': "States.Array($.name, 'x', 1)",
        'sum.$': 'States.MathAdd($.list[0], -5)',
      },
      End: true,
    }),
    input: { name: 'Uwe', list: [1, 2], json: '{"a":[true]}' },
  },
  'a choice of many rules': {
    definition: {
      StartAt: 'Which',
      States: {
        Which: {
          Type: 'Choice',
          Choices: [
            { Not: { Variable: '$.kind', IsPresent: true }, Next: 'No' },
            {
              And: [
                { Variable: '$.n', NumericGreaterThan: 3 },
                { Variable: '$.kind', StringMatches: 'a*z' },
              ],
              Next: 'Yes',
            },
            {
              Or: [
                { Variable: '$.at', TimestampLessThan: '2026-01-01T00:00:00Z' },
                { Variable: '$.flag', BooleanEquals: true },
              ],
              Next: 'No',
            },
          ],
          Default: 'No',
        },
        Yes: { Type: 'Pass', Result: 'yes', End: true },
        No: { Type: 'Fail', Error: 'Wrong', Cause: 'the other way' },
      },
    },
    input: { kind: 'abcz', n: 4, at: '2027-01-01T00:00:00Z', flag: false },
  },
  'a choice without a match': {
    definition: {
      StartAt: 'Which',
      States: {
        Which: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'Done' }] },
        Done: { Type: 'Succeed' },
      },
    },
    input: { n: 2 },
  },
  'a Parallel that selects from its results': {
    definition: alone('Fork', {
      Type: 'Parallel',
      Parameters: { 'v.$': '$.value' },
      Branches: [
        alone('Left', task('Left', { End: true })),
        alone('Right', { Type: 'Pass', Result: 'r', ResultPath: '$.right', End: true }),
      ],
      ResultSelector: { 'left.$': '$[0]', 'right.$': '$[1].right' },
      ResultPath: '$.both',
      End: true,
    }),
    input: { value: 7 },
    handlers: () => ({ Left: (payload) => ({ payload }) }),
  },
  'a Parallel whose branch fails': {
    definition: alone('Fork', {
      Type: 'Parallel',
      Branches: [alone('Left', task('Left', { End: true })), alone('Right', { Type: 'Pass', End: true })],
      End: true,
    }),
    input: {},
    handlers: () => ({ Left: () => Promise.reject(named('Broken')) }),
  },
  'a Map with ItemSelector and a Catch inside': {
    definition: alone('Each', {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'who.$': '$.who' },
      MaxConcurrency: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Add',
        States: {
          Add: task('Add', {
            ResultPath: '$.result',
            Catch: [{ ErrorEquals: ['Refused'], ResultPath: null, Next: 'Skip' }],
            End: true,
          }),
          Skip: { Type: 'Pass', Result: 'refused', ResultPath: '$.result', End: true },
        },
      },
      ResultPath: '$.done',
      End: true,
    }),
    input: { items: ['a', 'b', 'c'], who: 'me' },
    handlers: () => ({ Add: (payload) => (Object(payload).item === 'b' ? Promise.reject(named('Refused')) : 'added') }),
  },
  'a retry that succeeds': {
    definition: alone(
      'Work',
      task('Work', {
        Retry: [
          { ErrorEquals: ['Other'], MaxAttempts: 0 },
          { ErrorEquals: ['Busy'], MaxAttempts: 2 },
        ],
        End: true,
      }),
    ),
    input: {},
    handlers: flaky(2, 'Busy'),
  },
  'a retry that gives up': {
    definition: alone(
      'Work',
      task('Work', { Retry: [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 2 }], End: true }),
    ),
    input: {},
    handlers: flaky(3, 'Busy'),
  },
  'a loop with a Wait': {
    definition: {
      StartAt: 'Count',
      States: {
        Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Pause' },
        Pause: { Type: 'Wait', Seconds: 30, Next: 'Enough' },
        Enough: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 5, Next: 'Count' }], Default: 'Done' },
        Done: { Type: 'Succeed', OutputPath: '$.n' },
      },
    },
    input: { n: 0 },
  },
  'a path that finds nothing': {
    definition: alone(
      'Work',
      task('Work', {
        Parameters: { 'x.$': '$.missing' },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Work' }],
        End: true,
      }),
    ),
    input: {},
    handlers: () => ({ Work: () => 1 }),
  },
  'a Fail with paths': {
    definition: alone('Stop', { Type: 'Fail', ErrorPath: '$.error', CausePath: '$.cause' }),
    input: { error: 'Custom', cause: 'because' },
  },
  'what a Catch reports of a Lambda error': {
    definition: {
      StartAt: 'Work',
      States: {
        Work: task('Work', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }], End: true }),
        Done: { Type: 'Succeed' },
      },
    },
    input: {},
    handlers: flaky(9, 'Busy'),
    differs: {
      reason: 'AWS reports the error document of Lambda as the Cause; theirs is the bare message of a local function',
      theirs: { output: { Error: 'Busy', Cause: 'no' } },
    },
  },
  'a Pass whose Result is false': {
    definition: alone('Make', { Type: 'Pass', Result: false, End: true }),
    input: { kept: 1 },
    differs: {
      reason: 'any JSON may be a Result; theirs overlooks those JavaScript takes for false',
      theirs: { output: { kept: 1 } },
    },
  },
};

async function ours({ definition, input, handlers }: Case): Promise<unknown> {
  const { status, output, error } = await bench(definition, handlers?.()).run(input);
  return status === 'SUCCEEDED' ? { output } : { error };
}

async function theirs({ definition, input, handlers }: Case): Promise<unknown> {
  // The definitions are data, and their types know fewer fields than the language has.
  const machine = new StateMachine(JSON.parse(JSON.stringify(definition)));
  const local = Object.entries(handlers?.() ?? {}).map(([name, handler]) => [
    name,
    async (payload: unknown) => handler(payload),
  ]);
  const run = machine.run(JSON.parse(JSON.stringify(input)), {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(local),
      waitTimeOverrides: { Pause: 0 },
      retryIntervalOverrides: { Work: 0 },
    },
  });
  try {
    return { output: await run.result };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return { error: cause instanceof Error ? cause.name : String(error) };
  }
}

describe('agreement with aws-local-stepfunctions', () => {
  it.each(Object.entries(cases))('%s', async (_, example) => {
    const mine = await ours(example);
    const other = await theirs(example);
    if (!example.differs) return expect(mine).toEqual(other);
    // Once they agree, the entry is out of date.
    expect(other).toEqual(example.differs.theirs);
    return expect(mine).not.toEqual(other);
  });
});
