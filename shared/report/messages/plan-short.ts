import { countPlan, type PlanCounts } from '../../domain/counts.ts';
import { display, fullName, nameWithId } from '../../domain/display.ts';
import type { Block, Document } from '../../domain/document.ts';
import { BUILT_IN_GROUPS } from '../../domain/group.ts';
import type { Plan } from '../../domain/plan.ts';
import { accessSummary, shortened } from '../access-summary.ts';
import { oneLine } from '../one-line.ts';
import { rowsInOrder } from '../row-order.ts';
import { utcTime } from '../times.ts';
import { withinLimit } from './limit.ts';
import { counted, paragraph, titledList, whoMayApprove } from './phrases.ts';

export interface PlanShortArgs {
  readonly plan: Plan;
  readonly identityProvider: string;
  readonly requester: string;
  readonly reason: string;
  /** When the wait for an approval ends (ISO). */
  readonly decideBy: string;
  /** Who may approve, as people know them: `data-approvers`. */
  readonly approvers: string;
  /** `everyone` lets the requester read the group names; else only IT does. */
  readonly planNames: 'approvers' | 'everyone';
}

/** Lists of tickets and mails cut here: verdict and both people must stand before. */
const HEAD_ROOM = 120;
const LONGEST_REASON = 200;
const MOST_WORKSPACES = 8;
const LESS = 'To leave a group out first, the requester replies with a line such as “without: group-name”.';

/**
 * For requester and approver: what would happen, in five lines that can be decided on. No group names unless the stage
 * shows them to everyone, since whoever files a ticket could otherwise read another person's groups.
 */
export function planShort(args: PlanShortArgs): Document {
  const { plan } = args;
  const counts = countPlan(plan);
  const empty = counts.additions + counts.identityActions === 0;
  return withinLimit([
    ...headLines(plan),
    paragraph(askedBy(args)),
    paragraph(empty ? 'Nothing to approve: no group is left to add.' : `Approve: ${approval(args, counts)}.`),
    paragraph(`${closerLook(plan)} ${leftOut(counts)}`),
    ...(empty ? [] : [paragraph(decision(args))]),
    ...(args.planNames === 'everyone' ? groupNames(plan) : []),
  ]);
}

/** One line where it fits; else names cut to fit, and both in full below. */
function headLines(plan: Plan): Block[] {
  const line = (target: string, source: string): string =>
    `${plan.verdict.word}: ${target} would get what ${source} has.`;
  const [target, source] = [nameWithId(plan.target), nameWithId(plan.source)];
  const full = line(target, source);
  if (full.length <= HEAD_ROOM) return [paragraph(full)];
  const room = Math.floor((HEAD_ROOM - line('', '').length) / 2);
  const short = line(oneLine(fullName(plan.target), room), oneLine(fullName(plan.source), room));
  return [paragraph(short), paragraph(`In full: ${target} would get what ${source} has.`)];
}

function askedBy({ plan, requester, reason }: PlanShortArgs): string {
  const why = reason.trim() === '' ? 'without a reason' : `"${oneLine(reason, LONGEST_REASON)}"`;
  const shared = plan.comparison.filter(({ inSource, inTarget }) => inSource && inTarget);
  const nothingOwn = shared.every(({ group }) => BUILT_IN_GROUPS.has(group.name));
  const common = nothingOwn
    ? 'They have NOTHING IN COMMON so far: no shared group.'
    : `They share ${counted(plan.sharedCount, 'group')} already.`;
  return `Asked by ${display(requester)}: ${why}. ${common}`;
}

function approval({ identityProvider }: PlanShortArgs, counts: PlanCounts): string {
  const workspaces = counts.workspacesAtOnce.map(display);
  const where = workspaces.length === 0 ? '' : ` (${shortened(workspaces, MOST_WORKSPACES)})`;
  const provider = `${display(identityProvider)} group`;
  return [
    ...(counts.additions === 0 ? [] : [`${counted(counts.additions, 'Databricks group')} at once${where}`]),
    ...(counts.identityActions === 0 ? [] : [`${counted(counts.identityActions, provider)} by the identity team`]),
    ...(counts.follows === 0 ? [] : [`${counts.follows} ${counts.follows === 1 ? 'follows' : 'follow'}`]),
  ].join(', ');
}

function closerLook({ verdict }: Plan): string {
  if (verdict.reasons.length === 0) return 'Nothing unusual found.';
  return `Why look closer: ${verdict.reasons.map((reason) => oneLine(reason, LONGEST_REASON)).join('; ')}.`;
}

/** How many were left out on request is for IT: the number would tell whether the source is in a group one can name. */
function leftOut({ withoutEffect, undecided, blocked }: PlanCounts): string {
  return `Left out: ${withoutEffect} without effect, ${undecided} undecided, ${blocked} blocked.`;
}

function decision({ plan, decideBy, approvers }: PlanShortArgs): string {
  const who = whoMayApprove(approvers, plan);
  return `Reject: nothing changes. Decide by ${utcTime(decideBy)}; may approve: ${who}. ${LESS}`;
}

function groupNames(plan: Plan): Block[] {
  const items = rowsInOrder(plan).map((row) => {
    if (row.kind === 'follow')
      return `${display(row.follow.group.name)}: through ${display(row.follow.throughGroupName)}`;
    const opened = accessSummary(row.action, display, MOST_WORKSPACES);
    return `${display(row.action.group.name)}: ${row.action.type}${opened === '' ? '' : `, ${opened}`}`;
  });
  return titledList('Groups', items);
}
