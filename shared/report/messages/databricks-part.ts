import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Results } from '../results.ts';
import { withinLimit } from './limit.ts';
import {
  additionList,
  followList,
  identityOutcomeOf,
  lateFollowers,
  outcomeOf,
  withheldBy,
  workspacesInPlace,
} from './outcome-lines.ts';
import { counted, paragraph, shortNames } from './phrases.ts';

export interface DatabricksPartArgs {
  readonly plan: Plan;
  readonly results: Results;
  readonly identityProvider: string;
  /** What people call the identity task, `DBX-43`; null where there is none. */
  readonly identityTask: string | null;
  /** Ids of the groups that should follow by nesting and are not seen yet. */
  readonly followsMissing: readonly string[];
  /** Ids of the identity provider's groups that have not arrived; null where nobody has looked yet. */
  readonly identityMissing: readonly string[] | null;
  /** True for IT, and for everybody where the stage shows group names to everyone. */
  readonly groupNames: boolean;
}

/** For the requester, when the additions are confirmed: what works now, what still waits, and on whom. */
export function databricksPart(args: DatabricksPartArgs): Document {
  return withinLimit([
    paragraph([whatWorks(args), ...lateFollowers(args.followsMissing.length)].join(' ')),
    paragraph(whatWaits(args)),
    ...(args.groupNames
      ? [...additionList(args.plan, args.results), ...followList(args.plan, args.followsMissing)]
      : []),
  ]);
}

function whatWorks({ plan, results }: DatabricksPartArgs): string {
  const { target } = shortNames(plan);
  const { planned, inPlace, rest } = outcomeOf(plan, results);
  if (planned === 0) return 'Nothing had to be added in Databricks itself.';
  const withheld = withheldBy(results);
  if (withheld > 0) return `Planned only, nothing written: would have added ${counted(withheld, 'Databricks group')}.`;
  if (inPlace === 0) return `Nothing new works yet in Databricks: of ${counted(planned, 'group')}, ${rest}.`;
  const where = workspacesInPlace(plan, results);
  if (rest === '') return `Works now: ${target} is in ${counted(planned, 'Databricks group')} of the plan${where}.`;
  return `Works now: ${target} is in ${inPlace} of ${planned} Databricks groups of the plan${where}. Not yet: ${rest}.`;
}

function whatWaits({ plan, identityProvider, identityTask, identityMissing }: DatabricksPartArgs): string {
  const { planned, arrived } = identityOutcomeOf(plan, identityMissing);
  if (planned === 0) return NOTHING_ELSE;
  const groups = counted(planned, `${display(identityProvider)} group`);
  if (arrived === planned) return `The ${groups} ${planned === 1 ? 'has' : 'have'} arrived as well. ${NOTHING_ELSE}`;
  const task = identityTask === null ? '' : ` (${display(identityTask)})`;
  const some = arrived === 0 ? groups : `${planned - arrived} of ${groups}`;
  const follows = plan.follows.filter(
    (one) => one.follows && one.throughType === 'IdP required' && !hasArrived(one.throughGroupId, identityMissing),
  ).length;
  const more = follows === 0 ? '' : ` ${follows} more ${follows === 1 ? 'follows' : 'follow'} by nesting.`;
  return `Still waiting: ${some}, on the identity team${task}.${more} We keep looking and tell you here.`;
}

const NOTHING_ELSE = 'Nothing else is waiting.';

function hasArrived(groupId: string, missing: readonly string[] | null): boolean {
  return missing !== null && !missing.includes(groupId);
}
