import { isLeftOut } from '../domain/counts.ts';
import { display } from '../domain/display.ts';
import type { Action, Follow, Plan } from '../domain/plan.ts';
import type { Show } from './access-summary.ts';
import { reasonLine } from './one-line.ts';

/** Where a text is read: a ticket never names a flag of the command line. */
export type Place = 'command line' | 'ticket';

const DEAD_END = 'no workspace assignment, no UC grants detected';
/** The reason of a group that only the scan is missing for. */
const NOT_SCANNED = 'no workspace assignment, Unity Catalog not scanned';

/** True for an undecided group a Unity Catalog scan might decide. */
function scanWouldHelp(plan: Plan, action: Action): boolean {
  return action.type === 'Unverified' && !plan.coverage.unityCatalogScanned;
}

/** Why a group is skipped, undecided or blocked: what stands in brackets behind its name. */
export function reasonOf(plan: Plan, action: Action, place: Place): string {
  const reason = reasonLine(action.reason ?? (action.type === 'Skipped' ? DEAD_END : 'no reason recorded'));
  return place === 'command line' && scanWouldHelp(plan, action) ? `${reason} — run --scan-uc` : reason;
}

/** What a reader of the comparison should know about a direct group of the gap. */
export function actionRemark(plan: Plan, action: Action, place: Place, identityProvider: string): string {
  switch (action.type) {
    case 'IdP required':
      return `must add in ${display(identityProvider)}`;
    case 'Databricks':
      return 'can add in Databricks';
    case 'Skipped':
      return isLeftOut(action, plan) ? reasonOf(plan, action, place) : 'verified dead-end, opens nothing';
    case 'Blocked':
      return `blocked: ${reasonOf(plan, action, place)}`;
    case 'Unverified':
      return undecidedRemark(plan, action, place);
  }
}

function undecidedRemark(plan: Plan, action: Action, place: Place): string {
  if (place === 'command line' && action.reason === NOT_SCANNED) return 'no workspace assignment, run --scan-uc';
  return `undecided: ${reasonOf(plan, action, place)}`;
}

/** What a reader should know about a group that comes through another one; `show` is the plain text for a CSV. */
export function followRemark(follow: Follow, show: Show = display): string {
  const through = show(follow.throughGroupName);
  return follow.follows ? `follows once ${through} is done` : `does not follow: ${through} is ${follow.throughType}`;
}
