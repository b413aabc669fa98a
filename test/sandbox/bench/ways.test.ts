import { describe, expect, it } from 'vitest';
import { measureCompare, measurePlan } from '#sandbox/bench/measure.ts';
import { measureOnSockets } from '#sandbox/bench/on-sockets.ts';
import { ratio } from '#sandbox/bench/table.ts';
import type { Route } from '#sandbox/bench/under-test.ts';

const quiet = { groups: 300, throttled: false, contents: 'catalogs only' } as const;

describe('the bench', () => {
  it('makes the calls that are made on sockets', async () => {
    const routes = ['IAM v2', 'IAM v2 + SQL', 'SCIM'] as const;
    const real = await measureOnSockets(quiet.groups, 0, routes);
    expect(real.map(({ route }) => route)).toEqual(routes);
    for (const { route, calls } of real) expect((await measurePlan({ ...quiet, route })).calls).toBe(calls);
  });

  it('measures the same twice, and gives fetch back', async () => {
    const { fetch } = globalThis;
    const scenario = { ...quiet, throttled: true, route: 'SCIM' } as const;
    expect(await measurePlan(scenario)).toEqual(await measurePlan(scenario));
    expect(globalThis.fetch).toBe(fetch);
  });

  it('takes 25 ms for each call of a chain', async () => {
    const { calls, seconds } = await measureCompare({ ...quiet, route: 'baseline' });
    // A token, three pages of the list, 300 groups by 16 workers, and the two people after them.
    expect(calls).toBe(3 + 300 + 2);
    expect(seconds).toBeCloseTo(0.025 * (1 + 3 + Math.ceil(300 / 16) + 2), 6);
  });

  it('lets 20 group reads a second pass where there is a limit', async () => {
    const { limited, seconds, calls } = await measureCompare({ ...quiet, throttled: true, route: 'baseline' });
    expect(seconds).toBeGreaterThan(300 / 20 - 1);
    expect(seconds).toBeLessThan(300 / 20 + 1);
    expect(limited).toBeGreaterThan(0);
    expect(calls - limited).toBe(305);
  });

  it('leaves undecided what only a schema shows, unless a warehouse tells', async () => {
    const undecided = async (route: Route) =>
      (await measurePlan({ ...quiet, contents: 'one group on a schema', route })).undecided;
    expect(await undecided('IAM v2 + SQL')).toBe(0);
    expect(await undecided('IAM v2')).toBe(1);
  });
});

describe('a ratio', () => {
  it.each([
    [100, 2_050, '1/20'],
    [100, 1_999, '1/19'],
    [100, 199, '1/1.9'],
    [100, 100, '1'],
    [101, 100, '1.1×'],
    [1, 2_345, '1/2,345'],
  ])('of %d to %d is %s: never better than it is', (value, base, text) => {
    expect(ratio(value, base)).toBe(text);
  });
});
