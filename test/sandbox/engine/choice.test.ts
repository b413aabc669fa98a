import { describe, expect, it } from 'vitest';
import { compileRule } from '#sandbox/engine/choice.ts';
import type { Json } from '#sandbox/engine/json.ts';
import { bench } from './bench.ts';

const data: Json = {
  text: 'beta',
  other: 'gamma',
  star: 'a*b',
  three: 3,
  four: 4,
  yes: true,
  nothing: null,
  noon: '2026-11-23T12:00:00Z',
  alsoNoon: '2026-11-23T13:00:00+01:00',
};

const holds = (rule: Json) => compileRule(rule)({ input: data, context: { Execution: { Name: 'run-1' } } });

describe('choice rules', () => {
  it.each<[string, string, Json, boolean]>([
    ['$.text', 'StringEquals', 'beta', true],
    ['$.text', 'StringEquals', 'alpha', false],
    ['$.text', 'StringLessThan', 'gamma', true],
    ['$.text', 'StringGreaterThanEquals', 'beta', true],
    ['$.text', 'StringLessThanPath', '$.other', true],
    ['$.three', 'StringEquals', '3', false],
    ['$.three', 'NumericEquals', 3, true],
    ['$.three', 'NumericLessThanEquals', 2, false],
    ['$.three', 'NumericGreaterThan', 2.5, true],
    ['$.three', 'NumericLessThanPath', '$.four', true],
    ['$.text', 'NumericEquals', 3, false],
    ['$.yes', 'BooleanEquals', true, true],
    ['$.yes', 'BooleanEqualsPath', '$.yes', true],
    ['$.nothing', 'BooleanEquals', false, false],
    ['$.noon', 'TimestampEquals', '2026-11-23T13:00:00+01:00', true],
    ['$.noon', 'TimestampEqualsPath', '$.alsoNoon', true],
    ['$.noon', 'TimestampLessThan', '2026-11-23T12:00:00.001Z', true],
    ['$.text', 'TimestampEquals', '2026-11-23T12:00:00Z', false],
    ['$.text', 'StringMatches', 'b*a', true],
    ['$.text', 'StringMatches', 'b.ta', false],
    ['$.star', 'StringMatches', 'a\\*b', true],
    ['$.text', 'StringMatches', 'b\\*a', false],
    ['$.text', 'IsPresent', true, true],
    ['$.missing', 'IsPresent', false, true],
    ['$.nothing', 'IsPresent', true, true],
    ['$.nothing', 'IsNull', true, true],
    ['$.text', 'IsNull', false, true],
    ['$.text', 'IsString', true, true],
    ['$.three', 'IsNumeric', true, true],
    ['$.yes', 'IsBoolean', true, true],
    ['$.noon', 'IsTimestamp', true, true],
    ['$.text', 'IsTimestamp', true, false],
    ['$$.Execution.Name', 'StringEquals', 'run-1', true],
  ])('%s %s %j is %s', (Variable, operator, operand, expected) => {
    expect(holds({ Variable, [operator]: operand })).toBe(expected);
  });

  it('joins rules, left to right and no further than needed', () => {
    const yes: Json = { Variable: '$.yes', BooleanEquals: true };
    const missing: Json = { Variable: '$.missing', StringEquals: 'x' };
    expect(holds({ And: [yes, { Not: { Not: yes } }] })).toBe(true);
    expect(holds({ And: [{ Not: yes }, missing] })).toBe(false);
    expect(holds({ Or: [yes, missing] })).toBe(true);
    expect(() => holds(missing)).toThrow('States.Runtime');
  });

  it.each<[string, Json]>([
    ['an unknown operator', { Variable: '$.a', StringSounds: 'x' }],
    ['a relation the family has not', { Variable: '$.a', BooleanLessThan: true }],
    ['two operators', { Variable: '$.a', IsNull: true, IsPresent: true }],
    ['no operator', { Variable: '$.a' }],
    ['an operand of the wrong type', { Variable: '$.a', NumericEquals: '3' }],
    ['a bad path', { Variable: '$..a', IsNull: true }],
    ['a boolean rule with a variable', { Variable: '$.a', Or: [{ Variable: '$.a', IsNull: true }] }],
    ['an inner rule with Next', { Not: { Variable: '$.a', IsNull: true, Next: 'X' } }],
  ])('refuses %s', (_, rule) => {
    expect(() => compileRule(rule)).toThrow();
  });
});

describe('Choice state', () => {
  const definition = (Default?: string) => ({
    StartAt: 'Which',
    States: {
      Which: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.n', NumericLessThan: 5, Next: 'Low' },
          { Variable: '$.n', NumericLessThan: 9, Next: 'High', Comment: 'only when the first did not match' },
        ],
        ...(Default ? { Default } : {}),
      },
      Low: { Type: 'Pass', Result: 'low', End: true },
      High: { Type: 'Pass', Result: 'high', End: true },
      Other: { Type: 'Succeed' },
    },
  });

  it('takes the first rule that holds, else the default', async () => {
    expect((await bench(definition('Other')).run({ n: 1 })).output).toBe('low');
    expect((await bench(definition('Other')).run({ n: 7 })).output).toBe('high');
    expect((await bench(definition('Other')).run({ n: 70 })).output).toEqual({ n: 70 });
  });

  it('fails when nothing holds', async () => {
    expect(await bench(definition()).run({ n: 70 })).toMatchObject({
      status: 'FAILED',
      error: 'States.NoChoiceMatched',
    });
    expect(await bench(definition('Other')).run({})).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
