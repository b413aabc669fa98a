import { describe, expect, it } from 'vitest';
import { parseDefinition } from '#sandbox/engine/definition.ts';
import { InvalidDefinition } from '#sandbox/engine/errors.ts';
import { lambda, oneTask } from './bench.ts';

const only = (X: Record<string, unknown>) => ({ StartAt: 'X', States: { X } });
const pass = { Type: 'Pass', End: true };
const all = { ErrorEquals: ['States.ALL'] };

describe('parseDefinition', () => {
  it('reads an object and JSON text', () => {
    expect(parseDefinition(oneTask()).StartAt).toBe('Work');
    expect(parseDefinition(JSON.stringify({ ...oneTask(), Version: '1.0', TimeoutSeconds: 9 })).TimeoutSeconds).toBe(9);
  });

  it.each<[string, unknown]>([
    ['no object', 7],
    ['an unknown top-level field', { ...only(pass), Extra: 1 }],
    ['an unknown state type', only({ Type: 'Sleep', End: true })],
    ['an unknown state field', only({ ...pass, ResultPaths: '$.x' })],
    ['JSONata', only({ ...pass, QueryLanguage: 'JSONata' })],
    ['a start that does not exist', { StartAt: 'Y', States: { X: pass } }],
    ['a transition to nowhere', only({ Type: 'Pass', Next: 'Y' })],
    ['a catch to nowhere', oneTask({ Catch: [{ ...all, Next: 'Y' }] })],
    [
      'a default to nowhere',
      only({ Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'X' }], Default: 'Y' }),
    ],
    ['neither Next nor End', only({ Type: 'Pass' })],
    ['both Next and End', only({ Type: 'Pass', End: true, Next: 'X' })],
    ['a name used twice', only({ Type: 'Parallel', End: true, Branches: [only(pass)] })],
    ['a name of 81 characters', { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: pass } }],
    ['a bad path', only({ ...pass, InputPath: '$..a' })],
    ['a result path with a wildcard', only({ ...pass, ResultPath: '$.a[*]' })],
    ['a bad template', only({ ...pass, Parameters: { 'a.$': 'text' } })],
    ['an unknown intrinsic function', only({ ...pass, Parameters: { 'a.$': 'States.UUID()' } })],
    ['an unknown choice operator', only({ Type: 'Choice', Choices: [{ Variable: '$.a', Sounds: 'x', Next: 'X' }] })],
    ['a choice rule without Next', only({ Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true }] })],
    ['an unknown resource', oneTask({ Resource: 'arn:aws:states:::sqs:sendMessage' })],
    ['lambda:invoke without parameters', oneTask({ Resource: 'arn:aws:states:::lambda:invoke' })],
    ['two timeouts', oneTask({ TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' })],
    ['two waits', only({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s', End: true })],
    ['no wait', only({ Type: 'Wait', End: true })],
    ['a timestamp without zone', only({ Type: 'Wait', Timestamp: '2026-11-23T09:00:00', End: true })],
    ['States.ALL with others', oneTask({ Retry: [{ ErrorEquals: ['States.ALL', 'Busy'] }] })],
    ['States.ALL before others', oneTask({ Retry: [all, { ErrorEquals: ['Busy'] }] })],
    [
      'States.ALL caught before others',
      oneTask({
        Catch: [
          { ...all, Next: 'Caught' },
          { ErrorEquals: ['B'], Next: 'Caught' },
        ],
      }),
    ],
    ['an unknown retry field', oneTask({ Retry: [{ ...all, Interval: 3 }] })],
    ['a Map without processor', only({ Type: 'Map', End: true })],
    [
      'a distributed Map',
      only({ Type: 'Map', End: true, ItemProcessor: { ...only(pass), ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
    ],
    [
      'an error in a nested machine',
      only({ Type: 'Map', End: true, Iterator: { StartAt: 'Y', States: { Y: { Type: 'Pass' } } } }),
    ],
    ['two kinds of error', only({ Type: 'Fail', Error: 'A', ErrorPath: '$.a' })],
  ])('refuses %s', (_, definition) => {
    expect(() => parseDefinition(definition)).toThrow(InvalidDefinition);
  });

  it('takes every partition of AWS', () => {
    const Resource = lambda('work').replace('arn:aws:', 'arn:aws-us-gov:');
    expect(() => parseDefinition(oneTask({ Resource }))).not.toThrow();
  });
});
