import { planDigest } from '../domain/canonical.ts';
import type { CoverageGap } from '../domain/evidence.ts';
import type { MembershipLine, Plan } from '../domain/plan.ts';
import type { Compared } from '../domain/principal.ts';
import { errorOf, type Results, wasApplied } from './results.ts';

interface Compare extends Pick<Plan, 'comparison'> {
  readonly source: Compared;
  readonly target: Compared;
  /** Memberships that could not be told. */
  readonly gaps: readonly CoverageGap[];
}

/** The comparison for programs: every text exactly as Databricks gave it. Ends with a line break. */
export function comparisonJson(plan: Compare): string {
  const named = (fits: (line: MembershipLine) => boolean): MembershipLine[] => plan.comparison.filter(fits);
  return asText({
    a: plan.source,
    b: plan.target,
    onlyInA: named(({ inSource, inTarget }) => inSource && !inTarget),
    onlyInB: named(({ inSource, inTarget }) => inTarget && !inSource),
    inBoth: named(({ inSource, inTarget }) => inSource && inTarget),
    gaps: plan.gaps,
  });
}

/** The plan for programs, with its digest and what became of each action; every text exactly as Databricks gave it. */
export function planJson(plan: Plan, results: Results = new Map()): string {
  const actions = plan.actions.map((action) => ({
    ...action,
    applied: wasApplied(results, action.group.id),
    error: errorOf(results, action.group.id),
    result: results.get(action.group.id)?.result ?? null,
    resultReason: results.get(action.group.id)?.reason ?? null,
  }));
  return asText({ digest: planDigest(plan), ...plan, actions });
}

function asText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
