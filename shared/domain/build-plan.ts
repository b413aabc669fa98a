import { compareMemberships, pathNames, unplacedGroups } from './comparison.ts';
import { decideAction } from './decide-action.ts';
import { display } from './display.ts';
import { elevationTexts } from './elevation.ts';
import type { Evidence } from './evidence.ts';
import type { Findings } from './findings.ts';
import { BUILT_IN_GROUPS } from './group.ts';
import { openedBy, provesAbsence, whatWasNotRead } from './group-evidence.ts';
import { leftOut } from './left-out.ts';
import { ancestorsOf, directGroups, type GroupGraph, groupsAt, readGraph } from './membership.ts';
import type { NeverCopy } from './never-copy.ts';
import { listNotCopied, NOT_COVERED } from './not-copied.ts';
import { compareText, sortedUnique } from './order.ts';
import { countOtherPaths } from './path-count.ts';
import type { Action, Follow, MembershipLine, Plan } from './plan.ts';
import { arrivals, givesMembership, type Through } from './plan-follows.ts';
import { judgeVerdict } from './verdict.ts';

export interface PlanOptions {
  readonly scanUc: boolean;
  /** Groups to leave out, by exact display name or id. */
  readonly without: readonly string[];
  readonly neverCopy: NeverCopy;
  /** What people call the identity provider. */
  readonly identityProvider?: string;
}

/**
 * Judges what was read: which memberships the target lacks and what is to be done about each. Depends on nothing but its
 * arguments; the order in which findings were gathered does not show.
 */
export function buildPlan(findings: Findings, options: PlanOptions): Plan {
  const graph = readGraph(findings.groups);
  const evidence = withUnplaced(findings, graph);
  const comparison = compareMemberships(findings, graph);
  const gap = comparison.filter(({ inSource, inTarget }) => inSource && !inTarget);
  const view: View = {
    findings: { ...findings, evidence },
    graph,
    options,
    starts: directGroups(graph, findings.source),
  };

  const groupsOfGap = gap.map(({ group }) => group);
  const { ids: leftOutIds, remarks } = leftOut(options.without, groupsOfGap);
  const decided = gap.filter((line) => line.directInSource).map((line) => planAction(view, line, leftOutIds));
  const through = arrivals(graph, decided);
  const actions = decided.map((action) => sayIfItArrives(action, through.get(action.group.id)));
  const follows = gap
    .filter((line) => !line.directInSource)
    .flatMap((line) => planFollow(view, line, through.get(line.group.id)));

  const shared = comparison.filter(({ inSource, inTarget }) => inSource && inTarget);
  const named = shared.filter(({ group }) => !BUILT_IN_GROUPS.has(group.name));
  return {
    version: 1,
    source: findings.source,
    target: findings.target,
    route: findings.route,
    scanUc: options.scanUc,
    without: sortedUnique(options.without),
    actions,
    follows,
    comparison,
    sharedCount: shared.length,
    coverage: coverageOf({ ...evidence, gaps: [...evidence.gaps, ...remarks] }),
    notCopied: listNotCopied(findings),
    verdict: judgeVerdict({
      source: findings.source,
      target: findings.target,
      actions,
      follows,
      leftOut: leftOutIds,
      sharedNamed: named.length,
      evidence,
    }),
  };
}

interface View {
  readonly findings: Findings;
  readonly graph: GroupGraph;
  readonly options: PlanOptions;
  /** Direct groups of the source: every path of a plan starts there. */
  readonly starts: readonly string[];
}

function planAction(view: View, line: MembershipLine, leftOutIds: ReadonlySet<string>): Action {
  const { findings, graph, options, starts } = view;
  const { group } = line;
  const ancestorIds = ancestorsOf(graph, group.id);
  const reach = groupsAt(graph, [group.id, ...ancestorIds]);
  const opened = openedBy(
    findings.evidence,
    reach.map(({ id }) => id),
  );
  const found = opened.workspaces.length > 0 || opened.grants.length > 0;
  const evidence = found ? 'yes' : provesAbsence(findings.evidence) ? 'no' : 'unknown';
  const { type, reason } = decideAction({
    group,
    reach,
    target: findings.target,
    leftOut: leftOutIds.has(group.id),
    neverCopy: options.neverCopy,
    identityProvider: options.identityProvider ?? 'the identity provider',
    evidence,
    notRead: whatWasNotRead(findings.evidence),
  });
  return {
    type,
    group,
    path: line.pathInSource,
    otherPaths: countOtherPaths(graph, starts, group.id),
    evidence,
    ...opened,
    elevated: elevationTexts(opened),
    roles: sortedUnique(reach.flatMap(({ roles }) => roles)),
    reason,
    ancestorIds: ancestorIds.toSorted(compareText),
    memberCount: graph.groups.get(group.id)?.memberCount ?? 0,
  };
}

/** A group that is not added can arrive all the same, nested in one that is; then its row must not claim otherwise. */
function sayIfItArrives(action: Action, through: Through | undefined): Action {
  if (through === undefined || givesMembership(action) || !givesMembership(through.action)) return action;
  const note = `comes all the same through ${display(through.action.group.name)}`;
  return { ...action, reason: action.reason === null ? note : `${action.reason}; ${note}` };
}

function planFollow({ findings, graph, starts }: View, { group }: MembershipLine, through?: Through): Follow[] {
  if (through === undefined) return [];
  const { action, path } = through;
  return [
    {
      group,
      path: pathNames(graph, findings.source, path),
      otherPaths: countOtherPaths(graph, starts, group.id),
      throughGroupId: action.group.id,
      throughGroupName: action.group.name,
      throughType: action.type,
      follows: givesMembership(action),
      ...openedBy(findings.evidence, [group.id, ...ancestorsOf(graph, group.id)]),
    },
  ];
}

/** Adds a gap for every group that no path leads to: what such a group opens may belong to any group of the plan. */
function withUnplaced(findings: Findings, graph: GroupGraph): Evidence {
  return { ...findings.evidence, gaps: [...findings.evidence.gaps, ...unplacedGroups(findings, graph)] };
}

function coverageOf({ workspaces, unityCatalog, gaps }: Evidence): Plan['coverage'] {
  return {
    workspacesRead: workspaces.read,
    workspacesTotal: workspaces.total,
    unityCatalogScanned: unityCatalog.scanned,
    unityCatalogComplete: unityCatalog.complete,
    unityCatalogCalls: unityCatalog.calls,
    gaps: gaps.toSorted(
      (a, b) => compareText(a.area, b.area) || compareText(a.what, b.what) || compareText(a.reason, b.reason),
    ),
    notCovered: [...NOT_COVERED],
  };
}
