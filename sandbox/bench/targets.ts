import type { Row } from './matrix.ts';
import { baselineOf, ratio, seconds, whole } from './table.ts';
import type { Route } from './under-test.ts';

/** One target of a plan on the account of 5,000 groups, and what was measured. */
export interface Target {
  readonly target: string;
  readonly measured: string;
  readonly holds: boolean;
}

const GROUPS = 5_000;
const MOST_CALLS = 400;
const MOST_CALLS_WITH_SQL = 150;
/** Of the calls and of the time of the baseline. */
const LEAST_FACTOR = 20;

/** The targets against the rows: those of 5,000 groups by every way, and IAM v2 of every size. */
export function targets(rows: readonly Row[]): readonly Target[] {
  const free = rows.filter(({ scenario }) => !scenario.throttled && scenario.contents === 'catalogs only');
  const of = (route: Route): Row => {
    const row = free.find(({ scenario }) => scenario.groups === GROUPS && scenario.route === route);
    if (!row) throw new Error(`${route} was not measured on ${GROUPS} groups`);
    return row;
  };
  const rest = of('IAM v2');
  const sql = of('IAM v2 + SQL');
  const base = baselineOf(rows, rest);
  const sizes = free.filter(({ scenario }) => scenario.route === 'IAM v2');
  const perSize = sizes.map(({ scenario, plan }) => `${whole(plan.calls)} on ${whole(scenario.groups)}`);
  return [
    atMost('calls', rest.plan.calls, MOST_CALLS),
    atMost('calls with a SQL warehouse', sql.plan.calls, MOST_CALLS_WITH_SQL),
    fraction('calls', rest.plan.calls, base.plan.calls, whole),
    fraction('time', rest.plan.seconds, base.plan.seconds, (value) => `${seconds(value)} s`),
    {
      target: 'calls do not grow with the number of groups',
      measured: perSize.join(', '),
      holds: sizes.length > 1 && new Set(sizes.map(({ plan }) => plan.calls)).size === 1,
    },
  ];
}

function atMost(what: string, measured: number, most: number): Target {
  return { target: `at most ${most} ${what}`, measured: whole(measured), holds: measured <= most };
}

function fraction(what: string, ours: number, base: number, shown: (value: number) => string): Target {
  return {
    target: `at most 1/${LEAST_FACTOR} of the baseline's ${what}`,
    measured: `${shown(ours)} against ${shown(base)}: ${ratio(ours, base)}`,
    holds: ours * LEAST_FACTOR <= base,
  };
}
