import type { Plan } from '#shared/domain/plan.ts';
import { comparisonText, membershipsText } from '#shared/report/comparison-text.ts';
import { comparisonCsv, planCsv } from '#shared/report/csv.ts';
import { comparisonJson, planJson } from '#shared/report/json.ts';
import { provisioningText } from '#shared/report/report-text.ts';
import type { Results } from '#shared/report/results.ts';
import type { Comparison } from '../library.ts';
import type { Common } from './arguments.ts';
import { fold } from './fold.ts';
import { paintMarks, wantsColour } from './paint.ts';
import type { World } from './world.ts';

/** The comparison in the format that was asked for. */
export function printComparison(
  world: World,
  compared: Comparison,
  format: Common['format'],
  identityProvider: string,
): void {
  const all = { source: compared.a, target: compared.b, comparison: compared.lines };
  if (format === 'csv') world.stdout.write(comparisonCsv({ comparison: [...compared.lines] }));
  else if (format === 'json')
    world.stdout.write(comparisonJson({ ...all, comparison: [...compared.lines], gaps: compared.gaps }));
  else if (compared.plan !== null) writeText(world, comparisonText(compared.plan, { identityProvider }));
  else writeText(world, membershipsText({ ...all, comparison: [...compared.lines] }));
}

export interface PlanReport {
  readonly plan: Plan;
  readonly format: Common['format'];
  readonly identityProvider: string;
  readonly mode: 'dry run' | 'applied';
  readonly results: Results;
}

/** The plan, and what became of it, in the format that was asked for. */
export function printPlan(world: World, { plan, format, results, ...options }: PlanReport): void {
  if (format === 'csv') world.stdout.write(planCsv(plan, results));
  else if (format === 'json') world.stdout.write(planJson(plan, results));
  else writeText(world, provisioningText(plan, { ...options, results }), paintMarks);
}

/** A file gets the text as it is; a terminal gets it in its own width. */
export function writeText(
  { stdout, env }: World,
  text: string,
  paint: (text: string) => string = (plain) => plain,
): void {
  const { isTerminal, columns } = stdout;
  const folded = isTerminal && columns !== undefined ? fold(text, columns) : text;
  stdout.write(wantsColour(isTerminal, env) ? paint(folded) : folded);
}
