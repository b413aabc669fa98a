import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, throughWire } from '#sandbox/engine/json.ts';
import { lookUp, parsePath, parseReferencePath, putAt } from '#sandbox/engine/path.ts';
import { compileTemplate, parseExpression } from '#sandbox/engine/template.ts';
import { bench, lambda } from './bench.ts';

const input: Json = { a: { 'b c': [10, 20, 30] }, list: [{ id: 1 }, { id: 2 }, { other: 3 }], nothing: null };
const source = { input, context: { Execution: { Name: 'run-1' } } };

describe('paths', () => {
  it.each([
    ['$', input],
    ["$.a['b c'][1]", 20],
    ['$.a["b c"][-1]', 30],
    ["$.a['b c'][0:2]", [10, 20]],
    ['$.list[*].id', [1, 2]],
    ['$.list[0].id', 1],
    ['$.list[9:].id', []],
    ['$.nothing', null],
    ['$.missing', undefined],
    ['$.nothing.deeper', undefined],
    ['$.constructor', undefined],
    ['$$.Execution.Name', 'run-1'],
  ])('%s', (path, expected) => {
    expect(lookUp(parsePath(path), source)).toEqual(expected);
  });

  it.each(['a', '$..a', '$.a[?(@.b)]', '$.a.length()', '$variable', '$.a b'])('refuses %s', (path) => {
    expect(() => parsePath(path)).toThrow(SyntaxError);
  });

  it('reads back what was put at a reference path', () => {
    const key = fc.stringMatching(/^[A-Za-z]\w{0,5}$/);
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (keys, value) => {
        const path = parseReferencePath(`$.${keys.join('.')}`);
        expect(lookUp(path, { input: putAt({}, path, throughWire(value)), context: {} })).toEqual(throughWire(value));
      }),
    );
  });

  it('creates missing objects, replaces array items and leaves the input alone', () => {
    expect(putAt({ kept: 1 }, parseReferencePath('$.new.deep'), 2)).toEqual({ kept: 1, new: { deep: 2 } });
    expect(putAt(input, parseReferencePath('$.list[1].id'), 9)).toMatchObject({ list: [{ id: 1 }, { id: 9 }, {}] });
    expect(lookUp(parsePath('$.list[1].id'), source)).toBe(2);
    expect(() => putAt('text', parseReferencePath('$.a'), 1)).toThrow('States.ResultPathMatchFailure');
    expect(() => putAt({ a: [1] }, parseReferencePath('$.a[4]'), 1)).toThrow('States.ResultPathMatchFailure');
    expect(() => parseReferencePath('$.a[*]')).toThrow(SyntaxError);
  });
});

describe('intrinsic functions', () => {
  it.each([
    ["States.Format('{} of {}', $.list[0].id, 3)", '1 of 3'],
    ["States.Format('it\\'s {} and {}', null, true)", "it's null and true"],
    ['States.StringToJson(\'{"a": [1]}\')', { a: [1] }],
    ["States.JsonToString($.a['b c'])", '[10,20,30]'],
    ["States.Array(1, 'two', $.nothing, States.Array())", [1, 'two', null, []]],
    ["States.ArrayLength($['list'])", 3],
    ['States.MathAdd(States.ArrayLength($.list), -1)', 2],
    ["States.Format('{}', $$.Execution.Name)", 'run-1'],
  ])('%s', (call, expected) => {
    expect(parseExpression(call)(source)).toEqual(expected);
  });

  it.each([
    "States.Format('{}', $.a)",
    "States.Format('{}')",
    'States.MathAdd(1, true)',
    'States.ArrayLength($.a)',
  ])('%s fails', (call) => expect(() => parseExpression(call)(source)).toThrow('States.IntrinsicFailure'));

  it.each(['States.UUID()', "States.Format('{}', ", 'States.Array(1 2)', 'upper($.a)'])('refuses %s', (call) => {
    expect(() => parseExpression(call)).toThrow(SyntaxError);
  });
});

describe('templates and data flow', () => {
  it('computes the fields that end in .$ at any depth', () => {
    const template = compileTemplate({ fixed: [1, { 'x.$': '$.list[0].id' }], 'name.$': '$$.Execution.Name' });
    expect(template(source)).toEqual({ fixed: [1, { x: 1 }], name: 'run-1' });
    expect(() => compileTemplate({ 'x.$': 3 })).toThrow(SyntaxError);
  });

  const through = async (state: Record<string, unknown>, data: unknown) => {
    const Work = { Type: 'Task', Resource: lambda('work'), End: true, ...state };
    const desk = bench({ StartAt: 'Work', States: { Work } }, { work: (payload) => ({ echo: payload, n: 1 }) });
    return { ...(await desk.run(data)), payload: desk.calls[0]?.payload };
  };

  it('applies InputPath, Parameters, ResultSelector, ResultPath and OutputPath in this order', async () => {
    const state = {
      InputPath: '$.in',
      Parameters: { 'v.$': '$.value' },
      ResultSelector: { 'got.$': '$.echo.v' },
      ResultPath: '$.out.result',
      OutputPath: '$.out',
    };
    const result = await through(state, { in: { value: 7 }, out: { old: true } });
    expect(result).toMatchObject({ payload: { v: 7 }, output: { old: true, result: { got: 7 } } });
  });

  it('drops what a null path says to drop', async () => {
    expect(await through({ InputPath: null }, { a: 1 })).toMatchObject({ payload: {} });
    expect((await through({ ResultPath: null }, { a: 1 })).output).toEqual({ a: 1 });
    expect((await through({ OutputPath: null }, { a: 1 })).output).toEqual({});
  });

  it('fails with States.Runtime when a path finds nothing', async () => {
    expect(await through({ Parameters: { 'x.$': '$.no' } }, {})).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
    expect(await through({ OutputPath: '$.no' }, {})).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('fills the context object', async () => {
    const fields = [
      'Execution.Id',
      'Execution.Name',
      'Execution.Input',
      'Execution.StartTime',
      'StateMachine.Name',
      'State.Name',
      'State.EnteredTime',
      'State.RetryCount',
    ];
    const Parameters = Object.fromEntries(fields.map((field) => [`${field}.$`, `$$.${field}`]));
    expect((await through({ Parameters }, { x: 1 })).payload).toEqual({
      'Execution.Id': 'arn:aws:states:eu-central-1:111111111111:execution:desk:run-1',
      'Execution.Name': 'run-1',
      'Execution.Input': { x: 1 },
      'Execution.StartTime': '2026-11-23T09:00:00.000Z',
      'StateMachine.Name': 'desk',
      'State.Name': 'Work',
      'State.EnteredTime': '2026-11-23T09:00:00.000Z',
      'State.RetryCount': 0,
    });
  });

  it('keeps an explicit null as the result of a Pass', async () => {
    const desk = bench({ StartAt: 'P', States: { P: { Type: 'Pass', Result: null, ResultPath: '$.r', End: true } } });
    expect((await desk.run({})).output).toEqual({ r: null });
  });
});
