import { describe, expect, it } from 'vitest';
import { RELEASED_FUNCTIONS, releaseFaults } from '#infra/released-functions.ts';
import { synthesise } from '#sandbox/aws/template.ts';
import { DOORS, STEPS } from '#shared/steps.ts';
import { tasks } from './definition.ts';

const { functions } = synthesise();
const deployed = new Set(functions.map(({ folder }) => folder));
const called = new Set([
  ...functions.filter(({ name }) => name in STEPS && tasks.some((task) => task.name === name)).map((one) => one.folder),
  ...Object.values(DOORS).map(({ folder }) => folder),
]);

it('every function that was ever released is deployed as long as a run may call it', () => {
  expect(releaseFaults(RELEASED_FUNCTIONS, { deployed, called })).toEqual([]);
});

describe('a list of released functions', () => {
  const now = { deployed: new Set(['a', 'b']), called: new Set(['a']) };
  const b = { retired: '2027-01-01' };
  it.each([
    ['is right while a retired function stays deployed', { a: 'in use', b }, now, []],
    [
      'is right when it goes after the longest run',
      { a: 'in use', b: { ...b, removed: '2028-01-02' } },
      { ...now, deployed: new Set(['a']) },
      [],
    ],
    ['misses a function', { a: 'in use' }, now, [expect.stringContaining('b is deployed and not in the list')]],
    ['forgets to retire', { a: 'in use', b: 'in use' }, now, [expect.stringContaining('b is called by nothing')]],
    ['retires what is called', { a: b, b }, now, [expect.stringContaining('a is called')]],
    [
      'lets a function go unseen',
      { a: 'in use', b },
      { ...now, deployed: new Set(['a']) },
      [expect.stringContaining('b is gone')],
    ],
    [
      'lets it go too early',
      { a: 'in use', b: { ...b, removed: '2027-06-01' } },
      { ...now, deployed: new Set(['a']) },
      [expect.stringContaining('151 days')],
    ],
  ] as const)('%s', (_what, released, state, faults) => {
    expect(releaseFaults(released, state)).toEqual(faults);
  });
});
