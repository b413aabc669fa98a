import { describe, expect, it } from 'vitest';
import * as errors from '#shared/errors.ts';
import { state, states, tasks } from './definition.ts';

const FROM_OUTSIDE = [
  'States.Timeout',
  'States.ALL',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
];

const table = Object.entries(errors.ERRORS).flatMap(([family, entries]) =>
  Object.entries(entries).map(([name, errorClass]) => ({ family, name, errorClass })),
);
const rules = states.flatMap(({ name, Retry, Catch }) => [...Retry, ...Catch].map((rule) => ({ name, ...rule })));
const named = new Set(rules.flatMap(({ ErrorEquals }) => ErrorEquals));

describe('errors.ts', () => {
  it.each(table)('$name has one name in class, instance and table, and one family', ({ family, name, errorClass }) => {
    const error: unknown = Reflect.construct(errorClass, [{}]);
    expect(errorClass.name).toBe(name);
    expect(error).toBeInstanceOf(errors.DeskError);
    expect(error).toMatchObject({ name, family });
  });

  it('has every error in its table', () => {
    const classes = Object.entries(errors).filter(
      ([, value]) => typeof value === 'function' && value.prototype instanceof errors.DeskError,
    );
    expect(classes.map(([name]) => name).sort()).toEqual(table.map(({ name }) => name).sort());
  });
});

describe('the machine', () => {
  it('names only errors we raise, and those of the closed list', () => {
    const known = new Set([...table.map(({ name }) => name), ...FROM_OUTSIDE]);
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });

  it('uses the closed list to the full', () => {
    expect(FROM_OUTSIDE.filter((name) => !named.has(name))).toEqual([]);
  });

  it('retries, at every Task, each error that may pass: half a minute doubled, at most half an hour apart, 60 times', () => {
    const passing = Object.keys(errors.ERRORS.tryAgain).filter((error) => error !== 'DeskStopped');
    for (const { name, Retry } of tasks) {
      const stopped = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('DeskStopped'));
      expect(stopped, name).toMatchObject({ MaxDelaySeconds: 3600, MaxAttempts: 500 });
      const rule = Retry.find(({ ErrorEquals }) => passing.every((error) => ErrorEquals.includes(error)));
      expect(rule, name).toMatchObject({
        IntervalSeconds: 30,
        BackoffRate: 2,
        MaxDelaySeconds: 1800,
        JitterStrategy: 'FULL',
        MaxAttempts: 60,
      });
    }
  });

  it('retries, at every Task, what Lambda itself reports: 2 s doubled, 6 times', () => {
    const hiccups = FROM_OUTSIDE.filter((name) => name.startsWith('Lambda.'));
    for (const { name, Retry } of tasks) {
      const rule = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('Lambda.Unknown'));
      expect(rule, name).toMatchObject({ ErrorEquals: hiccups, IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 6 });
    }
  });

  it('never retries a wish that cannot be served, a refusal or a fault of ours', () => {
    const retried = states.flatMap(({ Retry }) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals));
    const { wish, refused, ours } = errors.ERRORS;
    expect(retried.filter((name) => name in { ...wish, ...refused, ...ours })).toEqual([]);
  });

  it('tells the requester about every wish that cannot be served', () => {
    const untold = ['CloseRequest', 'ReportOutcome', 'TellRequester', 'ReportFailure'];
    const before = tasks.filter(({ name, inside }) => inside.length === 0 && !untold.includes(name));
    expect(before.length).toBe(11);
    for (const { name, Catch } of before) {
      const rule = Catch.find(({ Next }) => Next === 'TellRequester');
      expect(rule?.ErrorEquals, name).toEqual(Object.keys(errors.ERRORS.wish));
    }
  });

  it('has States.ALL alone, last, and never in a Retry', () => {
    for (const { name, Retry, Catch } of states) {
      expect(
        Retry.flatMap(({ ErrorEquals }) => ErrorEquals),
        name,
      ).not.toContain('States.ALL');
      for (const [index, { ErrorEquals }] of Catch.entries()) {
        if (ErrorEquals.includes('States.ALL'))
          expect([ErrorEquals, index]).toEqual([['States.ALL'], Catch.length - 1]);
      }
    }
  });

  it('reports whatever else breaks at the top', () => {
    for (const { name, Type, Catch } of states.filter(({ inside }) => inside.length === 0)) {
      if (!['Task', 'Parallel'].includes(Type)) continue;
      const last = name === 'ReportFailure' ? 'Fail' : 'ReportFailure';
      expect(Catch.at(-1), name).toMatchObject({ ErrorEquals: ['States.ALL'], Next: last });
    }
  });

  it('keeps what breaks in a half of the work in that half', () => {
    const ends = new Map([
      ['Work 0', 'DatabricksBroken'],
      ['Work 1', 'IdentityBroken'],
    ]);
    const atBranchLevel = states.filter(({ Type, inside }) => inside.length === 1 && ['Task', 'Map'].includes(Type));
    expect(atBranchLevel.length).toBe(7);
    for (const { name, inside, Catch } of atBranchLevel) {
      // What breaks while adding is told first; then the branch ends as the others do.
      const told = name === 'AddMembers' || name === 'ConfirmAdditions';
      const next = told ? 'ReportAdditions' : ends.get(inside[0] ?? '');
      expect(Catch.at(-1), name).toMatchObject({ ErrorEquals: ['States.ALL'], Next: next });
    }
    for (const end of ends.values()) expect(state(end)).toMatchObject({ Type: 'Pass', End: true });
  });

  it('lets a broken chunk end its Map and nothing more', () => {
    const inMap = tasks.filter(({ inside }) => inside.length > 1);
    expect(inMap.map(({ name, inside }) => [name, inside.at(-1)])).toEqual([['AddMember', 'AddMembers']]);
    expect(state('AddMembers').Catch.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'ReportAdditions' });
  });
});
