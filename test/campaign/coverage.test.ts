import { describe, expect, it } from 'vitest';
import { createCoverage, everything, partsOf } from '#sandbox/campaign/coverage.ts';
import { gapsOf } from '#sandbox/campaign/gaps.ts';

const task = (Next: string) => ({ Type: 'Task', Next, Retry: [{ ErrorEquals: ['Slow', 'Down'] }] });
const choice = (one: string, other: string) => ({ Type: 'Choice', Choices: [{ Next: one }], Default: other });
const machine = {
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        { States: { 'Left?': choice('L1', 'L2'), L1: task('L2'), L2: { Type: 'Pass' } } },
        { States: { 'Right?': choice('R1', 'R2'), R1: task('R2'), R2: { Type: 'Pass' } } },
      ],
    },
  },
};
const parts = partsOf(machine);
let id = 0;
const event = (type: string, state: string, details?: Record<string, string>) => {
  id += 1;
  return { id, time: 0, type, state, ...(details && { details }) };
};

describe('coverage', () => {
  it('knows every state, branch and rule of a machine, also inside of others', () => {
    expect(everything(parts)).toMatchObject({
      state: ['Both', 'Left?', 'L1', 'L2', 'Right?', 'R1', 'R2'],
      'choice branch': ['Left? → L1', 'Left? → L2', 'Right? → R1', 'Right? → R2'],
      retry: ['L1: Slow …', 'R1: Slow …'],
      catch: [],
    });
  });

  it('tells branches apart that are taken side by side', () => {
    const coverage = createCoverage(parts);
    for (const [type, state] of [
      ['ChoiceStateExited', 'Left?'],
      ['ChoiceStateExited', 'Right?'],
      ['TaskStateEntered', 'L1'],
      ['PassStateEntered', 'R2'],
    ] as const)
      coverage.onEvent('one', event(type, state));
    expect(coverage.seen['choice branch']).toEqual({ 'Left? → L1': 1, 'Right? → R2': 1 });
  });

  it('counts a retry only where the task is begun again', () => {
    const coverage = createCoverage(parts);
    coverage.onEvent('one', event('TaskFailed', 'L1', { error: 'Down' }));
    expect(coverage.seen.retry).toEqual({});
    coverage.onEvent('two', event('TaskScheduled', 'L1'));
    expect(coverage.seen.retry).toEqual({});
    coverage.onEvent('one', event('TaskScheduled', 'L1'));
    expect(coverage.seen.retry).toEqual({ 'L1: Slow …': 1 });
  });
});

describe('gaps', () => {
  const excused = 'Work: States.ALL';

  it('are what there is and nobody saw, and calls that never failed', () => {
    const seen = {
      state: { A: 1 },
      call: { 'Jira GET /x': 3, 'Jira GET /y': 1 },
      'faulted call': { 'Jira GET /x': 1 },
    };
    expect(gapsOf({ state: ['A', 'B'] }, seen)).toEqual([
      'not reached: state B',
      'not reached: faulted call Jira GET /y',
    ]);
  });

  it('leave out what cannot be, and tell of an excuse that is none', () => {
    expect(gapsOf({ catch: [excused] }, {})).toEqual([]);
    expect(gapsOf({ catch: [excused] }, { catch: { [excused]: 1 } })).toEqual([
      `reached, though it is said that it cannot be: catch ${excused}`,
    ]);
  });
});
